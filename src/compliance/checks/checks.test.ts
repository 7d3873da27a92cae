import { describe, expect, it } from 'vitest';

import {
  aCheck,
  anIncidentCheck,
  aReviewRow,
  aSourceRow,
  aSubject,
  at,
} from '../../../test/support/builders/compliance.ts';
import { storageVersion } from '../../api/crd.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import type { IncidentRow, Verdict } from '../verdict.ts';
import { compileCheck } from './compile.ts';
import { withGrace } from './grace.ts';
import { incidentClosedVerdict } from './incident-closed.ts';
import { checkTypes, findCheckType } from './registry.ts';
import { sourceHealthyVerdict } from './source-healthy.ts';
import { due, failing, passing, unknown } from './verdicts.ts';
import type { SourceRow } from '../subjects/source.ts';

const NOW = at('2026-03-02T10:00:00Z');
const HOUR = 3_600_000;
const FACTS = { parameters: null, graceMs: 0 };

describe('IncidentClosed', () => {
  it.each<{
    name: string;
    because: string;
    row: Partial<IncidentRow>;
    attested?: IncidentRow['state'];
    want: string;
  }>([
    { name: 'open', because: 'any open one fails', row: {}, want: 'Failing IncidentOpen' },
    {
      name: 'contained',
      because: 'contained is not resolved',
      row: { recordState: 'Containing' },
      want: 'Failing IncidentOpen',
    },
    {
      name: 'resolved',
      because: 'its source says so',
      row: { recordState: 'Resolved' },
      want: 'Passing IncidentResolved',
    },
    { name: 'closed', because: 'its source says so', row: { recordState: 'Closed' }, want: 'Passing IncidentResolved' },
    {
      name: 'resolved by the review only',
      because: 'the source decides on open versus resolved',
      row: {},
      attested: 'Resolved',
      want: 'Failing IncidentOpen',
    },
    {
      name: 'resolved in the source before the status says so',
      because: 'the record is what the source says',
      row: { recordState: 'Resolved', state: 'Detected' },
      want: 'Passing IncidentResolved',
    },
    {
      name: 'reported and resolved by its review',
      because: 'no source decides',
      row: { source: undefined },
      attested: 'Resolved',
      want: 'Passing IncidentResolved',
    },
    {
      name: 'resolved by its review, of a source that knows no states',
      because: 'nobody else can tell',
      row: { stateUntil: at('2026-03-02T09:00:00Z') },
      attested: 'Resolved',
      want: 'Passing IncidentResolved',
    },
    {
      name: 'resolved by the review while its source still stands by its word',
      because: 'the source decides until then',
      row: { stateUntil: at('2026-03-02T09:00:01Z') },
      attested: 'Resolved',
      want: 'Failing IncidentOpen',
    },
    {
      name: 'forgotten by its source while open',
      because: 'vanishing closes nothing',
      row: { synced: 'NotFoundUpstream' },
      want: 'Failing IncidentOpen',
    },
    {
      name: 'forgotten by its source and resolved by its review',
      because: 'without a complete closure it stays as it was last known',
      row: { synced: 'NotFoundUpstream' },
      attested: 'Resolved',
      want: 'Failing IncidentOpen',
    },
    {
      name: 'out of scope, and reopened by its review',
      because: 'there the review decides',
      row: { synced: 'OutOfScope', recordState: 'Resolved' },
      attested: 'Triaging',
      want: 'Failing IncidentOpen',
    },
  ])('$name is $want: $because', ({ row, attested, want }) => {
    const reviewOf = () => (attested === undefined ? undefined : aReviewRow({ state: attested }));
    const { result, reason } = incidentClosedVerdict(aSubject(row, { reviewOf }), FACTS, NOW);
    expect(`${result} ${reason}`).toBe(want);
  });

  it.each([
    { grace: '0s', ms: 0, want: 'Failing', because: 'without grace any open one fails at once' },
    { grace: '4h', ms: 4 * HOUR - 1_000, want: 'Due', because: 'the grace period has not ended' },
    { grace: '4h', ms: 4 * HOUR, want: 'Due', because: 'on time includes the deadline itself' },
    { grace: '4h', ms: 4 * HOUR + 1, want: 'Failing', because: 'after it is late' },
    { grace: '4h', ms: 4 * HOUR + 1_000, want: 'Failing', because: 'after it is late' },
  ])('open for $ms ms with a grace of $grace is $want: $because', ({ grace, ms, want }) => {
    const { judge } = anIncidentCheck({ gracePeriod: grace });
    expect(judge(aSubject({ detectedAt: NOW }), NOW + ms)).toMatchObject({
      result: want,
      reason: 'IncidentOpen',
    });
  });
});

describe('SourceHealthy', () => {
  it.each<{ name: string; because: string; row: Partial<SourceRow>; want: string; since: number | undefined }>([
    {
      name: 'ready and complete',
      because: 'all is said to be well',
      row: {},
      want: 'Passing SourceHealthy',
      since: undefined,
    },
    {
      name: 'not ready',
      because: 'Ready is False',
      row: { ready: 'False', readySince: 5 },
      want: 'Failing SourceNotReady',
      since: 5,
    },
    {
      name: 'not complete',
      because: 'something was left out',
      row: { complete: 'False', completeSince: 6 },
      want: 'Failing SourceNotComplete',
      since: 6,
    },
    {
      name: 'not ready and nothing known of completeness',
      because: 'what is known to be wrong counts first',
      row: { ready: 'False', readySince: 5, complete: 'Unknown' },
      want: 'Failing SourceNotReady',
      since: 5,
    },
    {
      name: 'readiness unknown, not complete',
      because: 'what is known to be wrong counts first',
      row: { ready: 'Unknown', complete: 'False', completeSince: 6 },
      want: 'Failing SourceNotComplete',
      since: 6,
    },
    {
      name: 'a new source',
      because: 'no data is never green',
      row: { ready: 'Unknown', complete: 'Unknown', readySince: undefined },
      want: 'Unknown SourceNotJudged',
      since: undefined,
    },
    {
      name: 'ready, completeness unknown',
      because: 'no data is never green',
      row: { complete: 'Unknown', completeSince: 7 },
      want: 'Unknown SourceNotJudged',
      since: 7,
    },
  ])('$name is $want: $because', ({ row, want, since }) => {
    const verdict = sourceHealthyVerdict({ row: aSourceRow(row) }, FACTS, NOW);
    expect([`${verdict.result} ${verdict.reason}`, verdict.since]).toEqual([want, since]);
  });
});

