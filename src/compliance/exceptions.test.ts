// Exceptions over a tally: what they cover, that they end by time alone, and what a change costs.

import { describe, expect, it } from 'vitest';

import {
  anIncidentCheck,
  anIncidentRow,
  aSourceCheck,
  aSourceRow,
  at,
  type IncidentCheck,
} from '../../test/support/builders/compliance.ts';
import { anExceptionRow, type SpecChanges } from '../../test/support/builders/exceptions.ts';
import { EVALUATING } from './checks/check-type.ts';
import { ExceptionIndex, Exceptions, NO_COVERAGE } from './exceptions.ts';
import type { JudgedSubjects } from './exceptions/coverage.ts';
import { Tally, type TallyChanges } from './tally.ts';
import type { IncidentRow } from './verdict.ts';
import { incidentSubjects } from './subjects/incident.ts';
import { sourceSubjects } from './subjects/source.ts';

const NOW = at('2026-03-02T10:00:00Z');
const END = at('2026-03-31T17:00:00Z');
const CHECK = 'team-a/incidents-closed';
const ALL = { matchLabels: { tier: 'gold' } };

/** A tally that asks exceptions, and a count of how often a subject was counted for one. */
function aWorld() {
  const index = new ExceptionIndex();
  const changes: TallyChanges[] = [];
  const tally = new Tally({
    nowMs: NOW,
    onChange: (change) => changes.push(change),
    exemptUntil: (kind, check, row, nowMs) => index.exemptUntil(kind, check, row, nowMs),
  });
  let counted = 0;
  const incidents = tally.of(incidentSubjects);
  const counting: JudgedSubjects = {
    kind: incidents.kind,
    rowOf: (key) => incidents.rowOf(key),
    rowsIn: (namespace) => incidents.rowsIn(namespace),
    reconsider: (...parts) => incidents.reconsider(...parts),
    countsOn(...parts) {
      counted++;
      return incidents.countsOn(...parts);
    },
  };
  const exceptions = new Exceptions(index, { all: [counting, tally.of(sourceSubjects)] });
  return { tally, changes, index, exceptions, counted: () => counted };
}

const incident = (name: string, facts: Partial<IncidentRow> = {}): IncidentRow =>
  anIncidentRow({ name, labels: { tier: 'gold' }, ...facts });

const put = ({ tally }: ReturnType<typeof aWorld>, ...rows: IncidentRow[]): void => {
  for (const row of rows) tally.of(incidentSubjects).move(undefined, row, NOW);
};

const except = ({ exceptions }: ReturnType<typeof aWorld>, name: string, spec: SpecChanges = {}): void =>
  exceptions.set(anExceptionRow(spec, { metadata: { name } }), NOW);

describe('an exception', () => {
  it.each([
    { recordState: 'Detected', wouldBe: 'failing', because: 'what is behind it fails' },
    { recordState: 'Resolved', wouldBe: 'passing', because: 'a pair that would pass is covered, too' },
  ] as const)('ends by time alone after its last instant, where $because', ({ recordState, wouldBe }) => {
    const world = aWorld();
    world.tally.setCheck(anIncidentCheck(), NOW);
    put(world, incident('i', { recordState, resolvedAt: recordState === 'Resolved' ? NOW : undefined }));
    except(world, 'e', { target: { incidentRef: { name: 'i' } } });
    expect(world.tally.result(CHECK)).toMatchObject({ counts: { exempted: 1 }, wouldBe: { [wouldBe]: 1 } });
    expect(world.tally.nextChangeAt()).toBe(END + 1);

    world.tally.advance(END);
    expect(world.tally.result(CHECK)?.counts).toMatchObject({ exempted: 1 });
    world.changes.length = 0;
    world.tally.advance(END + 1);
    expect(world.tally.result(CHECK)?.counts).toMatchObject({ exempted: 0, [wouldBe]: 1 });
    expect(world.changes).toMatchObject([{ checks: [CHECK], subjects: ['team-a/i'] }]);
    expect(world.exceptions.coverageOf('team-a/e', END + 1)).toEqual(NO_COVERAGE);
  });

  it('of several on one pair, the one that lasts longest decides', () => {
    const world = aWorld();
    world.tally.setCheck(anIncidentCheck(), NOW);
    put(world, incident('i'));
    except(world, 'short', { target: ALL });
    except(world, 'long', { target: { incidentRef: { name: 'i' } }, expiresAt: '2026-04-30T00:00:00Z' });
    world.tally.advance(END + 1);
    expect(world.tally.result(CHECK)?.counts).toMatchObject({ exempted: 1 });
    world.exceptions.remove('team-a/long', END + 1);
    expect(world.tally.result(CHECK)?.counts).toMatchObject({ exempted: 0, failing: 1 });
  });

  it('without an approval by another covers nothing, and covers at once when that comes', () => {
    const world = aWorld();
    world.tally.setCheck(anIncidentCheck(), NOW);
    put(world, incident('i'));
    for (const [approvedBy, exempted] of [
      [undefined, 0],
      ['ann', 0],
      ['bob', 1],
      [undefined, 0],
    ] as const) {
      except(world, 'e', { target: { incidentRef: { name: 'i' } }, approvedBy });
      expect(world.tally.result(CHECK)?.counts).toMatchObject({ exempted });
    }
  });

  it('by labels covers sources as well as incidents, each by the checks that it is for', () => {
    const world = aWorld();
    world.tally.setCheck(anIncidentCheck(), NOW);
    world.tally.setCheck(aSourceCheck({}, { name: 'healthy' }), NOW);
    put(world, incident('i'));
    world.tally
      .of(sourceSubjects)
      .move(undefined, aSourceRow({ name: 'i', labels: { tier: 'gold' }, ready: 'False' }), NOW);
    except(world, 'all', { target: ALL });
    except(world, 'one-type', { target: ALL, type: 'SourceHealthy' });
    except(world, 'one-check', { target: ALL, checkRef: { name: 'incidents-closed' } });
    except(world, 'by-name', { target: { incidentRef: { name: 'i' } } });
    except(world, 'account', { target: { account: 'i' } });
    const applied = ['all', 'one-type', 'one-check', 'by-name', 'account'].map(
      (name) => world.exceptions.coverageOf(`team-a/${name}`, NOW).applied,
    );
    expect(applied).toEqual([2, 1, 1, 1, 0]);
  });
});

