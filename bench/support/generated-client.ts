// A cluster that only answers watches: with a number of incidents of one source and its default checks, then with nothing. Objects are
// parsed from text one by one, as from a connection, so that the caches keep the same of them as with a real cluster.

import type { KubeObject } from '../../src/api/meta.ts';
import { rfc3339 } from '../../src/base/instants.ts';
import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import { defaultCheckName, incidentName } from '../../src/api/names.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../src/api/v1alpha1/incidentsource.gen.ts';
import { ASSESS_WITHIN_MS } from '../../src/compliance/disclosure/policy.ts';
import { BUILT_IN_SLA, slaDeadlines } from '../../src/compliance/sla.ts';
import { defaultCheck } from '../../src/controllers/incidentsource/plan-default-checks.ts';
import { DEFAULTS, type DefaultType } from '../../src/controllers/incidentsource/plan-default-table.ts';
import type { Severity } from '../../src/api/v1alpha1/vocabulary.gen.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../../src/kube/client.ts';
import type { Template } from './writer.ts';

const NAMESPACE = 'bench';
const SOURCE = 'pagerduty';
const SEVERITIES = ['Critical', 'High', 'Medium', 'Low'] as const;
/** The default checks of a source, as the operator makes them. */
const CHECK_TYPES = Object.keys(DEFAULTS) as readonly DefaultType[];

/** Serves `sendInitialEvents` watches only; anything else is a defect of the benchmark. */
export function generatedClient(incidents: number): KubeClient {
  const unsupported = (): never => {
    throw new Error('the generated cluster answers watches only');
  };
  return {
    async *watch<T extends KubeObject>(type: { readonly kind: string }, { signal }: WatchOptions) {
      for (const text of textsOf(type.kind, incidents)) {
        yield { type: 'ADDED', object: JSON.parse(text) as T } satisfies WatchEvent<T>;
      }
      yield { type: 'BOOKMARK', object: JSON.parse(END) as T } satisfies WatchEvent<T>;
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    },
    version: () => Promise.resolve({ major: 1, minor: 36 }),
    ...{ get: unsupported, list: unsupported, create: unsupported, update: unsupported },
    ...{ updateStatus: unsupported, patch: unsupported, delete: unsupported },
  };
}

const END = JSON.stringify({
  metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
});

function* textsOf(kind: string, incidents: number): Iterable<string> {
  if (kind === INCIDENT_SOURCE.kind) yield JSON.stringify(source());
  if (kind === COMPLIANCE_CHECK.kind) for (const type of CHECK_TYPES) yield JSON.stringify(check(type));
  if (kind === INCIDENT.kind) for (let number = 0; number < incidents; number++) yield JSON.stringify(incident(number));
}

const metadata = (name: string, number = 0) => ({
  name,
  namespace: NAMESPACE,
  uid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  resourceVersion: String(number + 1),
  generation: 1,
  creationTimestamp: '2026-03-01T00:00:00Z',
  labels: { 'docket.dev/source': SOURCE },
});

const object = (kind: string, meta: object, rest: object) => ({
  apiVersion: 'docket.dev/v1alpha1',
  kind,
  metadata: meta,
  ...rest,
});

const source = () =>
  object('IncidentSource', metadata(SOURCE), {
    spec: { fixture: { configMapRef: { name: 'none' } }, interval: '5m', backfill: '90d' },
  });

const check = (type: DefaultType) => {
  const made = defaultCheck(source() as IncidentSource, type);
  return { ...made, metadata: metadata(made.metadata.name) };
};

