// docket-access-review on a real API server, with the roles of config/rbac: who records a review of the access to a critical system, and in
// whose name.

import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useControlPlane } from '../support/clusters/control-plane.ts';
import { docketObject, peopleAt } from '../support/clusters/people.ts';
import { eventually } from '../support/time/eventually.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../config');
const GITOPS = 'system:serviceaccount:team:gitops';
const BOT = 'system:serviceaccount:team:bot';
const NAMESPACE = 'team';

const plane = useControlPlane();
const { apply, grant, merge } = peopleAt(plane, NAMESPACE);
const lastReview = (by: string, fields: object = {}): object => ({ by, at: '2026-03-02T10:00:00Z', ...fields });
const system = (name: string, fields: object = {}): object =>
  docketObject(
    'CriticalSystem',
    name,
    { accountsFrom: { secretRef: { name: 'accounts' } }, ...fields },
    { namespace: NAMESPACE },
  );

beforeAll(async () => {
  for (const folder of ['crd', 'rbac', 'admission']) await plane().kubectl(['apply', '-k', path.join(CONFIG, folder)]);
  await plane().createNamespace(NAMESPACE);
  for (const user of ['alice', 'bob', BOT]) for (const role of ['docket-view', 'docket-edit']) await grant(role, user);
  await grant('docket-gitops', GITOPS);
  // Policies come into force some time after they are applied.
  const refusal = async () =>
    /must name who writes/.exec(await apply(system('early', { lastReview: lastReview('x') }), 'alice'))?.[0];
  await eventually(refusal, 'must name who writes', 30_000);
}, 120_000);

describe('a review of the access to a system', () => {
  it('is recorded by whoever writes it, at every change of it', async () => {
    expect(await apply(system('vault', { lastReview: lastReview('bob') }), 'alice')).toMatch(
      /lastReview.by must name who writes this: set it to alice/,
    );
    expect(await apply(system('vault', { lastReview: lastReview('alice') }), 'alice')).toMatch(/created/);
    expect(await merge('csys/vault', { spec: { owner: 'security' } }, 'bob')).toMatch(/patched/);
    for (const change of [
      { at: '2026-03-03T10:00:00Z' },
      { evidence: 'https://wiki.example.com/q1' },
      { by: 'carol' },
    ]) {
      expect(await merge('csys/vault', { spec: { lastReview: change } }, 'bob')).toMatch(/set it to bob/);
    }
    const own = { by: 'bob', at: '2026-03-03T10:00:00Z' };
    expect(await merge('csys/vault', { spec: { lastReview: own } }, 'bob')).toMatch(/patched/);
    expect(await merge('csys/vault', { spec: { lastReview: null } }, 'alice')).toMatch(/patched/);
  });

  it('is stated for others by a GitOps controller, and by no other ServiceAccount', async () => {
    expect(await apply(system('declared', { lastReview: lastReview('alice') }), GITOPS)).toMatch(/created/);
    expect(await apply(system('by-bot', { lastReview: lastReview(BOT) }), BOT)).toMatch(/only with the verb vouch/);
    expect(await apply(system('by-bot'), BOT)).toMatch(/created/);
  });
});
