// A kind for tests of effects: an errand resolves one incident at a tracker and leaves a note there, in this order.

import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { Crd, Schema } from '../../../src/kube/memory/schema.ts';
import type { EffectRecord } from '../../../src/runtime/effects.ts';

export const ERRAND: ResourceType = {
  group: 'test.docket.dev',
  version: 'v1',
  kind: 'Errand',
  plural: 'errands',
  namespaced: true,
};

export interface Errand extends KubeObject {
  readonly spec: {
    readonly incidentID: string;
    /** What the key of its effects is made from, besides the incident's ID. */
    readonly closedAt: string;
    readonly note?: string;
    readonly lane?: string;
    /** What a refusal depends on. */
    readonly credential?: string;
  };
  readonly status?: ErrandStatus;
}

export interface ErrandStatus {
  readonly result: 'Pending' | 'Done' | 'Refused';
  readonly effects: readonly EffectRecord[];
}

const text = { type: 'string' } as const;
const textFields = (...names: string[]): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, text]));

const RECORD: Schema = {
  type: 'object',
  properties: {
    ...textFields('key', 'kind', 'state', 'at', 'retryAt', 'reason', 'message', 'revision'),
    attempts: { type: 'integer' },
  },
};

export const ERRAND_CRD: Crd = {
  spec: {
    group: ERRAND.group,
    scope: 'Namespaced',
    names: { kind: ERRAND.kind, plural: ERRAND.plural },
    versions: [
      {
        name: ERRAND.version,
        served: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties: textFields('incidentID', 'closedAt', 'note', 'lane', 'credential') },
              status: {
                type: 'object',
                properties: { result: text, effects: { type: 'array', items: RECORD } },
              },
            },
          },
        },
      },
    ],
  },
};

export function anErrand(name: string, spec: Partial<Errand['spec']> = {}): Errand {
  return {
    apiVersion: 'test.docket.dev/v1',
    kind: 'Errand',
    metadata: { name, namespace: 'default' },
    spec: { incidentID: name, closedAt: '2026-03-01T00:00:00Z', note: 'root cause found', ...spec },
  };
}