/** One in ten is open, as in a team that keeps up. */
function incident(number: number): object {
  const externalID = `Q${number.toString(36).toUpperCase().padStart(13, '0')}`;
  const isOpen = number % 10 === 0;
  const severity = SEVERITIES[number % SEVERITIES.length] ?? 'Critical';
  const at = (minutes: number): string =>
    `${new Date(Date.UTC(2026, 0, 1) + (number * 7 + minutes) * 60_000).toISOString().slice(0, 19)}Z`;
  return object('Incident', metadata(incidentName({ provider: 'pagerDuty', source: SOURCE, externalID }), number), {
    spec: {
      sourceRef: { name: SOURCE },
      externalID,
      title: `Disk ${number} is filling up on a machine of the fleet`,
      severity,
      state: isOpen ? 'Triaging' : 'Resolved',
      origin: 'PagerDuty',
      service: `service-${number % 20}`,
      url: `https://acme.pagerduty.com/incidents/${externalID}`,
      detectedAt: at(0),
      acknowledgedAt: at(5),
      ...(isOpen ? {} : { resolvedAt: at(180) }),
    },
    status: statusOf({ isOpen, severity }, at),
  });
}

interface Facts {
  readonly isOpen: boolean;
  readonly severity: Severity;
}

/** The status that the operator writes for an incident without a review. */
function statusOf({ isOpen, severity }: Facts, at: (minutes: number) => string): object {
  const step = (minutes: number, from: string | undefined, to: string) => ({
    time: at(minutes),
    ...(from === undefined ? {} : { from }),
    to,
    origin: 'Source',
  });
  const condition = (type: string, status: 'True' | 'False', [reason, message]: readonly [string, string]) => {
    return { type, status, reason, message, observedGeneration: 1, lastTransitionTime: '2026-03-01T00:00:00Z' };
  };
  const failing = [
    ...(isOpen ? [defaultCheckName(SOURCE, 'IncidentClosed')] : []),
    ...(owesAssessment(severity) ? [defaultCheckName(SOURCE, 'DataLossReported')] : []),
  ];
  const steps = [step(0, undefined, 'Detected'), step(5, 'Detected', 'Triaging')];
  return {
    observedGeneration: 1,
    state: isOpen ? 'Triaging' : 'Resolved',
    dataLoss: 'NotAssessed',
    deadlines: deadlinesOf(severity, Date.parse(at(0))),
    counts: { failing: failing.length, due: 0, unknown: 0, exempted: 0 },
    ...(failing.length === 0 ? {} : { failing }),
    timeline: isOpen ? steps : [...steps, step(180, 'Triaging', 'Resolved')],
    conditions: [
      condition('Ready', 'True', ['Recorded', 'The incident is on record and judged.']),
      condition('Synced', 'True', ['Listed', 'The source lists the incident.']),
      failing.length > 0
        ? condition('Compliant', 'False', ['ChecksFail', 'At least one check fails.'])
        : condition('Compliant', 'True', ['AllChecksPass', 'Every check that selects the incident passes.']),
    ],
  };
}

function deadlinesOf(severity: Severity, detectedAt: number): object {
  const { acknowledgeBy = 0, resolveBy = 0 } = slaDeadlines(BUILT_IN_SLA, severity, detectedAt);
  return {
    slaPolicy: { name: BUILT_IN_SLA.name, generation: BUILT_IN_SLA.generation },
    acknowledgeBy: rfc3339(acknowledgeBy),
    resolveBy: rfc3339(resolveBy),
    ...(owesAssessment(severity) ? { assessBy: rfc3339(detectedAt + ASSESS_WITHIN_MS) } : {}),
  };
}

const owesAssessment = (severity: Severity): boolean => severity === 'Critical' || severity === 'High';

/** The same incidents, as they are written to a real server. */
export function* generatedIncidents(count: number): Iterable<Template> {
  for (let number = 0; number < count; number++) {
    const { metadata: meta, spec, status } = incident(number) as Incident;
    yield { metadata: { name: meta.name, labels: meta.labels ?? {} }, spec, ...(status && { status }) };
  }
}

/** The same checks, as they are written to a namespace of a real server. */
export function generatedChecks(namespace: string): readonly object[] {
  return CHECK_TYPES.map((type) => {
    const { spec, metadata: meta, ...kind } = check(type);
    return { ...kind, metadata: { name: meta.name, namespace, labels: meta.labels }, spec };
  });
}
