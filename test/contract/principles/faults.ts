// P1, no data is never green: for each way in which a source can fail, what checks and the source say while it lasts, and that
// everything is as before within one interval of its end. Shared by every kind of cluster.

import { describe, expect, it } from 'vitest';
import { type OperatorStage, withOperator, type World } from '../../support/operator/operator.ts';
import { applySource, createCheck, INTERVAL_MS, SOURCE } from '../../support/operator/objects.ts';
import { conditionsOf, greenOf, lastSuccess, recordsOf, resultsOf } from '../../support/operator/views.ts';
import type { Fault, Match } from '../../support/vendors/pagerduty/server.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import type { Suite } from './suite.ts';

interface FaultRow {
  readonly name: string;
  readonly because: string;
  readonly fault: Fault;
  /** Which requests it hits; the listing when nothing is said. */
  readonly match?: Match;
  /** More than a page of incidents. */
  readonly pages?: boolean;
  /** Differs from another row in the provider only, so that the embedded cluster is enough. */
  readonly once?: boolean;
  readonly reason: string;
  /** Which of them is True while it lasts; absent: the source stays Ready. */
  readonly trouble?: 'Stalled' | 'Reconciling';
}

const LISTING: Match = { path: '/incidents' };

/** What was known cannot be trusted to be whole: Unknown at once. */
const DEFINITE: readonly FaultRow[] = [
  {
    name: '401',
    because: 'the key was revoked, so nobody knows what is in there now',
    fault: { kind: 'status', status: 401 },
    ...{ reason: 'AuthenticationFailed', trouble: 'Stalled' },
  },
  {
    name: '403',
    because: 'the credential lost the right to read',
    fault: { kind: 'status', status: 403 },
    ...{ reason: 'PermissionDenied', trouble: 'Stalled' },
  },
  {
    name: '404 for the listing',
    once: true,
    because: 'there is no such listing at this address',
    fault: { kind: 'status', status: 404 },
    ...{ reason: 'ListingNotFound', trouble: 'Reconciling' },
  },
  {
    name: '410 for the listing',
    because: 'the vendor took the listing away',
    fault: { kind: 'status', status: 410 },
    ...{ reason: 'ListingNotFound', trouble: 'Reconciling' },
  },
  {
    name: '404 for page 2',
    because: 'a listing without its second page is no listing',
    fault: { kind: 'status', status: 404 },
    match: { path: '/incidents', minOffset: 1 },
    pages: true,
    ...{ reason: 'ListingNotFound', trouble: 'Reconciling' },
  },
  {
    name: 'truncated JSON',
    because: 'half an answer is not the answer',
    fault: { kind: 'truncated' },
    ...{ reason: 'MalformedAnswer', trouble: 'Reconciling' },
  },
  {
    name: 'an HTML page',
    because: 'a sign-in page says nothing about incidents, whatever its status',
    fault: { kind: 'html' },
    ...{ reason: 'MalformedAnswer', trouble: 'Reconciling' },
  },
  {
    name: '200 without a body',
    once: true,
    because: 'nothing is not an empty list',
    fault: { kind: 'empty' },
    ...{ reason: 'MalformedAnswer', trouble: 'Reconciling' },
  },
  {
    name: 'an empty list after one with incidents',
    because: 'a credential that sees nothing looks the same as a company without incidents',
    fault: { kind: 'empty-list' },
    ...{ reason: 'SuspiciouslyEmpty', trouble: 'Reconciling' },
  },
  {
    name: 'a field of another type in every item',
    because: "the vendor's answer has changed, and nothing in it can be read",
    fault: { kind: 'changed-type', field: 'status' },
    ...{ reason: 'MalformedAnswer', trouble: 'Reconciling' },
  },
  {
    name: 'a field of another type in one item',
    because: 'the others are stored, and one that cannot be read may be an open one',
    fault: { kind: 'mutate', mutate: (body) => withFirst(body, { status: { was: 'a text' } }) },
    ...{ reason: 'ItemsQuarantined' },
  },
  {
    name: 'a redirect',
    once: true,
    because: 'a credential does not follow to where an answer points',
    fault: { kind: 'redirect', location: 'http://198.51.100.1/incidents' },
    ...{ reason: 'MalformedAnswer', trouble: 'Reconciling' },
  },
];

