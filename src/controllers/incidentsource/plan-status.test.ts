// The status of a source after each possible outcome of a sync. Every status is valid, and the same outcome again, later, changes
// nothing in it.

import { describe, expect, it } from 'vitest';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import { aFinished, aPagerDutySource, type Finished, SYNCED } from '../../../test/support/builders/sources.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { SourceFailure } from '../../integrations/ports/failure.ts';
import type { RejectedItem } from '../../integrations/ports/record.ts';
import type { SyncOutcome } from './observation.ts';
import { sourceStatus } from './plan-status.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-02T10:05:00Z');

const failed = (failure: SourceFailure): SyncOutcome => ({
  kind: 'failed',
  failure,
  message: `list incidents: ${failure}`,
  retryAfterMs: undefined,
});
const WRONG_TYPE: RejectedItem = { reason: 'WrongType', externalID: 'Q7', detail: '/status' };

/** A source with a successful sync before. */
function readBefore(): IncidentSource {
  return aPagerDutySource({ status: sourceStatus(aFinished(), new Date('2026-03-02T08:00:00Z')) });
}

/** The status. Also asserts that it is valid, and does not change when the same outcome is planned again. */
function statusOf(observation: Finished, now = NOW) {
  const status = sourceStatus(observation, now);
  expectValidConditions(status);
  const again = { ...observation, source: { ...observation.source, status } };
  expect(sourceStatus(again, new Date(now.getTime() + 1_000))).toEqual(status);
  return status;
}

function described(status: ReturnType<typeof sourceStatus>): Record<string, string> {
  return Object.fromEntries(
    (status.conditions ?? []).map(({ type, status: value, reason }) => [type, `${value} ${reason}`]),
  );
}

interface Row {
  readonly name: string;
  readonly because: string;
  readonly outcome: SyncOutcome;
  readonly facts?: Partial<Finished>;
  readonly want: Readonly<Record<string, string>>;
}

const WELL = { Ready: 'True Synced', Authenticated: 'True Authenticated', Complete: 'True Complete' };

