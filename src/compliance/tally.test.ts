import { describe, expect, it } from 'vitest';

import {
  aCheck,
  anIncidentCheck,
  anIncidentRow,
  aSourceCheck,
  aSourceRow,
  at,
  compiled,
  type IncidentCheck,
} from '../../test/support/builders/compliance.ts';
import { EVALUATING } from './checks/check-type.ts';
import { Tally } from './tally.ts';
import type { TallyChanges } from './tally.ts';
import type { IncidentRow } from './verdict.ts';
import { incidentSubjects } from './subjects/incident.ts';
import { sourceSubjects } from './subjects/source.ts';

const NOW = at('2026-03-02T10:00:00Z');
const HOUR = 3_600_000;

function aTally(): { tally: Tally; changes: TallyChanges[] } {
  const changes: TallyChanges[] = [];
  return { tally: new Tally({ nowMs: NOW, onChange: (change) => changes.push(change) }), changes };
}

/** A check that counts how often it is asked for a verdict. */
function counting(check: IncidentCheck): { check: IncidentCheck; asked: () => number } {
  let asked = 0;
  const judge: IncidentCheck['judge'] = (subject, nowMs) => {
    asked++;
    return check.judge(subject, nowMs);
  };
  return { check: { ...check, judge }, asked: () => asked };
}

const open = (number: number, facts: Partial<IncidentRow> = {}): IncidentRow =>
  anIncidentRow({ name: `i-${String(number).padStart(5, '0')}`, ...facts });
const resolved = (row: IncidentRow): IncidentRow => ({ ...row, recordState: 'Resolved', resolvedAt: NOW });

