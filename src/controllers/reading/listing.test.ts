// What the conditions, checks and the next reading make of a listing, for each way in which it can end.

import { describe, expect, it } from 'vitest';
import { setConditions } from '../../api/conditions.ts';
import { expectValidConditions } from '../../../test/support/operator/kstatus.ts';
import { lackOf, listingFailure, type ListingOutcome, listingStates, nextListing } from './listing.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const INTERVAL_MS = 900_000;

const READ: Extract<ListingOutcome, { kind: 'read' }> = {
  kind: 'read',
  shrink: { kind: 'taken' },
  rejected: [],
  degraded: [],
  unmatched: [],
  isVendor: true,
  asOfMs: NOW.getTime(),
  validUntilMs: undefined,
};

const failed = (failure: Extract<ListingOutcome, { kind: 'failed' }>['failure']): ListingOutcome => {
  return { kind: 'failed', failure, message: 'list users', retryAfterMs: undefined };
};
const SHRUNK: ListingOutcome = {
  kind: 'shrunk',
  guarded: { before: 100, count: 3, maxShrink: 50, confirmation: undefined, used: undefined },
};
const OLD: ListingOutcome = {
  kind: 'file-refused',
  reason: 'FileTooOld',
  message: 'roster.csv is of 2026-02-01T00:00:00Z',
};

interface Row {
  readonly name: string;
  readonly outcome: ListingOutcome;
  readonly isFresh?: boolean;
  readonly want: Readonly<Record<string, string>>;
  /** What it means for checks; absent for what was read. */
  readonly failure?: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'all of it',
    outcome: READ,
    want: { Ready: 'True Synced', Authenticated: 'True Authenticated', Complete: 'True Complete' },
  },
  {
    name: 'a file',
    outcome: { ...READ, isVendor: false },
    want: { Ready: 'True Synced', Authenticated: 'True NotRequired', Complete: 'True Complete' },
  },
  {
    name: 'without the teams',
    outcome: { ...READ, degraded: ['teams'] },
    want: { Ready: 'True Synced', Authenticated: 'True Limited', Complete: 'True Complete' },
  },
  {
    name: 'all but two',
    outcome: { ...READ, rejected: ['WrongType', 'WrongType'] },
    want: { Ready: 'True Synced', Authenticated: 'True Authenticated', Complete: 'False ItemsQuarantined' },
  },
  {
    name: 'for names that are not there',
    outcome: { ...READ, unmatched: ['grp-x'], rejected: ['WrongType'] },
    want: { Ready: 'True Synced', Authenticated: 'True Authenticated', Complete: 'False FilterUnmatched' },
  },
  {
    name: 'shrunk',
    outcome: SHRUNK,
    want: { Ready: 'False Shrunk', Stalled: 'True Shrunk', Complete: 'False Shrunk' },
    failure: 'definite Shrunk',
  },
  {
    name: 'in a file that is too old',
    outcome: OLD,
    want: { Ready: 'False FileTooOld', Stalled: 'True FileTooOld', Complete: 'False FileTooOld' },
    failure: 'definite FileTooOld',
  },
  {
    name: 'refused',
    outcome: failed('unauthorized'),
    want: {
      Ready: 'False AuthenticationFailed',
      Stalled: 'True AuthenticationFailed',
      Authenticated: 'False AuthenticationFailed',
      Complete: 'False AuthenticationFailed',
    },
    failure: 'definite AuthenticationFailed',
  },
  {
    name: 'forbidden',
    outcome: failed('forbidden'),
    want: {
      Ready: 'False PermissionDenied',
      Stalled: 'True PermissionDenied',
      Authenticated: 'False PermissionDenied',
      Complete: 'False PermissionDenied',
    },
    failure: 'definite PermissionDenied',
  },
  {
    name: 'throttled',
    outcome: failed('rate-limited'),
    want: { Ready: 'False RateLimited', Reconciling: 'True RateLimited' },
    failure: 'transient RateLimited',
  },
  {
    name: 'throttled while the last one is fresh',
    outcome: failed('rate-limited'),
    isFresh: true,
    want: { Ready: 'True RateLimited' },
    failure: 'transient RateLimited',
  },
  {
    name: 'a server error',
    outcome: failed('unavailable'),
    want: { Ready: 'False Unavailable', Reconciling: 'True Unavailable' },
    failure: 'transient Unavailable',
  },
  {
    name: 'half',
    outcome: failed('incomplete'),
    isFresh: true,
    want: { Ready: 'False IncompleteAnswer', Reconciling: 'True IncompleteAnswer', Complete: 'False IncompleteAnswer' },
    failure: 'definite IncompleteAnswer',
  },
  {
    name: 'suspended',
    outcome: { kind: 'suspended' },
    want: { Ready: 'True Suspended' },
    failure: 'definite SystemSuspended',
  },
  {
    name: 'a missing Secret',
    outcome: { kind: 'secret-not-found', secret: 'x' },
    want: { Ready: 'False SecretNotFound', Reconciling: 'True SecretNotFound' },
    failure: 'definite SecretNotFound',
  },
  {
    name: 'an endpoint that is not allowed',
    outcome: { kind: 'endpoint-not-allowed', host: 'x.example.com' },
    want: { Ready: 'False EndpointNotAllowed', Stalled: 'True EndpointNotAllowed' },
    failure: 'definite EndpointNotAllowed',
  },
];

