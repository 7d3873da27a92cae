// Draws choices at random, the same ones for the same seed, and the edits that are built from them. Knows no kind.

import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { keyIn, typeOf } from '../operator/objects.ts';
import type { OperatorStage } from '../operator/operator.ts';

export type Draw = <T>(choices: readonly T[]) => T;

/** mulberry32: the same walk for the same seed. */
export function drawer(seed: number): Draw {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
}

/** What an editor has: a client, the namespace, and a request past the client, for what it has no method for. */
export interface Editor {
  readonly client: KubeClient;
  readonly stage: OperatorStage;
  /** DELETE of a whole collection. */
  readonly deleteAll: (type: ResourceType) => Promise<void>;
}

/** One attempt. It rejects where the API server refuses it. */
export interface Edit {
  /** As `delete incidents/a`, to show what was done before a failure. */
  readonly what: string;
  readonly make: (editor: Editor) => Promise<unknown>;
}

export const create = (type: ResourceType, name: string, spec: object, rest: object = {}): Edit => ({
  what: `create ${type.plural}/${name} ${JSON.stringify(spec)}`,
  make: ({ client, stage }) => {
    const object = { ...typeOf(type), metadata: { ...keyIn(stage, name), ...rest }, spec };
    return client.create(type, object);
  },
});

/** Of a Secret or a ConfigMap, which have no spec. */
export const createData = (type: ResourceType, name: string, data: Readonly<Record<string, string>>): Edit => ({
  what: `create ${type.plural}`,
  make: ({ client, stage }) =>
    client.create(type, { ...typeOf(type), metadata: keyIn(stage, name), data } as KubeObject),
});

export const patch = (type: ResourceType, name: string, change: object): Edit => ({
  what: `patch ${type.plural}/${name} ${JSON.stringify(change)}`,
  make: ({ client, stage }) => client.patch(type, keyIn(stage, name), change, { type: 'merge' }),
});

/** Reads the object, and writes it whole with other members in its spec. */
export const update = (type: ResourceType, name: string, change: object): Edit => ({
  what: `update ${type.plural}/${name} ${JSON.stringify(change)}`,
  make: async ({ client, stage }) => {
    const object = await client.get<KubeObject & { spec?: object }>(type, keyIn(stage, name));
    return client.update(type, { ...object, spec: { ...object.spec, ...change } } as KubeObject);
  },
});

/** By the status subresource, and with the spec where there is none for people. */
export const patchStatus = (type: ResourceType, name: string, status: object, subresource?: 'status'): Edit => ({
  what: `patch ${type.plural}${subresource === undefined ? ' with a status' : '/status'}`,
  make: ({ client, stage }) => {
    const options = { type: 'merge', ...(subresource && { subresource }) } as const;
    return client.patch(type, keyIn(stage, name), { status }, options);
  },
});

export const remove = (type: ResourceType, name: string): Edit => ({
  what: `delete ${type.plural}/${name}`,
  make: ({ client, stage }) => client.delete(type, keyIn(stage, name)),
});

export const removeAll = (type: ResourceType): Edit => ({
  what: `deletecollection ${type.plural}`,
  make: ({ deleteAll }) => deleteAll(type),
});