describe('Tally', () => {
  it('counts, lists what fails longest first, and says that the list is cut', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck(), NOW);
    // Detected in the reverse order of their names, in pairs of the same instant.
    for (let number = 0; number < 60; number++) {
      tally
        .of(incidentSubjects)
        .move(undefined, open(number, { detectedAt: NOW - Math.floor(number / 2) * HOUR }), NOW);
    }
    tally.of(incidentSubjects).move(undefined, resolved(open(60)), NOW);

    const result = tally.result('team-a/incidents-closed');
    expect(result?.counts).toEqual({ passing: 1, due: 0, failing: 60, unknown: 0, exempted: 0 });
    expect(result?.truncated).toBe(true);
    expect(result?.failing).toHaveLength(50);
    expect(result?.failing.slice(0, 3).map(({ name }) => name)).toEqual(['i-00058', 'i-00059', 'i-00056']);
    expect(result?.failing[0]).toEqual({
      name: 'i-00058',
      reason: 'IncidentOpen',
      since: NOW - 29 * HOUR,
      dueAt: undefined,
    });
  });

  it('lists what is owed first in front, and takes its deadline for the next one', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck({ gracePeriod: '4h' }), NOW);
    tally.of(incidentSubjects).move(undefined, open(1, { detectedAt: NOW - HOUR }), NOW);
    tally.of(incidentSubjects).move(undefined, open(2, { detectedAt: NOW - 2 * HOUR }), NOW);
    const result = tally.result('team-a/incidents-closed');
    expect(result?.due.map(({ name }) => name)).toEqual(['i-00002', 'i-00001']);
    expect(result?.nextDeadline).toBe(NOW + 2 * HOUR);
    expect(tally.nextChangeAt()).toBe(NOW + 2 * HOUR + 1);
  });

  it('turns Due to Failing after its deadline by time alone, and reports check and incident', () => {
    const { tally, changes } = aTally();
    tally.setCheck(anIncidentCheck({ gracePeriod: '4h' }), NOW);
    tally.of(incidentSubjects).move(undefined, open(1, { detectedAt: NOW }), NOW);
    changes.length = 0;

    tally.advance(NOW + 4 * HOUR);
    expect(changes).toEqual([]);
    tally.advance(NOW + 4 * HOUR + 1);
    expect(changes).toEqual([
      { kind: 'incident', checks: ['team-a/incidents-closed'], subjects: ['team-a/i-00001'], pending: [] },
    ]);
    expect(tally.result('team-a/incidents-closed')?.counts.failing).toBe(1);
    expect(tally.nextChangeAt()).toBeUndefined();
  });

  it('keeps every deadline however often one of them moves', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck({ gracePeriod: '4h' }), NOW);
    const moving = (round: number) => open(1, { detectedAt: NOW + round * 1_000 });
    tally.of(incidentSubjects).move(undefined, open(2, { detectedAt: NOW }), NOW);
    for (let round = 0; round < 2_000; round++) tally.of(incidentSubjects).move(undefined, moving(round), NOW);
    tally.advance(NOW + 4 * HOUR + 1);
    expect(tally.result('team-a/incidents-closed')?.failing.map(({ name }) => name)).toEqual(['i-00002']);
    tally.advance(NOW + 4 * HOUR + 1_999_001);
    expect(tally.result('team-a/incidents-closed')?.counts).toMatchObject({ due: 0, failing: 2 });
  });

  it('keeps its order while thousands of incidents come and go', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck({ selector: { detectedWithin: '90d' } }), NOW);
    const stays = ['m-1', 'm-2', 'm-3'].map((name) => open(0, { name, detectedAt: NOW }));
    for (const row of stays) tally.of(incidentSubjects).move(undefined, row, NOW);
    for (let number = 0; number < 3_000; number++) {
      // Names on both sides of those that stay, all of the same instant.
      const passing = open(0, { name: `${number % 2 === 0 ? 'a' : 'z'}-${number}`, detectedAt: NOW });
      tally.of(incidentSubjects).move(undefined, passing, NOW);
      tally.of(incidentSubjects).move(passing, undefined, NOW);
    }
    const last = open(0, { name: 'm-0', detectedAt: NOW });
    tally.of(incidentSubjects).move(undefined, last, NOW);
    const result = tally.result('team-a/incidents-closed');
    expect(result?.failing.map(({ name }) => name)).toEqual(['m-0', 'm-1', 'm-2', 'm-3']);
    expect(result?.counts.failing).toBe(4);
  });

  it('lets incidents leave a window by time alone', () => {
    const { tally, changes } = aTally();
    tally.setCheck(anIncidentCheck({ selector: { detectedWithin: '2h' } }), NOW);
    tally.of(incidentSubjects).move(undefined, open(1, { detectedAt: NOW }), NOW);
    tally.advance(NOW + 2 * HOUR);
    expect(tally.result('team-a/incidents-closed')?.counts.failing).toBe(1);
    changes.length = 0;
    tally.advance(NOW + 2 * HOUR + 1);
    expect(tally.result('team-a/incidents-closed')?.counts.failing).toBe(0);
    expect(changes.map((change) => change.subjects)).toEqual([['team-a/i-00001']]);
  });

  it('keeps namespaces apart: neither judged, nor named, nor asked', () => {
    const { tally, changes } = aTally();
    const other = counting(anIncidentCheck({}, { namespace: 'team-b' }));
    tally.setCheck(other.check, NOW);
    changes.length = 0;
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    expect(other.asked()).toBe(0);
    expect(changes).toEqual([]);
    expect(tally.result('team-b/incidents-closed')?.counts.failing).toBe(0);
  });

  it('asks a suspended check nothing, and forgets what it said', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck(), NOW);
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    const suspended = counting(anIncidentCheck({ suspend: true }));
    tally.setCheck(suspended.check, NOW);
    tally.of(incidentSubjects).move(undefined, open(2), NOW);
    expect(suspended.asked()).toBe(0);
    expect(tally.result('team-a/incidents-closed')?.counts.failing).toBe(0);
    expect(tally.of(incidentSubjects).ofSubject('team-a/i-00001')?.counts.failing).toBe(0);
  });

  it.each([10, 1_000])('one change asks each check about that incident only, among %i', (count) => {
    const { tally } = aTally();
    const checks = Array.from({ length: 5 }, (_, index) => counting(anIncidentCheck({}, { name: `c${index}` })));
    for (const { check } of checks) tally.setCheck(check, NOW);
    for (let number = 0; number < count; number++) tally.of(incidentSubjects).move(undefined, open(number), NOW);
    const before = checks.map(({ asked }) => asked());
    tally.of(incidentSubjects).move(open(3), resolved(open(3)), NOW);
    expect(checks.map(({ asked }, index) => asked() - (before[index] ?? 0))).toEqual([1, 1, 1, 1, 1]);
  });

  it('asks nothing when only bookkeeping of a row changed', () => {
    const { tally, changes } = aTally();
    const closed = counting(anIncidentCheck());
    tally.setCheck(closed.check, NOW);
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    const before = closed.asked();
    changes.length = 0;
    tally.of(incidentSubjects).move(open(1), open(1, { resourceVersion: '101', statusDigest: 7, generation: 2 }), NOW);
    expect(closed.asked()).toBe(before);
    expect(changes).toEqual([]);
  });

  it('reports each check and incident that one deadline concerns once', () => {
    const { tally, changes } = aTally();
    for (const name of ['a', 'b']) tally.setCheck(anIncidentCheck({ gracePeriod: '1h' }, { name }), NOW);
    for (const number of [1, 2, 3]) tally.of(incidentSubjects).move(undefined, open(number, { detectedAt: NOW }), NOW);
    changes.length = 0;
    tally.advance(NOW + HOUR + 1);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.checks.toSorted()).toEqual(['team-a/a', 'team-a/b']);
    expect(changes[0]?.subjects.toSorted()).toEqual(['team-a/i-00001', 'team-a/i-00002', 'team-a/i-00003']);
  });

  it('names at most twenty failing checks of an incident, sorted', () => {
    const { tally } = aTally();
    for (let number = 24; number >= 0; number--) {
      tally.setCheck(anIncidentCheck({}, { name: `c${String(number).padStart(2, '0')}` }), NOW);
    }
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    const summary = tally.of(incidentSubjects).ofSubject('team-a/i-00001');
    expect(summary?.counts.failing).toBe(25);
    expect(summary?.failing).toHaveLength(20);
    expect([summary?.failing[0], summary?.failing[19]]).toEqual(['c00', 'c19']);
    expect(
      tally
        .of(incidentSubjects)
        .verdictsOn('team-a/i-00001')
        .map(({ check }) => check),
    ).toHaveLength(25);
    expect(tally.of(incidentSubjects).ofSubject('team-a/none')).toBeUndefined();
  });

  it('counts a verdict under way as Unknown, and takes only the answer about the latest facts', () => {
    const { tally, changes } = aTally();
    tally.setCheck({ ...anIncidentCheck(), judge: () => EVALUATING }, NOW);
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    const [first] = changes.flatMap(({ pending }) => pending);
    expect(first).toMatchObject({ check: 'team-a/incidents-closed', subject: 'team-a/i-00001' });
    expect(tally.result('team-a/incidents-closed')).toMatchObject({
      counts: { unknown: 1 },
      unknownReason: 'Evaluating',
    });

    tally.of(incidentSubjects).move(open(1), open(1, { severity: 'Low' }), NOW);
    const second = changes.flatMap(({ pending }) => pending).at(-1);
    const passing = () => ({ result: 'Passing', reason: 'RuleHolds' }) as const;
    if (first === undefined || second === undefined) throw new Error('two verdicts should have been asked for');
    expect(second.ticket).not.toBe(first.ticket);
    tally.of(incidentSubjects).settle(first, passing, NOW);
    expect(tally.result('team-a/incidents-closed')?.counts).toMatchObject({ unknown: 1, passing: 0 });
    tally.of(incidentSubjects).settle(second, passing, NOW);
    expect(tally.result('team-a/incidents-closed')?.counts).toMatchObject({ unknown: 0, passing: 1 });
  });

  it('shows what an exempt subject would be, and ends the exemption at its time', () => {
    const until = NOW + HOUR;
    const tally = new Tally({
      nowMs: NOW,
      onChange: () => undefined,
      exemptUntil: (_kind, _check, _row, nowMs) => (nowMs <= until ? until : undefined),
    });
    tally.setCheck(anIncidentCheck(), NOW);
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    expect(tally.result('team-a/incidents-closed')).toMatchObject({
      counts: { failing: 0, exempted: 1 },
      wouldBe: { failing: 1 },
      failing: [],
    });
    expect(tally.of(incidentSubjects).ofSubject('team-a/i-00001')).toMatchObject({
      counts: { exempted: 1 },
      failing: [],
    });
    tally.advance(until + 1);
    expect(tally.result('team-a/incidents-closed')).toMatchObject({ counts: { failing: 1, exempted: 0 } });
  });

  it('holds still when the clock is set back a little, and judges anew when it is set back far', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck({ gracePeriod: '1h' }), NOW);
    tally.of(incidentSubjects).move(undefined, open(1, { detectedAt: NOW }), NOW);
    tally.advance(NOW + HOUR + 1);
    tally.advance(NOW + HOUR - 1);
    expect(tally.result('team-a/incidents-closed')?.counts).toMatchObject({ due: 0, failing: 1 });
    tally.advance(NOW);
    expect(tally.result('team-a/incidents-closed')?.counts).toMatchObject({ due: 1, failing: 0 });
    expect(tally.nextChangeAt()).toBe(NOW + HOUR + 1);
  });

  it('judges sources beside incidents of the same name', () => {
    const { tally, changes } = aTally();
    tally.setCheck(aSourceCheck({}, { name: 'healthy' }), NOW);
    tally.setCheck(anIncidentCheck({}, { name: 'closed' }), NOW);
    tally.of(sourceSubjects).move(undefined, aSourceRow({ name: 'same', ready: 'False' }), NOW);
    tally.of(incidentSubjects).move(undefined, anIncidentRow({ name: 'same' }), NOW);
    expect(tally.result('team-a/healthy')?.failing).toMatchObject([{ name: 'same', reason: 'SourceNotReady' }]);
    expect(tally.result('team-a/closed')?.failing).toMatchObject([{ name: 'same', reason: 'IncidentOpen' }]);
    expect(changes.at(-2)).toMatchObject({ kind: 'source', subjects: ['team-a/same'] });
  });

  it('follows a check that was created again over another kind of subjects', () => {
    const { tally } = aTally();
    tally.setCheck(anIncidentCheck({}, { name: 'check' }), NOW);
    tally.of(incidentSubjects).move(undefined, open(1), NOW);
    tally.of(sourceSubjects).move(undefined, aSourceRow(), NOW);
    tally.setCheck(compiled(aCheck({ type: 'SourceHealthy' }, { name: 'check' })), NOW);
    expect(tally.result('team-a/check')?.counts).toMatchObject({ passing: 1, failing: 0 });
    tally.removeCheck('team-a/check', NOW);
    expect(tally.result('team-a/check')).toBeUndefined();
  });
});
