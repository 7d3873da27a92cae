// The rights that are found missing: by a refusal of the authorizer and by nothing else, until a request goes through or the authorizer
// says that they are there.

import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { INCIDENT, SECRET } from '../api/kinds.ts';
import type { KubeClient } from '../kube/client.ts';
import { KubeError } from '../kube/errors.ts';
import { describeRight, isUnauthorized, noting, type Right, Rights } from './rights.ts';

const KEY = { namespace: 'team-a', name: 'a' };
const GET_SECRETS: Right = { verb: 'get', group: '', resource: 'secrets', namespace: 'team-a' };
const refusal = new KubeError(
  'get secrets "a": secrets "a" is forbidden: User "docket" cannot get resource "secrets" in API group "" in the namespace "team-a"',
  { code: 403, reason: 'Forbidden' },
);
const denial = new KubeError("incidents.docket.dev is forbidden: ValidatingAdmissionPolicy 'x' denied request", {
  code: 403,
  reason: 'Forbidden',
});

let clock: FakeClock;
let allowed: ReadonlySet<string>;
let asked: string[];
let told: number;
let rights: Rights;
beforeEach(() => {
  clock = new FakeClock();
  allowed = new Set();
  asked = [];
  told = 0;
  rights = new Rights({
    clock,
    isAllowed: (right) => {
      asked.push(describeRight(right));
      return allowed.has('nobody can tell') ? Promise.reject(refusal) : Promise.resolve(allowed.has(right.resource));
    },
  });
  rights.onChange(() => told++);
});

/** A client whose every call ends like this. */
function clientThat(answers: () => Promise<unknown>): KubeClient {
  async function* watch() {
    yield await answers();
  }
  const call = (): Promise<unknown> => answers();
  const calls = { get: call, list: call, create: call, update: call, updateStatus: call, patch: call, delete: call };
  return noting({ ...calls, watch, version: call } as unknown as KubeClient, rights);
}

const refusing = () => clientThat(() => Promise.reject(refusal));
const missing = () => rights.missing.map(describeRight);

describe('a right', () => {
  const object = { apiVersion: 'docket.dev/v1alpha1', kind: 'Incident', metadata: { ...KEY, resourceVersion: '1' } };
  it.each<{ want: string; call: (client: KubeClient) => Promise<unknown> }>([
    { want: 'get secrets in the namespace team-a', call: (client) => client.get(SECRET, KEY) },
    { want: 'list incidents.docket.dev', call: (client) => client.list(INCIDENT) },
    {
      want: 'watch incidents.docket.dev in the namespace team-a',
      call: (client) => Array.fromAsync(client.watch(INCIDENT, { namespace: 'team-a' })),
    },
    { want: 'create incidents.docket.dev in the namespace team-a', call: (client) => client.create(INCIDENT, object) },
    { want: 'update incidents.docket.dev in the namespace team-a', call: (client) => client.update(INCIDENT, object) },
    {
      want: 'update incidents.docket.dev/status in the namespace team-a',
      call: (client) => client.updateStatus(INCIDENT, { metadata: object.metadata, status: {} }),
    },
    {
      want: 'patch incidents.docket.dev in the namespace team-a',
      call: (client) => client.patch(INCIDENT, KEY, {}, { type: 'merge' }),
    },
    { want: 'delete incidents.docket.dev in the namespace team-a', call: (client) => client.delete(INCIDENT, KEY) },
  ])(
    'is missing once the authorizer refused it, and there again once it goes through: $want',
    async ({ call, want }) => {
      await expect(call(refusing())).rejects.toBe(refusal);
      await expect(call(refusing())).rejects.toBe(refusal);
      expect(missing()).toEqual([want]);
      expect(told).toBe(1);
      await call(clientThat(() => Promise.resolve({})));
      expect(missing()).toEqual([]);
      expect(told).toBe(2);
    },
  );

  it.each([
    { because: 'admission refused what was written', error: denial },
    { because: 'there is no such object', error: new KubeError('not found', { code: 404, reason: 'NotFound' }) },
    { because: 'nobody answered', error: new Error('reset') },
  ])('is not missing where $because', async ({ error }) => {
    expect(isUnauthorized(error)).toBe(false);
    await expect(clientThat(() => Promise.reject(error)).get(SECRET, KEY)).rejects.toBe(error);
    expect(missing()).toEqual([]);
  });

  it('is there again once the authorizer says so, though nobody tried', async () => {
    rights.refused(GET_SECRETS);
    await clock.advance(10_000);
    expect([missing(), asked.length]).toEqual([['get secrets in the namespace team-a'], 1]);
    allowed = new Set(['secrets']);
    await clock.advance(10_000);
    expect([missing(), told]).toEqual([[], 2]);
    await clock.advance(60_000);
    expect(asked).toHaveLength(2);
  });

  it('stays missing where nobody can tell', async () => {
    allowed = new Set(['nobody can tell', 'secrets']);
    rights.refused(GET_SECRETS);
    await clock.advance(60_000);
    expect(missing()).toEqual(['get secrets in the namespace team-a']);
  });

  it('is asked for by nobody while nothing is missing, nor after the end', async () => {
    await clientThat(() => Promise.resolve({})).get(SECRET, KEY);
    await clock.advance(60_000);
    rights.refused(GET_SECRETS);
    rights.stop();
    rights.refused({ ...GET_SECRETS, verb: 'list' });
    await clock.advance(60_000);
    expect(asked).toEqual([]);
    expect(missing()).toEqual(['get secrets in the namespace team-a']);
  });
});