const ROWS: readonly Row[] = [
  { name: 'synced', because: 'everything was read', outcome: SYNCED, want: WELL },
  {
    name: 'an item that cannot be read',
    because: 'the source works, but not all of its incidents are stored',
    outcome: { ...SYNCED, rejected: [WRONG_TYPE] },
    want: { ...WELL, Complete: 'False ItemsQuarantined' },
  },
  {
    name: 'a name that another incident holds, and an item that cannot be read',
    because: 'the reader can free a name, but cannot fix the vendor',
    outcome: { ...SYNCED, rejected: [WRONG_TYPE], collisions: ['pager-q1-0123456789ab'] },
    want: { ...WELL, Complete: 'False NameCollision' },
  },
  {
    name: 'a name in the spec that the provider does not know',
    because: 'the source works, but it is unknown how much is missing',
    outcome: { ...SYNCED, unmatched: ['Paymets'], rejected: [WRONG_TYPE], collisions: ['pager-q1-0123456789ab'] },
    want: { ...WELL, Complete: 'False FilterUnmatched' },
  },
  {
    name: 'a severity that nothing maps',
    because: 'it counts as High, so that nothing is missing',
    outcome: { ...SYNCED, unmapped: ['sev-zero'] },
    want: WELL,
  },
  {
    name: 'suspended',
    because: 'its spec says to do nothing',
    outcome: { kind: 'suspended' },
    want: { ...WELL, Ready: 'True Suspended' },
  },
  {
    name: 'a server error while the data is fresh',
    because: 'checks may still pass on what was read',
    outcome: failed('unavailable'),
    facts: { dataIsFresh: true },
    want: { ...WELL, Ready: 'True Unavailable' },
  },
  {
    name: 'a server error on old data',
    because: 'the data is stale, and the failure may end by itself',
    outcome: failed('unavailable'),
    want: { ...WELL, Ready: 'False Unavailable', Reconciling: 'True Unavailable' },
  },
  {
    name: 'too many requests on old data',
    because: 'the same',
    outcome: failed('rate-limited'),
    want: { ...WELL, Ready: 'False RateLimited', Reconciling: 'True RateLimited' },
  },
  {
    name: 'no answer on old data',
    because: 'the same',
    outcome: failed('unreachable'),
    want: { ...WELL, Ready: 'False Unreachable', Reconciling: 'True Unreachable' },
  },
  {
    name: 'a refused credential, however fresh the data',
    because: 'only a person can mend it',
    outcome: failed('unauthorized'),
    facts: { dataIsFresh: true },
    want: {
      Ready: 'False AuthenticationFailed',
      Authenticated: 'False AuthenticationFailed',
      Complete: 'False AuthenticationFailed',
      Stalled: 'True AuthenticationFailed',
    },
  },
  {
    name: 'a credential without a right',
    because: 'only a person can mend it',
    outcome: failed('forbidden'),
    want: {
      Ready: 'False PermissionDenied',
      Authenticated: 'False PermissionDenied',
      Complete: 'False PermissionDenied',
      Stalled: 'True PermissionDenied',
    },
  },
  ...(
    [
      ['not-found', 'ListingNotFound'],
      ['malformed', 'MalformedAnswer'],
      ['incomplete', 'IncompleteAnswer'],
      ['suspiciously-empty', 'SuspiciouslyEmpty'],
    ] as const
  ).map(([failure, reason]) => ({
    name: failure,
    because: 'the stored data may not be complete any more, and the vendor may fix it',
    outcome: failed(failure),
    facts: { dataIsFresh: true },
    want: {
      Ready: `False ${reason}`,
      Authenticated: 'True Authenticated',
      Complete: `False ${reason}`,
      Reconciling: `True ${reason}`,
    },
  })),
  {
    name: 'a spec that the provider cannot do',
    because: 'the failure lasts until the spec changes',
    outcome: failed('invalid-config'),
    want: {
      ...WELL,
      Ready: 'False InvalidConfiguration',
      Complete: 'False InvalidConfiguration',
      Stalled: 'True InvalidConfiguration',
    },
  },
  {
    name: 'an endpoint that is not allowed',
    because: 'the administrator, or who wrote the spec, has to act',
    outcome: { kind: 'endpoint-not-allowed', host: 'proxy.example.com' },
    want: { ...WELL, Ready: 'False EndpointNotAllowed', Stalled: 'True EndpointNotAllowed' },
  },
  {
    name: 'a source without a Secret, where the pod’s own identity is not allowed',
    because: 'the administrator, or who wrote the spec, has to act',
    outcome: { kind: 'pod-identity-not-allowed' },
    want: { ...WELL, Ready: 'False AmbientCredentialsNotAllowed', Stalled: 'True AmbientCredentialsNotAllowed' },
  },
  {
    name: 'a Secret that is not there since just now',
    because: 'GitOps applies in any order, so the Secret may still be created',
    outcome: { kind: 'secret-not-found', secret: 'credential' },
    facts: { secretMissingSinceMs: NOW.getTime() },
    want: { ...WELL, Ready: 'False SecretNotFound', Reconciling: 'True SecretNotFound' },
  },
  {
    name: 'a Secret that is not there for five minutes',
    because: 'the Secret has been missing for too long to be still on its way',
    outcome: { kind: 'secret-not-found', secret: 'credential' },
    facts: { secretMissingSinceMs: NOW.getTime() - 5 * 60_000 },
    want: { ...WELL, Ready: 'False SecretNotFound', Stalled: 'True SecretNotFound' },
  },
  {
    name: 'a Secret without its key',
    because: 'only a person can mend it',
    outcome: { kind: 'secret-incomplete', secret: 'credential', keys: [['token'], ['clientId', 'clientSecret']] },
    want: { ...WELL, Ready: 'False SecretIncomplete', Stalled: 'True SecretIncomplete' },
  },
];