describe('a listing that ended', () => {
  it.each(ROWS)('$name', ({ outcome, isFresh = false, want, failure }) => {
    const states = listingStates(outcome, { what: 'accounts', dataIsFresh: isFresh, graceLeftMs: 1_000 });
    expect(Object.fromEntries(states.map(({ type, status, reason }) => [type, `${status} ${reason}`]))).toEqual(want);
    expectValidConditions({
      observedGeneration: 1,
      conditions: setConditions([], states, { generation: 1, now: NOW }),
    });
    if (outcome.kind === 'read') return;
    const { definite, reason } = listingFailure(outcome, { specIsNew: false, suspended: 'SystemSuspended' });
    expect(`${definite ? 'definite' : 'transient'} ${reason}`).toBe(failure);
  });

  it('is definite for a new spec, whatever went wrong: what was read before was read for another one', () => {
    const failure = listingFailure(failed('unavailable') as never, { specIsNew: true, suspended: '' });
    expect(failure).toEqual({ definite: true, reason: 'Unavailable' });
  });

  it('counts as complete only with everything that the spec names', () => {
    expect([READ, { ...READ, rejected: ['WrongType'] }, { ...READ, unmatched: ['x'] }].map(lackOf)).toEqual([
      undefined,
      'ItemsQuarantined',
      'FilterUnmatched',
    ]);
  });
});

describe('the next reading', () => {
  it.each<{ name: string; because: string; outcome: ListingOutcome; want: object }>([
    {
      name: 'after a good one',
      because: 'the interval says so',
      outcome: READ,
      want: { kind: 'after', ms: INTERVAL_MS },
    },
    {
      name: 'of a file that is soon too old',
      because: 'nobody announces that it is',
      outcome: { ...READ, validUntilMs: NOW.getTime() + 5_000 },
      want: { kind: 'after', ms: 5_001 },
    },
    {
      name: 'after a shrunk one',
      because: 'the vendor may be well again',
      outcome: SHRUNK,
      want: { kind: 'after', ms: INTERVAL_MS },
    },
    {
      name: 'after a server error',
      because: 'it may pass soon',
      outcome: failed('unavailable'),
      want: { kind: 'after', ms: 1_000 },
    },
    {
      name: 'of one that is suspended',
      because: 'its end is a change of the spec',
      outcome: { kind: 'suspended' },
      want: { kind: 'done' },
    },
    {
      name: 'for a Secret that may still come',
      because: 'GitOps applies in any order',
      outcome: { kind: 'secret-not-found', secret: 'x' },
      want: { kind: 'after', ms: 5_000 },
    },
  ])('$name: $because', ({ outcome, want }) => {
    const timing = { elapsedMs: 0, failures: 1, jitter: 0 };
    expect(nextListing(outcome, { intervalMs: INTERVAL_MS, timing, graceLeftMs: 1_000, now: NOW })).toEqual(want);
  });
});

describe('the messages', () => {
  it.each<{ outcome: ListingOutcome; want: string }>([
    {
      outcome: OLD,
      want: 'roster.csv is of 2026-02-01T00:00:00Z',
    },
    {
      outcome: { ...READ, rejected: ['WrongType', 'MissingField', 'WrongType'] },
      want: '3 accounts could not be read (MissingField 1, WrongType 2), so nobody knows whether the others are all: the log at level debug names them.',
    },
  ])('say what to do ($outcome.kind)', ({ outcome, want }) => {
    const states = listingStates(outcome, { what: 'accounts', dataIsFresh: false, graceLeftMs: 0 });
    expect(states.map(({ message }) => message)).toContain(want);
  });
});