/** May pass by itself: results stand until the data is three intervals old. */
const TRANSIENT: readonly FaultRow[] = [
  {
    name: '429 with nothing else',
    because: 'the vendor is busy, which says nothing about incidents',
    fault: { kind: 'status', status: 429 },
    ...{ reason: 'RateLimited' },
  },
  {
    name: '429 with the time to wait',
    once: true,
    because: 'the vendor is busy and says for how long',
    fault: { kind: 'status', status: 429, headers: { 'ratelimit-reset': '20' } },
    ...{ reason: 'RateLimited' },
  },
  {
    name: '500',
    because: 'the vendor has a bad moment',
    fault: { kind: 'status', status: 500 },
    ...{ reason: 'Unavailable' },
  },
  {
    name: '503 for page 2',
    once: true,
    because: 'a page that does not come now may come later',
    fault: { kind: 'status', status: 503 },
    match: { path: '/incidents', minOffset: 1 },
    pages: true,
    ...{ reason: 'Unavailable' },
  },
  {
    name: 'a connection that is reset',
    once: true,
    because: 'the network has a bad moment',
    fault: { kind: 'reset' },
    ...{ reason: 'Unreachable' },
  },
  {
    name: 'a connection that breaks within the answer',
    once: true,
    because: 'an answer that was cut off by the network may be whole the next time',
    fault: { kind: 'cut' },
    ...{ reason: 'Unreachable' },
  },
];

const FAILING = `${SOURCE}-incident-closed`;
const HEALTHY = `${SOURCE}-source-healthy`;
/** Over the incidents that are resolved: of the source, and of whatever source there is. */
const PASSING = 'low-closed';
const PASSING_ANY = 'any-low-closed';

export function describeFaults(clusters: () => TestClusters, { isQuick }: Suite): void {
  const rows = (all: readonly FaultRow[]) => all.filter(({ once = false }) => isQuick || !once);
  describe('a definite failure', () => {
    it.each(rows(DEFINITE))('$name: Unknown at once with $reason, as $because', async (row) => {
      await withOperator(clusters(), (stage) => definite(stage, row));
    });
  });
  describe('a transient failure', () => {
    it.each(rows(TRANSIENT))('$name: results stand for three intervals, as $because', async (row) => {
      await withOperator(clusters(), (stage) => transient(stage, row));
    });
  });
}

async function definite(stage: OperatorStage, row: FaultRow): Promise<void> {
  const before = await healthy(stage, row);
  stage.vendor.failNext(row.match ?? LISTING, row.fault, Infinity);
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  const assertDoubt = (world: World): void => {
    expect(resultsOf(world)).toEqual({
      [FAILING]: 'Failing',
      [HEALTHY]: 'Failing',
      [PASSING]: `Unknown ${row.reason}`,
      [PASSING_ANY]: `Unknown ${row.reason}`,
    });
    expect(greenOf(world)).toEqual([]);
    expect(recordsOf(world)).toEqual(before);
  };
  assertDoubt(stage.world);
  expect(conditionsOf(stage.world)).toMatchObject(
    row.trouble === undefined
      ? { Ready: 'True Synced', Complete: `False ${row.reason}` }
      : { Ready: `False ${row.reason}`, Complete: `False ${row.reason}`, [row.trouble]: `True ${row.reason}` },
  );
  // An outage costs a write for each that it changes, not one for each poll; the second one may know more than the first.
  await stage.pass(INTERVAL_MS, assertDoubt);
  await stage.cluster.takeWrites();
  await stage.pass(2 * INTERVAL_MS, assertDoubt);
  expect(await stage.cluster.takeWrites()).toEqual({});
  await recovers(stage, before);
}

