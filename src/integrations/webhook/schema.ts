// The shapes of the items that senders push, with only the fields that are used. Checks only; what else is in an item is for expressions.

import { Ajv, type ValidateFunction } from 'ajv';

const ajv = new Ajv({ allErrors: false, strict: true });
const text = { type: 'string' } as const;
const texts = { type: 'object', additionalProperties: text, required: [] } as const;

/** An alert of Alertmanager's webhook, https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, and of Grafana's. */
export interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt?: string;
  readonly generatorURL?: string;
  readonly fingerprint: string;
  /** Grafana only. */
  readonly panelURL?: string;
  readonly dashboardURL?: string;
}

export const isAlert: ValidateFunction<Alert> = ajv.compile<Alert>({
  type: 'object',
  required: ['status', 'labels', 'startsAt', 'fingerprint'],
  properties: {
    status: { type: 'string', enum: ['firing', 'resolved'] },
    labels: texts,
    annotations: texts,
    startsAt: text,
    endsAt: text,
    generatorURL: text,
    fingerprint: { type: 'string', minLength: 1, maxLength: 128 },
    panelURL: text,
    dashboardURL: text,
  },
});

/** An event of `audit.k8s.io/v1`, https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/. */
export interface AuditEvent {
  readonly auditID: string;
  readonly stage: string;
  readonly stageTimestamp?: string;
  readonly requestReceivedTimestamp?: string;
}

export const isAuditEvent: ValidateFunction<AuditEvent> = ajv.compile<AuditEvent>({
  type: 'object',
  required: ['auditID', 'stage'],
  properties: {
    auditID: { type: 'string', minLength: 1, maxLength: 128 },
    stage: { type: 'string', minLength: 1, maxLength: 64 },
    stageTimestamp: text,
    requestReceivedTimestamp: text,
  },
});

/** A result as Policy Reporter's webhook target sends it, https://kyverno.github.io/policy-reporter/. */
export interface PolicyResult {
  readonly policy: string;
  readonly rule?: string;
  readonly message?: string;
  readonly priority?: string;
  readonly status: string;
  readonly severity?: string;
  readonly category?: string;
  readonly source?: string;
  readonly resource?: {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
  };
  readonly creationTimestamp?: string;
}

export const isPolicyResult: ValidateFunction<PolicyResult> = ajv.compile<PolicyResult>({
  type: 'object',
  required: ['policy', 'status'],
  properties: {
    policy: { type: 'string', minLength: 1 },
    rule: text,
    message: text,
    priority: text,
    status: text,
    severity: text,
    category: text,
    source: text,
    resource: { type: 'object', required: [], properties: { kind: text, name: text, namespace: text, uid: text } },
    creationTimestamp: text,
  },
});

/** An event of CloudEvents 1.0, https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md. */
export interface CloudEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
}

export const isCloudEvent: ValidateFunction<CloudEvent> = ajv.compile<CloudEvent>({
  type: 'object',
  required: ['specversion', 'id', 'source', 'type'],
  properties: {
    specversion: { type: 'string', pattern: '^1\\.' },
    id: { type: 'string', minLength: 1 },
    source: { type: 'string', minLength: 1 },
    type: { type: 'string', minLength: 1 },
    time: text,
    subject: text,
  },
});