describe('the cost of exceptions', () => {
  it('is one subject for one that changed, and none for a look at what did not', () => {
    const world = aWorld();
    world.tally.setCheck(anIncidentCheck(), NOW);
    const rows = Array.from({ length: 500 }, (_, number) => incident(`i-${number}`));
    put(world, ...rows);
    except(world, 'e', { target: ALL });
    expect(world.exceptions.coverageOf('team-a/e', NOW).wouldBe).toEqual({ failing: 500, due: 0, unknown: 0 });
    const before = world.counted();

    world.tally
      .of(incidentSubjects)
      .move(rows[7], { ...incident('i-7'), recordState: 'Resolved', resolvedAt: NOW }, NOW);
    expect([...world.exceptions.judged('incident', ['team-a/i-7'])]).toEqual(['team-a/e']);
    const after = { applied: 500, wouldBe: { failing: 499, due: 0, unknown: 0 }, evaluating: 0 };
    expect(world.exceptions.coverageOf('team-a/e', NOW)).toEqual(after);
    expect(world.exceptions.coverageOf('team-a/e', NOW)).toEqual(after);
    expect(world.counted() - before).toBe(1);
  });

  it('is the incident that it names, and nothing when what it says of itself changes', () => {
    const world = aWorld();
    let asked = 0;
    const check = anIncidentCheck();
    const judge: IncidentCheck['judge'] = (...parts) => {
      asked++;
      return check.judge(...parts);
    };
    world.tally.setCheck({ ...check, judge }, NOW);
    put(world, ...Array.from({ length: 500 }, (_, number) => incident(`i-${number}`)));
    asked = 0;
    except(world, 'e', { target: { incidentRef: { name: 'i-7' } } });
    expect(asked).toBe(1);
    except(world, 'e', { target: { incidentRef: { name: 'i-7' } }, reason: 'Accepted for another reason altogether.' });
    expect(asked).toBe(1);
  });

  it('is the check that it names', () => {
    const world = aWorld();
    const asked: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const check = anIncidentCheck({}, { name });
      const judge: IncidentCheck['judge'] = (...parts) => {
        asked.push(name);
        return check.judge(...parts);
      };
      world.tally.setCheck({ ...check, judge }, NOW);
    }
    put(world, incident('i'));
    asked.length = 0;
    except(world, 'e', { target: ALL, checkRef: { name: 'b' } });
    except(world, 'e', { target: ALL, checkRef: { name: 'c' } });
    expect(asked).toEqual(['b', 'b', 'c']);
  });

  it('is a check that becomes of another type, though it judges the same and another exception covers it before and after', () => {
    const world = aWorld();
    const check = anIncidentCheck();
    world.tally.setCheck(check, NOW);
    put(world, incident('i'));
    except(world, 'all', { target: ALL });
    except(world, 'typed', { target: ALL, type: 'IncidentClosed' });
    const applied = () => ['all', 'typed'].map((name) => world.exceptions.coverageOf(`team-a/${name}`, NOW).applied);
    expect(applied()).toEqual([1, 1]);
    world.changes.length = 0;
    world.tally.setCheck({ ...check, type: 'ReviewComplete' }, NOW);
    world.exceptions.judged(
      'incident',
      world.changes.flatMap(({ subjects }) => subjects),
    );
    expect(applied()).toEqual([1, 0]);
  });

  it('is no new evaluation: a verdict that was worked out elsewhere stands', () => {
    const world = aWorld();
    world.tally.setCheck({ ...anIncidentCheck(), judge: () => EVALUATING }, NOW);
    put(world, incident('i'));
    except(world, 'e', { target: ALL });
    expect(world.exceptions.coverageOf('team-a/e', NOW)).toMatchObject({ applied: 1, evaluating: 1 });
    const [pending, ...others] = world.changes.flatMap((each) => each.pending);
    if (pending === undefined) throw new Error('no verdict was asked for');
    world.tally.of(incidentSubjects).settle(pending, () => ({ result: 'Failing', reason: 'ExpressionFalse' }), NOW);
    world.exceptions.judged('incident', ['team-a/i']);
    world.exceptions.remove('team-a/e', NOW);
    expect(world.tally.result(CHECK)).toMatchObject({ counts: { failing: 1, exempted: 0 } });
    expect([others, world.changes.flatMap((each) => each.pending)]).toEqual([[], [pending]]);
  });
});