async function transient(stage: OperatorStage, row: FaultRow): Promise<void> {
  const before = await healthy(stage, row);
  const staleAt = (await lastSuccess(stage)) + 3 * INTERVAL_MS;
  stage.vendor.failNext(row.match ?? LISTING, row.fault, Infinity);
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  expect(conditionsOf(stage.world)).toMatchObject({ Ready: `True ${row.reason}`, Complete: 'True Complete' });
  await stage.pass(staleAt - stage.clock.now().getTime(), (world) => {
    expect(resultsOf(world)).toEqual(GREEN);
    expect(recordsOf(world)).toEqual(before);
  });
  await stage.settle();
  expect(resultsOf(stage.world)).toMatchObject(STALE);
  await stage.pass(2 * INTERVAL_MS, (world) => {
    expect(resultsOf(world)).toMatchObject(STALE);
    expect(greenOf(world)).toEqual([]);
    expect(recordsOf(world)).toEqual(before);
  });
  await stage.cluster.takeWrites();
  await stage.pass(2 * INTERVAL_MS);
  expect(await stage.cluster.takeWrites()).toEqual({});
  expect(conditionsOf(stage.world)).toMatchObject({
    Ready: `False ${row.reason}`,
    Reconciling: `True ${row.reason}`,
  });
  await recovers(stage, before);
}

const GREEN = { [FAILING]: 'Failing', [HEALTHY]: 'Passing', [PASSING]: 'Passing', [PASSING_ANY]: 'Passing' };
const STALE = { [FAILING]: 'Failing', [PASSING]: 'Unknown StaleData', [PASSING_ANY]: 'Unknown StaleData' };

/** A source with an open incident and a resolved one, read without trouble. */
async function healthy(stage: OperatorStage, { pages = false }: FaultRow): Promise<object> {
  const { account } = stage.vendor;
  const nowMs = stage.clock.now().getTime();
  const minutesAgo = (minutes: number): Date => new Date(nowMs - minutes * 60_000);
  for (let index = 0; index < 2; index++) {
    const { id } = account.trigger({ priority: 'P4', at: minutesAgo(3_000 - index) });
    account.resolve(id, minutesAgo(2_000));
  }
  account.trigger({ priority: 'P1', at: minutesAgo(903) });
  account.trigger({ priority: 'P2', at: minutesAgo(900) });
  // A delta starts ten minutes before the newest: so many are there, too.
  for (let index = 0; index < (pages ? 101 : 0); index++) {
    const { id } = account.trigger({ priority: 'P4', at: minutesAgo(5) });
    account.resolve(id, minutesAgo(4));
  }
  await createCheck(stage, PASSING, { selector: { sourceRefs: [{ name: SOURCE }], severities: ['Low'] } });
  await createCheck(stage, PASSING_ANY, { selector: { severities: ['Low'] } });
  await applySource(stage);
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual(GREEN);
  return recordsOf(stage.world);
}

/** Within one interval of the end of the fault everything is as it was. */
async function recovers(stage: OperatorStage, before: object): Promise<void> {
  stage.vendor.clearFaults();
  await stage.pass(INTERVAL_MS);
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual(GREEN);
  expect(conditionsOf(stage.world)).toEqual({
    Ready: 'True Synced',
    Authenticated: 'True Authenticated',
    Complete: 'True Complete',
  });
  expect(recordsOf(stage.world)).toEqual(before);
}

function withFirst(body: unknown, fields: object): unknown {
  const { incidents = [] } = body as { incidents?: readonly object[] };
  const [first, ...rest] = incidents;
  return first === undefined ? body : { ...(body as object), incidents: [{ ...first, ...fields }, ...rest] };
}