describe('the conditions of a source', () => {
  it.each(ROWS)('after $name: as $because', ({ outcome, facts = {}, want }) => {
    expect(described(statusOf(aFinished({ source: readBefore(), outcome, ...facts })))).toEqual(want);
  });

  it.each(ROWS)(
    'after $name at the very first sync: no other condition than what was found',
    ({ outcome, facts = {} }) => {
      const status = statusOf(aFinished({ outcome, ...facts }));
      const isDone = outcome.kind === 'synced' || outcome.kind === 'suspended' || facts.dataIsFresh === true;
      if (!isDone) expect(kstatusOf({ ...aPagerDutySource(), status })).not.toBe('Current');
      expect(status.observedGeneration).toBe(3);
    },
  );

  it.each(ROWS)('after $name and then a successful sync: no trace is left', ({ outcome, facts = {} }) => {
    const between = sourceStatus(aFinished({ source: readBefore(), outcome, ...facts }), NOW);
    const source = aPagerDutySource({ status: between });
    expect(described(statusOf(aFinished({ source }), LATER))).toEqual(WELL);
  });

  it('say that no credential is needed for a source without one, unless it is that of the pod', () => {
    const { secretRef: _none, ...spec } = aPagerDutySource().spec;
    const source = { ...aPagerDutySource(), spec };
    expect(described(statusOf(aFinished({ source })))['Authenticated']).toBe('True NotRequired');
    const ofPod = statusOf(aFinished({ source, outcome: { ...SYNCED, podIdentity: true } }));
    expect(described(ofPod)['Authenticated']).toBe('True Authenticated');
  });

  it('name the parts that a credential may not read, until it may', () => {
    const outcome = { ...SYNCED, degraded: ['log_entries', 'teams'] };
    const limited = sourceStatus(aFinished({ outcome }), NOW);
    expect(described(limited)).toEqual({ ...WELL, Authenticated: 'True Limited' });
    const { message } = limited.conditions?.find(({ type }) => type === 'Authenticated') ?? {};
    expect(message).toContain('does not give log_entries, teams');
    const source = aPagerDutySource({ status: limited });
    expect(described(statusOf(aFinished({ source }), LATER))).toEqual(WELL);
  });

  it('have messages that say what to do, and quote no text of a vendor’s item', () => {
    const messageOf = (outcome: SyncOutcome, type: string): string =>
      sourceStatus(aFinished({ outcome }), NOW).conditions?.find((each) => each.type === type)?.message ?? '';
    expect(messageOf({ kind: 'endpoint-not-allowed', host: 'proxy.example.com' }, 'Stalled')).toBe(
      "The endpoint's host proxy.example.com is not allowed: start the operator with --allow-endpoints proxy.example.com, or remove the endpoint. Nothing was sent.",
    );
    expect(messageOf({ kind: 'pod-identity-not-allowed' }, 'Stalled')).toContain(
      'started with --allow-ambient-credentials: name a Secret, or have the flag set. Nothing was sent.',
    );
    expect(messageOf({ kind: 'secret-incomplete', secret: 's', keys: [['token'], ['a', 'b']] }, 'Ready')).toContain(
      'it needs token, or a + b',
    );
    expect(messageOf({ kind: 'secret-not-found', secret: 's' }, 'Ready')).toContain(
      'create it, or correct spec.secretRef.name',
    );
    const rejected = [WRONG_TYPE, { ...WRONG_TYPE, reason: 'MissingField' as const }, WRONG_TYPE];
    expect(messageOf({ ...SYNCED, rejected }, 'Complete')).toContain('(MissingField 1, WrongType 2)');
    expect(messageOf({ ...SYNCED, collisions: ['a', 'b', 'c', 'd'] }, 'Complete')).toContain('4 incidents');
    expect(messageOf({ ...SYNCED, unmatched: ['Paymets', 'b', 'c', 'd'] }, 'Complete')).toBe(
      'The provider does not know what the spec selects by: "Paymets", "b", "c" and 1 more. It is not read: correct the spec, or let the credential see it.',
    );
    const unmatched = Array.from({ length: 200 }, () => 'x'.repeat(255));
    expect(messageOf({ ...SYNCED, unmatched }, 'Complete').length).toBeLessThan(600);
  });
});

describe('the rest of the status', () => {
  it('has the counts, the provider, and the checkpoint of a sync that went well', () => {
    const status = statusOf(aFinished());
    expect(status).toMatchObject({ provider: 'pagerDuty', incidents: { open: 2, total: 5 } });
    expect(JSON.parse(status.checkpoint ?? '')).toEqual({ v: 1, generation: 3 });
  });

  it('has no new checkpoint while a name in the spec is unknown, because the spec is not read completely yet', () => {
    const outcome = { ...SYNCED, unmatched: ['Paymets'] };
    expect(statusOf(aFinished({ outcome })).checkpoint).toBeUndefined();
    const before = { ...readBefore().status, checkpoint: 'as it was' };
    const source = aPagerDutySource({ status: before });
    expect(statusOf(aFinished({ source, outcome })).checkpoint).toBe('as it was');
  });

  it.each(ROWS.filter(({ outcome }) => outcome.kind !== 'synced'))(
    'keeps checkpoint and scope as they were after $name, as it read nothing to the end',
    ({ outcome, facts = {} }) => {
      const before = { ...readBefore().status, checkpoint: 'as it was', scope: { unmatched: ['Payments'] } };
      const status = statusOf(aFinished({ source: aPagerDutySource({ status: before }), outcome, ...facts }));
      expect(status).toMatchObject({ checkpoint: 'as it was', scope: { unmatched: ['Payments'] } });
    },
  );

  it('lists each unmatched value once, in order, and none when all match', () => {
    const outcome = { ...SYNCED, unmatched: ['Payments', 'Payments', 'x'.repeat(600)], unmapped: ['Checkout'] };
    const status = statusOf(aFinished({ outcome }));
    expect(status.scope?.unmatched?.slice(0, 2)).toEqual(['Checkout', 'Payments']);
    expect(status.scope?.unmatched?.[2]?.length).toBeLessThanOrEqual(512);
    expect(statusOf(aFinished({ source: aPagerDutySource({ status }) })).scope).toBeUndefined();
  });

  it('lists as many unmatched values as the CRD takes', () => {
    const unmatched = Array.from({ length: 300 }, (_, index) => `service ${index}`);
    expect(statusOf(aFinished({ outcome: { ...SYNCED, unmatched } })).scope?.unmatched).toHaveLength(50);
  });
});
