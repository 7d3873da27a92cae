// Generated from crds/*.yaml by tools/generate.ts; change the CRDs, not this file. Embedded, so that the bundle and
// the in-memory cluster need no files.

import type { CustomResourceDefinition } from '../crd.ts';

export const CRDS: readonly CustomResourceDefinition[] = [
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'compliancechecks.docket.dev' },
    spec: {
      group: 'docket.dev',
      scope: 'Namespaced',
      names: {
        kind: 'ComplianceCheck',
        listKind: 'ComplianceCheckList',
        plural: 'compliancechecks',
        singular: 'compliancecheck',
        shortNames: ['chk'],
        categories: ['docket'],
      },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          selectableFields: [
            { jsonPath: '.spec.type' },
            { jsonPath: '.spec.severity' },
            { jsonPath: '.spec.owner' },
            { jsonPath: '.spec.suspend' },
            { jsonPath: '.status.result' },
            { jsonPath: '.status.reason' },
          ],
          additionalPrinterColumns: [
            { name: 'Type', description: 'What is required.', type: 'string', jsonPath: '.spec.type' },
            {
              name: 'Result',
              description: 'The verdict over everything that is selected.',
              type: 'string',
              jsonPath: '.status.result',
            },
            {
              name: 'Failing',
              description: 'Subjects that fail.',
              type: 'integer',
              jsonPath: '.status.counts.failing',
            },
            {
              name: 'Unknown',
              description: 'Subjects that cannot be judged.',
              type: 'integer',
              jsonPath: '.status.counts.unknown',
            },
            {
              name: 'Exempted',
              description: 'Subjects that an exception covers.',
              type: 'integer',
              jsonPath: '.status.counts.exempted',
            },
            {
              name: 'Since',
              description: 'Time since the verdict last turned between compliant, not compliant and unknown.',
              type: 'date',
              jsonPath: '.status.conditions[?(@.type=="Compliant")].lastTransitionTime',
            },
            {
              name: 'Severity',
              description: 'How bad a failure is.',
              type: 'string',
              priority: 1,
              jsonPath: '.spec.severity',
            },
            {
              name: 'Reason',
              description: 'Why the result is as it is.',
              type: 'string',
              priority: 1,
              jsonPath: '.status.reason',
            },
            {
              name: 'Due',
              description: 'Subjects that something is owed for.',
              type: 'integer',
              priority: 1,
              jsonPath: '.status.counts.due',
            },
            {
              name: 'Next-Deadline',
              description: 'When the next subject fails unless something is done.',
              type: 'string',
              priority: 1,
              jsonPath: '.status.nextDeadline',
            },
            { name: 'Owner', description: 'Who answers for it.', type: 'string', priority: 1, jsonPath: '.spec.owner' },
            {
              name: 'Age',
              description: 'Time since the check was created.',
              type: 'date',
              jsonPath: '.metadata.creationTimestamp',
            },
          ],
          schema: {
            openAPIV3Schema: {
              description:
                "A ComplianceCheck states one requirement and judges it continuously over what it selects in its namespace. Its result is the worst of its subjects' verdicts. Input that is missing, stale or incomplete never passes.",
              type: 'object',
              required: ['spec'],
              properties: {
                spec: {
                  description: 'What is required, of what, and who answers for it.',
                  type: 'object',
                  required: ['type'],
                  'x-kubernetes-validations': [
                    {
                      rule: 'self.type == oldSelf.type',
                      message: 'type is immutable; create another check instead',
                      fieldPath: '.type',
                    },
                  ],
                  properties: {
                    type: {
                      description:
                        'What is required. IncidentClosed, that no selected incident stays open for longer than gracePeriod. SourceHealthy, that the selected sources are ready, complete and fresh. Immutable.',
                      type: 'string',
                      enum: ['IncidentClosed', 'SourceHealthy'],
                    },
                    selector: {
                      description:
                        'Which subjects are judged. Every member that is set must match, and a list matches when one of its values does. Absent or empty selects everything in the namespace, reported incidents included.',
                      type: 'object',
                      properties: {
                        sourceRefs: {
                          description:
                            'Incidents of these IncidentSources, or these sources. One that does not exist makes the result Unknown.',
                          type: 'array',
                          maxItems: 100,
                          'x-kubernetes-list-type': 'map',
                          'x-kubernetes-list-map-keys': ['name'],
                          items: {
                            description: 'An IncidentSource in this namespace.',
                            type: 'object',
                            'x-kubernetes-map-type': 'atomic',
                            required: ['name'],
                            properties: {
                              name: {
                                description: 'The name of the IncidentSource.',
                                type: 'string',
                                minLength: 1,
                                maxLength: 28,
                                pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
                              },
                            },
                          },
                        },
                        systemRefs: {
                          description:
                            'Accounts of these CriticalSystems. One that does not exist makes the result Unknown.',
                          type: 'array',
                          maxItems: 100,
                          'x-kubernetes-list-type': 'map',
                          'x-kubernetes-list-map-keys': ['name'],
                          items: {
                            description: 'A CriticalSystem in this namespace.',
                            type: 'object',
                            'x-kubernetes-map-type': 'atomic',
                            required: ['name'],
                            properties: {
                              name: {
                                description: 'The name of the CriticalSystem.',
                                type: 'string',
                                minLength: 1,
                                maxLength: 253,
                                pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
                              },
                            },
                          },
                        },
                        origins: {
                          description: 'Incidents that came to be known in one of these ways (PagerDuty, Reported).',
                          type: 'array',
                          maxItems: 20,
                          'x-kubernetes-list-type': 'set',
                          items: {
                            description: 'An origin as incidents state it.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 63,
                          },
                        },
                        severities: {
                          description: 'Incidents of one of these severities.',
                          type: 'array',
                          maxItems: 5,
                          'x-kubernetes-list-type': 'set',
                          items: {
                            description: 'A severity.',
                            type: 'string',
                            enum: ['Critical', 'High', 'Medium', 'Low', 'Info'],
                          },
                        },
                        zones: {
                          description: 'Incidents or sources of one of these zones.',
                          type: 'array',
                          maxItems: 50,
                          'x-kubernetes-list-type': 'set',
                          items: { description: 'A zone.', type: 'string', minLength: 1, maxLength: 63 },
                        },
                        categories: {
                          description: 'Incidents of one of these categories.',
                          type: 'array',
                          maxItems: 50,
                          'x-kubernetes-list-type': 'set',
                          items: {
                            description: 'A category as incidents state it.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 128,
                          },
                        },
                        matchLabels: {
                          description: 'Subjects that carry all of these labels.',
                          type: 'object',
                          maxProperties: 16,
                          additionalProperties: {
                            description: 'The value of the label.',
                            type: 'string',
                            maxLength: 63,
                          },
                        },
                        detectedWithin: {
                          description: 'Only incidents detected at most this long ago.',
                          type: 'string',
                          maxLength: 6,
                          pattern: '^[1-9][0-9]{0,4}[smhd]$',
                        },
                      },
                    },
                    severity: {
                      description: 'How bad it is when the check fails.',
                      type: 'string',
                      enum: ['Critical', 'High', 'Medium', 'Low', 'Info'],
                      default: 'Medium',
                    },
                    owner: {
                      description:
                        'The team or person that answers for the check. Shown in metrics, so that alerts find them.',
                      type: 'string',
                      maxLength: 128,
                    },
                    controls: {
                      description: 'The controls of frameworks that the check is evidence for.',
                      type: 'array',
                      maxItems: 50,
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['framework', 'id'],
                      items: {
                        description: 'One control of one framework.',
                        type: 'object',
                        required: ['framework', 'id'],
                        properties: {
                          framework: {
                            description: 'The framework (SOC2, ISO27001).',
                            type: 'string',
                            minLength: 1,
                            maxLength: 64,
                          },
                          id: {
                            description: "The control's id in the framework (CC7.3).",
                            type: 'string',
                            minLength: 1,
                            maxLength: 64,
                          },
                        },
                      },
                    },
                    gracePeriod: {
                      description:
                        'How long a subject may miss the requirement before it fails; it is Due until then. Absent means not at all.',
                      type: 'string',
                      maxLength: 6,
                      pattern: '^(0|[1-9][0-9]{0,4})[smhd]$',
                    },
                    remediation: {
                      description: 'What to do when the check fails, for the person who is alerted.',
                      type: 'string',
                      maxLength: 4096,
                    },
                    suspend: { description: 'Stop judging. The result is NotActive.', type: 'boolean' },
                  },
                },
                status: {
                  description: 'The verdict and what it rests on. Can be rebuilt at any time.',
                  type: 'object',
                  properties: {
                    observedGeneration: {
                      description: 'The generation of the spec that this status was computed from.',
                      type: 'integer',
                      format: 'int64',
                      minimum: 0,
                    },
                    result: {
                      description:
                        'The worst verdict of the subjects that no exception covers, in the order Failing, Unknown, Due, Passing. NotActive when the check is suspended.',
                      type: 'string',
                      enum: ['Passing', 'Due', 'Failing', 'Unknown', 'NotActive'],
                    },
                    reason: {
                      description: 'Why, as one CamelCase word that programs may compare.',
                      type: 'string',
                      maxLength: 128,
                      pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
                    },
                    counts: {
                      description: 'How many subjects were judged how.',
                      type: 'object',
                      properties: {
                        passing: {
                          description: 'Subjects that meet the requirement.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        due: {
                          description: 'Subjects that something is owed for, in time still.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        failing: {
                          description: 'Subjects that miss the requirement.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        unknown: {
                          description: 'Subjects that cannot be judged.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        exempted: {
                          description: 'Subjects that an exception covers, whatever their verdict.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                      },
                    },
                    failing: {
                      description: 'The subjects that fail, at most 50, those that failed first in front.',
                      type: 'array',
                      maxItems: 50,
                      'x-kubernetes-list-type': 'atomic',
                      items: {
                        description: 'One subject that fails.',
                        type: 'object',
                        required: ['name', 'reason'],
                        properties: {
                          name: {
                            description: 'The name of the incident, source or account.',
                            type: 'string',
                            maxLength: 253,
                          },
                          reason: {
                            description: 'Why it fails, as one CamelCase word.',
                            type: 'string',
                            maxLength: 128,
                          },
                          since: {
                            description: 'Since when it fails.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                          dueAt: {
                            description: 'When it should have been done.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                        },
                      },
                    },
                    truncated: { description: 'Whether more subjects fail than are listed.', type: 'boolean' },
                    dataAsOf: {
                      description:
                        'When the oldest data that the result rests on was read. Moves only when something else in the status does.',
                      type: 'string',
                      format: 'date-time',
                      maxLength: 64,
                    },
                    nextDeadline: {
                      description: 'When the next subject fails unless something is done.',
                      type: 'string',
                      format: 'date-time',
                      maxLength: 64,
                    },
                    history: {
                      description: 'The latest results, oldest first, at most 20.',
                      type: 'array',
                      maxItems: 20,
                      'x-kubernetes-list-type': 'atomic',
                      items: {
                        description: 'One change of the result.',
                        type: 'object',
                        required: ['time', 'result'],
                        properties: {
                          time: {
                            description: 'When the result changed.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                          result: {
                            description: 'The result from then on.',
                            type: 'string',
                            enum: ['Passing', 'Due', 'Failing', 'Unknown', 'NotActive'],
                          },
                          reason: { description: 'Why, as one CamelCase word.', type: 'string', maxLength: 128 },
                        },
                      },
                    },
                    conditions: {
                      description:
                        'What the controller concluded, one entry per type, in the shape of metav1.Condition.',
                      type: 'array',
                      maxItems: 16,
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['type'],
                      items: {
                        description: "One aspect of the object's state.",
                        type: 'object',
                        required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
                        properties: {
                          type: {
                            description: 'Which aspect this is, as a positive CamelCase adjective (Ready, Complete).',
                            type: 'string',
                            maxLength: 316,
                            pattern:
                              '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
                          },
                          status: {
                            description: 'Whether the aspect holds. Unknown where nothing reliable can be said.',
                            type: 'string',
                            enum: ['True', 'False', 'Unknown'],
                          },
                          reason: {
                            description: 'Why, as one CamelCase word that programs may compare.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 1024,
                            pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
                          },
                          message: {
                            description:
                              'Why, in a sentence for people, with what to do next. Never holds text from a provider.',
                            type: 'string',
                            maxLength: 32768,
                          },
                          lastTransitionTime: {
                            description: 'When the status last changed from one value to another.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                          observedGeneration: {
                            description: 'The generation of the object that this condition was computed from.',
                            type: 'integer',
                            format: 'int64',
                            minimum: 0,
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      ],
    },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'incidents.docket.dev' },
    spec: {
      group: 'docket.dev',
      scope: 'Namespaced',
      names: {
        kind: 'Incident',
        listKind: 'IncidentList',
        plural: 'incidents',
        singular: 'incident',
        shortNames: ['incd'],
        categories: ['docket'],
      },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          selectableFields: [
            { jsonPath: '.spec.sourceRef.name' },
            { jsonPath: '.spec.externalID' },
            { jsonPath: '.spec.severity' },
            { jsonPath: '.spec.state' },
            { jsonPath: '.spec.category' },
            { jsonPath: '.spec.zone' },
            { jsonPath: '.spec.origin' },
            { jsonPath: '.status.state' },
          ],
          additionalPrinterColumns: [
            {
              name: 'Source',
              description: 'The IncidentSource that the incident is mirrored from.',
              type: 'string',
              jsonPath: '.spec.sourceRef.name',
            },
            { name: 'Severity', description: 'How bad it is.', type: 'string', jsonPath: '.spec.severity' },
            {
              name: 'State',
              description: 'The state from source and review together.',
              type: 'string',
              jsonPath: '.status.state',
            },
            {
              name: 'Data-Loss',
              description: 'Whether data was lost, as far as it was assessed.',
              type: 'string',
              jsonPath: '.status.dataLoss',
            },
            {
              name: 'Failing',
              description: 'Checks that fail for this incident.',
              type: 'integer',
              jsonPath: '.status.counts.failing',
            },
            {
              name: 'Due',
              description: 'Checks that something is owed for.',
              type: 'integer',
              jsonPath: '.status.counts.due',
            },
            { name: 'Title', description: 'What it is about.', type: 'string', jsonPath: '.spec.title' },
            {
              name: 'External-ID',
              description: "The incident's id in its source.",
              type: 'string',
              priority: 1,
              jsonPath: '.spec.externalID',
            },
            {
              name: 'Exempted',
              description: 'Checks that an exception covers.',
              type: 'integer',
              priority: 1,
              jsonPath: '.status.counts.exempted',
            },
            { name: 'URL', description: 'Where people handle it.', type: 'string', priority: 1, jsonPath: '.spec.url' },
            {
              name: 'Age',
              description: 'Time since the record was created.',
              type: 'date',
              jsonPath: '.metadata.creationTimestamp',
            },
          ],
          schema: {
            openAPIV3Schema: {
              description:
                'An Incident is the record of one security incident. A mirrored one has a sourceRef and an externalID, and is kept as its source states it; one without them was reported by a person or a tool. Names that end in a dash and twelve hexadecimal digits are reserved for mirrored incidents. What people attest about an incident is in its IncidentReview.',
              type: 'object',
              required: ['spec'],
              'x-kubernetes-validations': [
                {
                  rule: "has(self.spec.sourceRef) ? self.metadata.name.startsWith(self.spec.sourceRef.name + '-') && self.metadata.name.matches('-[0-9a-f]{12}$') : !self.metadata.name.matches('-[0-9a-f]{12}$')",
                  message:
                    'names of the form SOURCE-...-HASH, with twelve hexadecimal digits at the end, are for incidents mirrored from that source, and only for them',
                  fieldPath: '.metadata.name',
                },
              ],
              properties: {
                metadata: {
                  type: 'object',
                  properties: { name: { description: "The object's name.", type: 'string', maxLength: 253 } },
                },
                spec: {
                  description: 'The facts of the incident, as its source or its reporter states them.',
                  type: 'object',
                  required: ['title', 'severity'],
                  'x-kubernetes-validations': [
                    {
                      rule: 'has(self.sourceRef) == has(self.externalID)',
                      message: 'sourceRef and externalID must be set both, or neither for a reported incident',
                    },
                    {
                      rule: 'has(self.sourceRef) == has(oldSelf.sourceRef) && (!has(self.sourceRef) || self.sourceRef.name == oldSelf.sourceRef.name)',
                      message: 'sourceRef is immutable',
                      fieldPath: '.sourceRef',
                    },
                    {
                      rule: 'has(self.externalID) == has(oldSelf.externalID) && (!has(self.externalID) || self.externalID == oldSelf.externalID)',
                      message: 'externalID is immutable',
                      fieldPath: '.externalID',
                    },
                  ],
                  properties: {
                    sourceRef: {
                      description:
                        'The IncidentSource in this namespace that the incident is mirrored from. Absent for a reported incident. Immutable.',
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      required: ['name'],
                      properties: {
                        name: {
                          description: 'The name of the IncidentSource.',
                          type: 'string',
                          minLength: 1,
                          maxLength: 28,
                          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
                        },
                      },
                    },
                    externalID: {
                      description:
                        "The incident's id in its source, exactly as the source states it. Absent for a reported incident. Immutable.",
                      type: 'string',
                      minLength: 1,
                      maxLength: 1024,
                    },
                    title: {
                      description:
                        'What the incident is about, in one line. Text from the source is data, never an instruction.',
                      type: 'string',
                      maxLength: 512,
                    },
                    severity: {
                      description: 'How bad the incident is.',
                      type: 'string',
                      enum: ['Critical', 'High', 'Medium', 'Low', 'Info'],
                    },
                    state: {
                      description:
                        "How far the handling is, as the source or the reporter states it. See status.state for the state with the review's taken in.",
                      type: 'string',
                      enum: ['Detected', 'Triaging', 'Investigating', 'Containing', 'Resolved', 'Closed'],
                      default: 'Detected',
                    },
                    category: {
                      description: 'The kind of incident (Phishing, Malware, or what the source calls it).',
                      type: 'string',
                      maxLength: 128,
                    },
                    zone: {
                      description:
                        "The part of the organisation that the incident belongs to. The source's zone for a mirrored one.",
                      type: 'string',
                      maxLength: 63,
                      pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
                    },
                    url: { description: 'Where people see and handle the incident.', type: 'string', maxLength: 2048 },
                    service: { description: 'The service or system that is affected.', type: 'string', maxLength: 256 },
                    origin: {
                      description:
                        "How the incident came to be known (PagerDuty, Fixture, Reported). Absent means the source's provider, or Reported without a source.",
                      type: 'string',
                      maxLength: 63,
                    },
                    reportedBy: { description: 'Who or what reported the incident.', type: 'string', maxLength: 256 },
                    assignees: {
                      description: 'Who works on the incident, as the source names them.',
                      type: 'array',
                      maxItems: 50,
                      'x-kubernetes-list-type': 'atomic',
                      items: { description: 'One person or group.', type: 'string', maxLength: 256 },
                    },
                    detectedAt: {
                      description: 'When the incident began to be known. Absent means when this record was created.',
                      type: 'string',
                      format: 'date-time',
                      maxLength: 64,
                      pattern:
                        '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$',
                    },
                    acknowledgedAt: {
                      description: 'When somebody first took the incident on.',
                      type: 'string',
                      format: 'date-time',
                      maxLength: 64,
                      pattern:
                        '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$',
                    },
                    resolvedAt: {
                      description: 'When the incident was resolved.',
                      type: 'string',
                      format: 'date-time',
                      maxLength: 64,
                      pattern:
                        '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$',
                    },
                    closedAt: {
                      description: 'When the incident was closed.',
                      type: 'string',
                      format: 'date-time',
                      maxLength: 64,
                      pattern:
                        '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$',
                    },
                    description: {
                      description:
                        'What happened, in full. Stored for a mirrored incident only when its source has dataPolicy Full.',
                      type: 'string',
                      maxLength: 8192,
                    },
                    mergedIntoRef: {
                      description: 'The Incident in this namespace that this one was merged into.',
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      required: ['name'],
                      properties: {
                        name: {
                          description: 'The name of the Incident.',
                          type: 'string',
                          minLength: 1,
                          maxLength: 253,
                          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
                        },
                      },
                    },
                  },
                },
                status: {
                  description:
                    'What Docket derives from the record, its review, policies and checks. Can be rebuilt at any time.',
                  type: 'object',
                  properties: {
                    observedGeneration: {
                      description: 'The generation of the spec that this status was computed from.',
                      type: 'integer',
                      format: 'int64',
                      minimum: 0,
                    },
                    state: {
                      description: "How far the handling is, the later of the source's state and the review's.",
                      type: 'string',
                      enum: ['Detected', 'Triaging', 'Investigating', 'Containing', 'Resolved', 'Closed'],
                    },
                    dataLoss: {
                      description:
                        'Whether data was lost, as the review says. NotAssessed where no review says anything.',
                      type: 'string',
                      enum: ['NotAssessed', 'None', 'Suspected', 'Confirmed'],
                    },
                    deadlines: {
                      description: 'When things are owed for this incident.',
                      type: 'object',
                      properties: {
                        acknowledgeBy: {
                          description: 'When somebody must have taken the incident on.',
                          type: 'string',
                          format: 'date-time',
                          maxLength: 64,
                        },
                        resolveBy: {
                          description: 'When the incident must be resolved.',
                          type: 'string',
                          format: 'date-time',
                          maxLength: 64,
                        },
                        assessBy: {
                          description: 'When it must be assessed whether data was lost.',
                          type: 'string',
                          format: 'date-time',
                          maxLength: 64,
                        },
                        disclose: {
                          description: 'When whom must be told, per obligation that applies.',
                          type: 'array',
                          maxItems: 50,
                          'x-kubernetes-list-type': 'map',
                          'x-kubernetes-list-map-keys': ['policy', 'obligation'],
                          items: {
                            description: 'One obligation to disclose.',
                            type: 'object',
                            required: ['policy', 'obligation'],
                            properties: {
                              policy: {
                                description: 'The name of the DisclosurePolicy.',
                                type: 'string',
                                maxLength: 253,
                              },
                              obligation: {
                                description: 'The name of the obligation in the policy.',
                                type: 'string',
                                maxLength: 63,
                              },
                              recipient: { description: 'Who must be told.', type: 'string', maxLength: 256 },
                              dueAt: {
                                description: 'When it must be done. Absent while no clock of the obligation runs.',
                                type: 'string',
                                format: 'date-time',
                                maxLength: 64,
                              },
                              metAt: {
                                description: 'When it was done.',
                                type: 'string',
                                format: 'date-time',
                                maxLength: 64,
                              },
                            },
                          },
                        },
                      },
                    },
                    counts: {
                      description: 'How many checks judge this incident how.',
                      type: 'object',
                      properties: {
                        failing: { description: 'Checks that fail.', type: 'integer', format: 'int32', minimum: 0 },
                        due: {
                          description: 'Checks that something is owed for, in time still.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        unknown: {
                          description: 'Checks that cannot tell.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        exempted: {
                          description: 'Checks that an exception covers.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                      },
                    },
                    failing: {
                      description: 'The names of the checks that fail for this incident, the first 20.',
                      type: 'array',
                      maxItems: 20,
                      'x-kubernetes-list-type': 'set',
                      items: { description: 'The name of a ComplianceCheck.', type: 'string', maxLength: 253 },
                    },
                    timeline: {
                      description: 'The latest changes of state that Docket saw, oldest first, at most 20.',
                      type: 'array',
                      maxItems: 20,
                      'x-kubernetes-list-type': 'atomic',
                      items: {
                        description: 'One change of state.',
                        type: 'object',
                        required: ['time', 'to', 'origin'],
                        properties: {
                          time: {
                            description: 'When the state changed, as far as the source says, else when it was seen.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                          from: {
                            description: 'The state before. Absent for the first entry.',
                            type: 'string',
                            enum: ['Detected', 'Triaging', 'Investigating', 'Containing', 'Resolved', 'Closed'],
                          },
                          to: {
                            description: 'The state after.',
                            type: 'string',
                            enum: ['Detected', 'Triaging', 'Investigating', 'Containing', 'Resolved', 'Closed'],
                          },
                          origin: {
                            description:
                              'Who changed it (the source, a reporter who edited the record, or people in the review).',
                            type: 'string',
                            enum: ['Source', 'Reporter', 'Review'],
                          },
                        },
                      },
                    },
                    reviewRef: {
                      description: 'The IncidentReview that is bound to this incident.',
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      required: ['name'],
                      properties: {
                        name: {
                          description: 'The name of the IncidentReview.',
                          type: 'string',
                          minLength: 1,
                          maxLength: 253,
                          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
                        },
                      },
                    },
                    conditions: {
                      description:
                        'What the controller concluded, one entry per type, in the shape of metav1.Condition.',
                      type: 'array',
                      maxItems: 16,
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['type'],
                      items: {
                        description: "One aspect of the object's state.",
                        type: 'object',
                        required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
                        properties: {
                          type: {
                            description: 'Which aspect this is, as a positive CamelCase adjective (Ready, Complete).',
                            type: 'string',
                            maxLength: 316,
                            pattern:
                              '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
                          },
                          status: {
                            description: 'Whether the aspect holds. Unknown where nothing reliable can be said.',
                            type: 'string',
                            enum: ['True', 'False', 'Unknown'],
                          },
                          reason: {
                            description: 'Why, as one CamelCase word that programs may compare.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 1024,
                            pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
                          },
                          message: {
                            description:
                              'Why, in a sentence for people, with what to do next. Never holds text from a provider.',
                            type: 'string',
                            maxLength: 32768,
                          },
                          lastTransitionTime: {
                            description: 'When the status last changed from one value to another.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                          observedGeneration: {
                            description: 'The generation of the object that this condition was computed from.',
                            type: 'integer',
                            format: 'int64',
                            minimum: 0,
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      ],
    },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'incidentsources.docket.dev' },
    spec: {
      group: 'docket.dev',
      scope: 'Namespaced',
      names: {
        kind: 'IncidentSource',
        listKind: 'IncidentSourceList',
        plural: 'incidentsources',
        singular: 'incidentsource',
        shortNames: ['isrc'],
        categories: ['docket'],
      },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          selectableFields: [
            { jsonPath: '.spec.zone' },
            { jsonPath: '.spec.suspend' },
            { jsonPath: '.spec.secretRef.name' },
            { jsonPath: '.status.provider' },
          ],
          additionalPrinterColumns: [
            { name: 'Provider', description: 'The system that is read.', type: 'string', jsonPath: '.status.provider' },
            {
              name: 'Ready',
              description: 'Whether the source works as configured.',
              type: 'string',
              jsonPath: '.status.conditions[?(@.type=="Ready")].status',
            },
            {
              name: 'Complete',
              description: 'Whether the last poll saw everything that the source selects.',
              type: 'string',
              jsonPath: '.status.conditions[?(@.type=="Complete")].status',
            },
            {
              name: 'Open',
              description: 'Incidents that are not resolved yet.',
              type: 'integer',
              jsonPath: '.status.incidents.open',
            },
            {
              name: 'Total',
              description: 'Incidents on record.',
              type: 'integer',
              jsonPath: '.status.incidents.total',
            },
            {
              name: 'Reason',
              description: 'Why the source is ready, or is not.',
              type: 'string',
              jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
            },
            {
              name: 'Zone',
              description: "The zone of the source's incidents.",
              type: 'string',
              priority: 1,
              jsonPath: '.spec.zone',
            },
            {
              name: 'Interval',
              description: 'How often the source is read.',
              type: 'string',
              priority: 1,
              jsonPath: '.spec.interval',
            },
            {
              name: 'Message',
              description: 'The reason in a sentence.',
              type: 'string',
              priority: 1,
              jsonPath: '.status.conditions[?(@.type=="Ready")].message',
            },
            {
              name: 'Age',
              description: 'Time since the source was created.',
              type: 'date',
              jsonPath: '.metadata.creationTimestamp',
            },
          ],
          schema: {
            openAPIV3Schema: {
              description:
                'An IncidentSource reads the security incidents of one account of a system where they are handled, and keeps each as an Incident in its own namespace. Its name is at most 28 characters long and has no dots, as the names of its incidents start with it. Deleting a source leaves its incidents in place.',
              type: 'object',
              required: ['spec'],
              'x-kubernetes-validations': [
                {
                  rule: "self.metadata.name.size() <= 28 && !self.metadata.name.contains('.')",
                  message:
                    'the name of an IncidentSource has at most 28 characters and no dots, as the names of its incidents start with it',
                  fieldPath: '.metadata.name',
                },
              ],
              properties: {
                metadata: {
                  type: 'object',
                  properties: { name: { description: "The object's name.", type: 'string', maxLength: 253 } },
                },
                spec: {
                  description: 'Which system to read, and how.',
                  type: 'object',
                  'x-kubernetes-validations': [
                    {
                      rule: '[has(self.pagerDuty), has(self.fixture)].exists_one(set, set)',
                      message: 'exactly one of pagerDuty, fixture must be set',
                    },
                    {
                      rule: '!has(self.pagerDuty) || has(self.secretRef)',
                      message: 'secretRef is required for pagerDuty, and names the Secret that holds the credential',
                      fieldPath: '.secretRef',
                      reason: 'FieldValueRequired',
                    },
                    {
                      rule: '!has(self.fixture) || !has(self.secretRef)',
                      message: 'secretRef must not be set for fixture, which needs no credential',
                      fieldPath: '.secretRef',
                      reason: 'FieldValueForbidden',
                    },
                    {
                      rule: "!has(self.interval) || has(self.fixture) || !self.interval.matches('^([1-9]|[12][0-9])s$')",
                      message: 'interval must be at least 30s (fixture sources may be read every second)',
                      fieldPath: '.interval',
                    },
                  ],
                  properties: {
                    pagerDuty: {
                      description: "Read incidents from PagerDuty's REST API.",
                      type: 'object',
                      properties: {
                        region: {
                          description: 'The service region of the account, which decides the host that is asked.',
                          type: 'string',
                          enum: ['US', 'EU'],
                          default: 'US',
                        },
                        services: {
                          description:
                            'Read only incidents of these services, each by its id or its exact name. Absent means every service that the credential can see.',
                          type: 'array',
                          maxItems: 100,
                          'x-kubernetes-list-type': 'set',
                          items: {
                            description: 'The id or the exact name of a service.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 255,
                          },
                        },
                        teams: {
                          description:
                            'Read only incidents of these teams, each by its id or its exact name. Absent means every team.',
                          type: 'array',
                          maxItems: 100,
                          'x-kubernetes-list-type': 'set',
                          items: {
                            description: 'The id or the exact name of a team.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 255,
                          },
                        },
                        urgencies: {
                          description: 'Read only incidents of these urgencies. Absent means both.',
                          type: 'array',
                          maxItems: 2,
                          'x-kubernetes-list-type': 'set',
                          items: {
                            description: 'An urgency as PagerDuty knows it.',
                            type: 'string',
                            enum: ['High', 'Low'],
                          },
                        },
                        endpoint: {
                          description:
                            "The base URL to use in place of PagerDuty's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the source is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.",
                          type: 'string',
                          maxLength: 2048,
                          pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~%/-]*)?$',
                        },
                      },
                    },
                    fixture: {
                      description: 'Replay incidents from a ConfigMap on a timeline, for demonstrations and tests.',
                      type: 'object',
                      required: ['configMapRef'],
                      properties: {
                        configMapRef: {
                          description: 'The ConfigMap in this namespace that holds the incidents.',
                          type: 'object',
                          'x-kubernetes-map-type': 'atomic',
                          required: ['name'],
                          properties: {
                            name: {
                              description: 'The name of the ConfigMap.',
                              type: 'string',
                              minLength: 1,
                              maxLength: 253,
                              pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
                            },
                          },
                        },
                        start: {
                          description:
                            "The instant that the timeline's offsets count from. Absent means the creation of this source.",
                          type: 'string',
                          format: 'date-time',
                          maxLength: 64,
                          pattern:
                            '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$',
                        },
                      },
                    },
                    secretRef: {
                      description:
                        'The Secret in this namespace that holds the credential. For PagerDuty the key token, or the keys clientId, clientSecret and subdomain for scoped OAuth. It is read anew at every poll.',
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      required: ['name'],
                      properties: {
                        name: {
                          description: 'The name of the Secret.',
                          type: 'string',
                          minLength: 1,
                          maxLength: 253,
                          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
                        },
                      },
                    },
                    interval: {
                      description:
                        'How often the source is read, at least 30s (1s for fixture). A whole number with a unit of s, m, h or d. Data older than three intervals is stale, and checks on it are Unknown.',
                      type: 'string',
                      maxLength: 6,
                      pattern: '^[1-9][0-9]{0,4}[smhd]$',
                      default: '5m',
                    },
                    suspend: {
                      description:
                        'Stop reading the source. Its incidents stay, and checks on it become Unknown when its data is stale.',
                      type: 'boolean',
                    },
                    zone: {
                      description:
                        "The part of the organisation that the source's incidents belong to (production, emea). Copied to every incident and its label docket.dev/zone, so that checks and policies can select by it.",
                      type: 'string',
                      maxLength: 63,
                      pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
                    },
                    severityMap: {
                      description:
                        "What the provider's own values of priority or urgency mean here. Goes before the built-in mapping. A value that nothing maps counts as High and is listed in status.scope.unmatched.",
                      type: 'array',
                      maxItems: 50,
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['from'],
                      items: {
                        description: 'One value of the provider and the severity that it stands for.',
                        type: 'object',
                        required: ['from', 'to'],
                        properties: {
                          from: {
                            description: "The provider's value, exactly as it shows it (P1, sev-2).",
                            type: 'string',
                            minLength: 1,
                            maxLength: 128,
                          },
                          to: {
                            description: 'The severity that the value stands for.',
                            type: 'string',
                            enum: ['Critical', 'High', 'Medium', 'Low', 'Info'],
                          },
                        },
                      },
                    },
                    slaPolicyRef: {
                      description:
                        "The SLAPolicy whose targets apply to this source's incidents. Absent means the one that matches, else the built-in targets. Kept, and not acted on yet.",
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      required: ['name'],
                      properties: {
                        name: {
                          description: 'The name of the SLAPolicy.',
                          type: 'string',
                          minLength: 1,
                          maxLength: 253,
                          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
                        },
                      },
                    },
                    backfill: {
                      description:
                        'How far back resolved and closed incidents are fetched at the first sync. Open ones are fetched however old they are.',
                      type: 'string',
                      maxLength: 6,
                      pattern: '^(0|[1-9][0-9]{0,4})[smhd]$',
                      default: '90d',
                    },
                    retention: {
                      description:
                        'When records of closed incidents may go. Absent means that they are kept for good. Not acted on yet: every record stays.',
                      type: 'object',
                      properties: {
                        closedFor: {
                          description: 'Keep a closed incident for this long after it was closed.',
                          type: 'string',
                          maxLength: 6,
                          pattern: '^[1-9][0-9]{0,4}[smhd]$',
                        },
                        maxIncidents: {
                          description:
                            'Keep at most this many incidents of the source, and let the longest closed ones go first. Open ones always stay.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 1,
                          maximum: 1000000,
                        },
                      },
                    },
                    writeBack: {
                      description:
                        'Whether Docket may acknowledge, resolve and comment on incidents in the provider. Not acted on yet; nothing is written there.',
                      type: 'string',
                      enum: ['Disabled', 'Enabled'],
                      default: 'Disabled',
                    },
                    defaultChecks: {
                      description:
                        "Whether the source's default checks are created when they are absent. They are never changed afterwards.",
                      type: 'string',
                      enum: ['Disabled', 'Enabled'],
                      default: 'Enabled',
                    },
                    dataPolicy: {
                      description:
                        "How much of the provider's text is stored. Minimal leaves out the description of an incident; Full keeps it.",
                      type: 'string',
                      enum: ['Minimal', 'Full'],
                      default: 'Minimal',
                    },
                  },
                },
                status: {
                  description: 'What the controller last saw of the source. Can be rebuilt at any time.',
                  type: 'object',
                  properties: {
                    observedGeneration: {
                      description: 'The generation of the spec that this status was computed from.',
                      type: 'integer',
                      format: 'int64',
                      minimum: 0,
                    },
                    provider: {
                      description: 'Which provider the spec configures.',
                      type: 'string',
                      enum: ['PagerDuty', 'Fixture'],
                    },
                    incidents: {
                      description: 'How many incidents of this source are on record.',
                      type: 'object',
                      properties: {
                        open: {
                          description: 'Incidents that are neither resolved nor closed.',
                          type: 'integer',
                          format: 'int32',
                          minimum: 0,
                        },
                        total: { description: 'All incidents.', type: 'integer', format: 'int32', minimum: 0 },
                      },
                    },
                    checkpoint: {
                      description:
                        "Where the next poll continues, in a form that only the provider's integration understands. Covers only what is stored.",
                      type: 'string',
                      maxLength: 4095,
                    },
                    scope: {
                      description: "How the spec's selection and mapping met the provider's data.",
                      type: 'object',
                      properties: {
                        unmatched: {
                          description:
                            'Names in the spec that the provider does not know, and values of the provider that no severity is mapped to.',
                          type: 'array',
                          maxItems: 50,
                          'x-kubernetes-list-type': 'atomic',
                          items: {
                            description: 'One name or value, with the field that it belongs to.',
                            type: 'string',
                            maxLength: 512,
                          },
                        },
                      },
                    },
                    lastHandledRequestedAt: {
                      description:
                        'The value of the annotation docket.dev/requestedAt that the last sync on request answered.',
                      type: 'string',
                      maxLength: 1024,
                    },
                    conditions: {
                      description:
                        'What the controller concluded, one entry per type, in the shape of metav1.Condition.',
                      type: 'array',
                      maxItems: 16,
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['type'],
                      items: {
                        description: "One aspect of the object's state.",
                        type: 'object',
                        required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
                        properties: {
                          type: {
                            description: 'Which aspect this is, as a positive CamelCase adjective (Ready, Complete).',
                            type: 'string',
                            maxLength: 316,
                            pattern:
                              '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
                          },
                          status: {
                            description: 'Whether the aspect holds. Unknown where nothing reliable can be said.',
                            type: 'string',
                            enum: ['True', 'False', 'Unknown'],
                          },
                          reason: {
                            description: 'Why, as one CamelCase word that programs may compare.',
                            type: 'string',
                            minLength: 1,
                            maxLength: 1024,
                            pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
                          },
                          message: {
                            description:
                              'Why, in a sentence for people, with what to do next. Never holds text from a provider.',
                            type: 'string',
                            maxLength: 32768,
                          },
                          lastTransitionTime: {
                            description: 'When the status last changed from one value to another.',
                            type: 'string',
                            format: 'date-time',
                            maxLength: 64,
                          },
                          observedGeneration: {
                            description: 'The generation of the object that this condition was computed from.',
                            type: 'integer',
                            format: 'int64',
                            minimum: 0,
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      ],
    },
  },
];
