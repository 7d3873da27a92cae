// P1 for accounts and people: whatever is wrong with a listing, no check passes on it; a failure that may end by itself keeps the last listing until
// that is stale; a listing that shrinks needs a person's word.

import { describe, expect, it } from 'vitest';
import {
  accessConditions,
  annotate,
  applyFiles,
  applyPeople,
  countsOf,
  createSystemOf,
  INTERVAL_MS,
  patchSpec,
  ROSTER,
  rosterCsv,
  setAccounts,
  SYSTEM,
} from '../../support/operator/access-objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { allResultsOf, greenOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import type { Fault, Match } from '../../support/vendors/pagerduty/server.ts';

const NAMES = Array.from({ length: 12 }, (_, index) => `person${index}`);
const OF_ACCOUNTS = ['pager-access-removed', 'pager-access-valid', 'pager-user-identified'];
const ALL = [...OF_ACCOUNTS, 'pager-access-reviewed', 'pager-access-rule-defined'];
const USERS: Match = { path: '/users' };

interface Row {
  readonly name: string;
  readonly because: string;
  readonly reason: string;
}

async function start(stage: OperatorStage): Promise<void> {
  await createSystemOf(stage, NAMES);
  await stage.settle();
  expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
}

const results = ({ world }: OperatorStage, names: readonly string[]): string[] =>
  names.map((name) => allResultsOf(world)[name] ?? 'none');

const VENDOR: ReadonlyArray<Row & { readonly fault: Fault }> = [
  {
    name: '401',
    because: 'nobody knows who is in there now',
    fault: { kind: 'status', status: 401 },
    reason: 'AuthenticationFailed',
  },
  {
    name: '403',
    because: 'the credential lost the right to list users',
    fault: { kind: 'status', status: 403 },
    reason: 'PermissionDenied',
  },
  {
    name: 'half an answer',
    because: 'half of the accounts are not the accounts',
    fault: { kind: 'truncated' },
    reason: 'MalformedAnswer',
  },
  {
    name: 'an HTML page',
    because: 'a sign-in page lists no accounts',
    fault: { kind: 'html' },
    reason: 'MalformedAnswer',
  },
  {
    name: '200 without a body',
    because: 'nothing is not an empty list',
    fault: { kind: 'empty' },
    reason: 'MalformedAnswer',
  },
];

const TRANSIENT: ReadonlyArray<Row & { readonly fault: Fault }> = [
  {
    name: '429',
    because: 'the vendor asks for patience',
    fault: { kind: 'status', status: 429 },
    reason: 'RateLimited',
  },
  {
    name: '500',
    because: 'the vendor may be well in a moment',
    fault: { kind: 'status', status: 500 },
    reason: 'Unavailable',
  },
];

const people = rosterCsv(NAMES.map((person) => ({ person })));
const NOW = 'now';

const FILES: ReadonlyArray<Row & { readonly files: Record<string, string> }> = [
  { name: 'no asOf', because: 'nobody knows how old it is', files: { 'roster.csv': people }, reason: 'AsOfMissing' },
  {
    name: 'an asOf that is no instant',
    because: 'nobody knows how old it is',
    files: { 'roster.csv': people, asOf: 'yesterday' },
    reason: 'AsOfInvalid',
  },
  {
    name: 'an old asOf',
    because: 'people left since',
    files: { 'roster.csv': people, asOf: '2020-01-01T00:00:00Z' },
    reason: 'FileTooOld',
  },
  {
    name: 'an asOf in the future',
    because: 'no export was made then',
    files: { 'roster.csv': people, asOf: '2999-01-01T00:00:00Z' },
    reason: 'AsOfInFuture',
  },
  { name: 'no file', because: 'there is nothing to read', files: { asOf: NOW }, reason: 'FileMissing' },
  {
    name: 'a file that is cut off within a quote',
    because: 'half of it is missing',
    files: { 'roster.csv': `${people}"half`, asOf: NOW },
    reason: 'FileMalformed',
  },
  {
    name: 'a file of another kind',
    because: 'these are no people',
    files: { 'roster.csv': 'a,b\n1,2\n', asOf: NOW },
    reason: 'FileMalformed',
  },
  {
    name: 'a file with its heading only',
    because: 'a staff of nobody is a broken export',
    files: { 'roster.csv': rosterCsv([]), asOf: NOW },
    reason: 'FileMalformed',
  },
  {
    name: 'an empty file',
    because: 'an empty export is a broken one',
    files: { 'roster.csv': '', asOf: NOW },
    reason: 'FileMalformed',
  },
];