describe('withGrace', () => {
  it.each<{ name: string; verdict: Verdict; at: number; want: Verdict }>([
    {
      name: 'a failure within it is Due until it ends',
      verdict: failing('Bad', 100),
      at: 200,
      want: due('Bad', 100, 200),
    },
    {
      name: 'a failure after it fails since it ended',
      verdict: failing('Bad', 100),
      at: 201,
      want: failing('Bad', 200, 200),
    },
    {
      name: 'a failure that turns to another within it is asked for anew then',
      verdict: failing('Bad', 100, 50, 150),
      at: 120,
      want: due('Bad', 100, 200, 150),
    },
    {
      name: 'a failure that turns to another after it is, too',
      verdict: failing('Bad', 100, 50, 900),
      at: 300,
      want: failing('Bad', 200, 200, 900),
    },
    {
      name: 'a failure without a beginning is not excused',
      verdict: failing('Bad', undefined),
      at: 0,
      want: failing('Bad', undefined),
    },
    { name: 'what passes passes', verdict: passing('Good'), at: 0, want: passing('Good') },
    { name: 'what is due for itself keeps its date', verdict: due('Owed', 1, 2), at: 0, want: due('Owed', 1, 2) },
    { name: 'what is unknown stays unknown', verdict: unknown('Dark', 1), at: 0, want: unknown('Dark', 1) },
  ])('$name', ({ verdict, at: nowMs, want }) => {
    expect(withGrace(verdict, 100, nowMs)).toEqual(want);
  });

  it('law: a verdict within it holds as long as it says', () => {
    const verdict = failing('Bad', 100);
    const early = withGrace(verdict, 1_000, 100);
    for (const nowMs of [100, 500, early.holdsUntil ?? 0]) expect(withGrace(verdict, 1_000, nowMs)).toEqual(early);
    expect(withGrace(verdict, 1_000, (early.holdsUntil ?? 0) + 1)).not.toEqual(early);
  });
});

describe('compileCheck', () => {
  it('binds a check to its key, generation, selector and grace', () => {
    const result = compileCheck(aCheck({ gracePeriod: '1h', suspend: true }, { generation: 4 }));
    expect(result).toMatchObject({
      ok: true,
      check: {
        key: 'team-a/incidents-closed',
        generation: 4,
        type: 'IncidentClosed',
        subject: 'incident',
        suspended: true,
      },
    });
  });

  it.each([
    {
      name: 'a type of a newer version',
      check: aCheck({ type: 'Sorcery' as never }),
      reason: 'UnknownType',
      says: 'upgrade the operator',
    },
    {
      name: 'a member of every object as a type',
      check: aCheck({ type: 'constructor' as never }),
      reason: 'UnknownType',
      says: 'constructor',
    },
    {
      name: 'a grace period that is none',
      check: aCheck({ gracePeriod: 'soon' }),
      reason: 'InvalidSpec',
      says: 'gracePeriod: ',
    },
    {
      name: 'a member that only incidents have',
      check: aCheck({ type: 'SourceHealthy', selector: { severities: ['Low'] } }),
      reason: 'InvalidSpec',
      says: 'selector.severities',
    },
    {
      name: 'a window that is none',
      check: aCheck({ selector: { detectedWithin: '1w' } }),
      reason: 'InvalidSpec',
      says: 'detectedWithin',
    },
  ])('refuses $name, as a value that says what is wrong', ({ check, reason, says }) => {
    const result = compileCheck(check);
    expect(result).toMatchObject({ ok: false, reason, message: expect.stringContaining(says) as string });
  });
});

describe('the registry', () => {
  it('has no type that the CRD does not have, and each of its own is found', () => {
    const crd = CRDS.find(({ spec }) => spec.names.kind === 'ComplianceCheck');
    if (crd === undefined) throw new Error('there is no CRD of ComplianceCheck');
    const types = storageVersion(crd).schema.openAPIV3Schema.properties?.['spec']?.properties?.['type']?.enum ?? [];
    expect(types).toEqual(expect.arrayContaining(Object.keys(checkTypes)));
    for (const type of Object.keys(checkTypes)) expect(findCheckType(type)).toBeDefined();
  });

  it('documents each reason that a verdict gives', () => {
    const incidents = [aSubject(), aSubject({ recordState: 'Resolved' })];
    const given = incidents.map((incident) => incidentClosedVerdict(incident, FACTS, NOW).reason);
    expect(Object.keys(checkTypes.IncidentClosed.reasons).toSorted()).toEqual(given.toSorted());
    const statuses = ['True', 'False', 'Unknown'] as const;
    const sources = statuses.flatMap((ready) => statuses.map((complete) => aSourceRow({ ready, complete })));
    const reasons = new Set(sources.map((row) => sourceHealthyVerdict({ row }, FACTS, NOW).reason));
    expect(Object.keys(checkTypes.SourceHealthy.reasons).toSorted()).toEqual([...reasons].toSorted());
  });
});