export function describeAccessFaults(clusters: () => TestClusters): void {
  describe('accounts that cannot be read', () => {
    it.each(VENDOR)('$name: $because', ({ fault, reason }) =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        stage.vendor.failNext(USERS, fault, Infinity);
        await stage.pass(INTERVAL_MS);
        expect(results(stage, ALL)).toEqual(ALL.map(() => `Unknown ${reason}`));
        expect(accessConditions(stage.world, 'systems', SYSTEM)).toMatchObject({ Ready: `False ${reason}` });
        expect(countsOf(stage.world)).toEqual({ total: 12, valid: 12 });
        stage.vendor.clearFaults();
        await stage.pass(INTERVAL_MS);
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
      }),
    );

    it.each(TRANSIENT)('$name keeps the last listing until it is stale: $because', ({ fault, reason }) =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        stage.vendor.failNext(USERS, fault, Infinity);
        await stage.pass(2 * INTERVAL_MS);
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
        expect(accessConditions(stage.world, 'systems', SYSTEM)).toMatchObject({ Ready: `True ${reason}` });
        await stage.pass(2 * INTERVAL_MS);
        expect(results(stage, ALL)).toEqual(ALL.map(() => 'Unknown StaleData'));
        stage.vendor.clearFaults();
        await stage.pass(INTERVAL_MS);
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
      }),
    );

    it('leave what is known to fail as it is', () =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        setAccounts(stage, [...NAMES, 'stranger']);
        await stage.pass(INTERVAL_MS);
        stage.vendor.failNext(USERS, { kind: 'status', status: 401 }, Infinity);
        await stage.pass(INTERVAL_MS);
        expect(results(stage, OF_ACCOUNTS)).toEqual(['Unknown AuthenticationFailed', 'Failing', 'Failing']);
      }));

    it('are Unknown after a restart once they were tried, and not before', () =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        stage.vendor.failNext(USERS, { kind: 'status', status: 500 }, Infinity);
        await stage.restart();
        await stage.settle();
        expect(results(stage, OF_ACCOUNTS)).toEqual(OF_ACCOUNTS.map(() => 'Unknown Unavailable'));
      }));
  });

  describe('a roster that cannot be relied on', () => {
    it.each(FILES)('$name: $because', ({ files, reason }) =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        const asOf = files['asOf'] === NOW ? stage.clock.now().toISOString() : files['asOf'];
        await applyFiles(stage, ROSTER, { ...files, ...(asOf === undefined ? {} : { asOf }) });
        await stage.pass(INTERVAL_MS);
        expect(results(stage, OF_ACCOUNTS)).toEqual(OF_ACCOUNTS.map(() => `Unknown ${reason}`));
        expect(accessConditions(stage.world, 'rosters', ROSTER)).toMatchObject({ Ready: `False ${reason}` });
        expect(accessConditions(stage.world, 'systems', SYSTEM)).toMatchObject({ Matched: 'False RosterNotRead' });
        expect(countsOf(stage.world)).toEqual({ total: 12, valid: 12 });
        await applyPeople(
          stage,
          NAMES.map((person) => ({ person })),
        );
        await stage.pass(INTERVAL_MS);
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
      }),
    );

    it('ages by itself: what was within maxAge is not after it', () =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        await patchSpec(stage, 'rosters', ROSTER, { maxAge: '10m', interval: '1h' });
        await stage.settle();
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
        await stage.pass(10 * 60_000);
        expect(results(stage, OF_ACCOUNTS)).toEqual(OF_ACCOUNTS.map(() => 'Unknown FileTooOld'));
      }));
  });

  describe('a listing that shrinks', () => {
    it('of accounts is Unknown until its very count is confirmed, once, and also after a restart', () =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        setAccounts(stage, NAMES.slice(0, 5));
        await stage.pass(INTERVAL_MS);
        expect(results(stage, ALL)).toEqual(ALL.map(() => 'Unknown Shrunk'));
        const messageOf = () =>
          stage.world.systems.get(SYSTEM)?.status?.conditions?.find(({ type }) => type === 'Stalled')?.message;
        expect(messageOf()).toContain('from 12 to 5 accounts');
        await stage.restart();
        await stage.pass(INTERVAL_MS);
        expect(results(stage, ALL)).toEqual(ALL.map(() => 'Unknown Shrunk'));
        await annotate(stage, 'systems', SYSTEM, { 'docket.dev/confirmShrink': '6' });
        await stage.settle();
        expect(results(stage, ALL)).toEqual(ALL.map(() => 'Unknown Shrunk'));
        await annotate(stage, 'systems', SYSTEM, { 'docket.dev/confirmShrink': '5' });
        await stage.settle();
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
        expect(countsOf(stage.world)).toEqual({ total: 5, valid: 5 });
        setAccounts(stage, NAMES);
        await stage.pass(INTERVAL_MS);
        setAccounts(stage, NAMES.slice(0, 5));
        await stage.pass(INTERVAL_MS);
        expect(results(stage, ALL)).toEqual(ALL.map(() => 'Unknown Shrunk'));
        expect(messageOf()).toContain('confirmShrink=5');
      }));

    it('of people neither fails nor passes anybody until it is confirmed', () =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        await patchSpec(stage, 'rosters', ROSTER, { absentMeans: 'Offboarded' });
        await stage.settle();
        await applyPeople(stage, [{ person: 'person0' }]);
        await stage.pass(INTERVAL_MS);
        expect(results(stage, OF_ACCOUNTS)).toEqual(OF_ACCOUNTS.map(() => 'Unknown Shrunk'));
        await annotate(stage, 'rosters', ROSTER, { 'docket.dev/confirmShrink': '1' });
        await stage.settle();
        expect(countsOf(stage.world)).toEqual({ total: 12, valid: 1, offboarded: 11 });
        expect(results(stage, ['pager-access-removed'])).toEqual(['Failing']);
      }));
  });

  describe('a system or roster that is suspended', () => {
    it('is Ready, and what rests on it is Unknown', () =>
      withOperator(clusters(), async (stage) => {
        await start(stage);
        await patchSpec(stage, 'systems', SYSTEM, { suspend: true });
        await stage.settle();
        expect(results(stage, ALL)).toEqual(ALL.map(() => 'Unknown SystemSuspended'));
        await patchSpec(stage, 'systems', SYSTEM, { suspend: false });
        await patchSpec(stage, 'rosters', ROSTER, { suspend: true });
        await stage.settle();
        expect(results(stage, OF_ACCOUNTS)).toEqual(OF_ACCOUNTS.map(() => 'Unknown RosterSuspended'));
        expect(accessConditions(stage.world, 'rosters', ROSTER)).toMatchObject({ Ready: 'True Suspended' });
        await patchSpec(stage, 'rosters', ROSTER, { suspend: null });
        await stage.settle();
        expect(greenOf(stage.world).toSorted()).toEqual(ALL.toSorted());
      }));
  });
}
