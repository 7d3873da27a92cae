// The law of the tally: after any history it says what a recount from scratch says, and it reports whatever changed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anIncidentCheck, anIncidentRow } from '../../test/support/compliance-builders.ts';
import { EVALUATING } from './checks/check-type.ts';
import type { IncidentSubject } from './checks/check-type.ts';
import type { IncidentCheck } from './checks/compile.ts';
import { Tally } from './tally.ts';
import type { ListedSubject, PendingVerdict, SubjectSummary, TallyChanges, TallyResult, VerdictAt } from './tally.ts';
import type { IncidentRow, Verdict } from './verdict.ts';

const HOUR = 3_600_000;
const START = 48 * HOUR;

/** Due, then failing, then failing for another reason: a verdict that changes twice by time alone. */
function deadlines({ row }: IncidentSubject, nowMs: number): Verdict {
  if (row.resolvedAt !== undefined) return { result: 'Passing', reason: 'Told' };
  const dueAt = row.detectedAt + 2 * HOUR;
  const overAt = row.detectedAt + 4 * HOUR;
  if (nowMs <= dueAt) return { result: 'Due', reason: 'Owed', since: row.detectedAt, dueAt, holdsUntil: dueAt };
  if (nowMs <= overAt) return { result: 'Failing', reason: 'Late', since: dueAt, dueAt, holdsUntil: overAt };
  return { result: 'Failing', reason: 'TooLate', since: overAt, dueAt };
}

/** Passes until something expires: time alone turns green to red. Unknown where there is nothing. */
function expiry({ row }: IncidentSubject, nowMs: number): Verdict {
  if (row.acknowledgedAt === undefined) return { result: 'Unknown', reason: 'NoEvidence', since: row.detectedAt };
  const until = row.acknowledgedAt + 3 * HOUR;
  if (nowMs <= until) return { result: 'Passing', reason: 'Valid', holdsUntil: until };
  return { result: 'Failing', reason: 'Expired', since: until };
}

const later = (): Verdict => EVALUATING;

/** Owed without a date. */
function undated({ row }: IncidentSubject): Verdict {
  return row.severity === 'Critical' ? { result: 'Due', reason: 'OwedUndated' } : { result: 'Failing', reason: 'Bad' };
}

const closed = (selector: object, gracePeriod = '0s') => anIncidentCheck({ selector, gracePeriod });
const custom = (judge: IncidentCheck['judge'], selector: object = {}): IncidentCheck => ({
  ...anIncidentCheck({ selector }),
  judge,
});

const VARIANTS: readonly IncidentCheck[] = [
  closed({}),
  closed({ severities: ['Critical'] }, '3h'),
  closed({ detectedWithin: '6h' }, '1h'),
  custom(deadlines),
  custom(deadlines, { detectedWithin: '3h', severities: ['High'] }),
  custom(expiry),
  custom(undated),
  custom(later),
  { ...anIncidentCheck({ suspend: true }) },
];

/** Times are offsets from the hour in which the step is taken. */
type Facts = Pick<IncidentRow, 'severity' | 'recordState' | 'detectedAt' | 'acknowledgedAt' | 'resolvedAt'>;

type Step =
  | { readonly do: 'put'; readonly namespace: string; readonly name: string; readonly facts: Facts }
  | { readonly do: 'rewrite' | 'remove'; readonly namespace: string; readonly name: string }
  | { readonly do: 'check'; readonly namespace: string; readonly name: string; readonly variant: number }
  | { readonly do: 'uncheck'; readonly namespace: string; readonly name: string }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'settle'; readonly which: number; readonly critical: boolean }
  | { readonly do: 'exempt'; readonly namespace: string; readonly name: string; readonly until: number | undefined };

const NAMESPACES = ['a', 'b'] as const;
const SUBJECTS = ['i1', 'i2', 'i3', 'i4'] as const;
const CHECKS = ['c1', 'c2', 'c3'] as const;
// Whole hours meet deadlines exactly, one millisecond passes them; a little back is held, far back is judged anew.
const MOVES_OF_TIME = [0, HOUR, 2 * HOUR, 4 * HOUR, 1, -1, -9_999, -5 * HOUR, HOUR + 1] as const;
const KINDS = [
  ...['put', 'put', 'put', 'put', 'put', 'put'],
  ...['rewrite', 'remove', 'remove', 'check', 'check', 'check', 'uncheck'],
  ...['advance', 'advance', 'advance', 'advance', 'settle', 'settle', 'settle', 'exempt'],
] as ReadonlyArray<Step['do']>;

/** Reads one step out of one number: drawing a record member by member takes ten times as long. */
function decode(seed: number): Step {
  let rest = seed;
  const draw = (choices: number): number => {
    const drawn = rest % choices;
    rest = Math.floor(rest / choices);
    return drawn;
  };
  const pick = <T>(values: readonly T[]): T => values[draw(values.length)] as T;
  const hour = (): number => (draw(11) - 8) * HOUR;
  const maybe = <T>(make: () => T): T | undefined => (draw(2) === 0 ? undefined : make());

  const kind = pick(KINDS);
  const where = { namespace: pick(NAMESPACES), name: pick(kind.endsWith('check') ? CHECKS : SUBJECTS) };
  switch (kind) {
    case 'put': {
      const severity = pick(['Critical', 'High'] as const);
      const recordState = pick(['Detected', 'Resolved'] as const);
      const times = { detectedAt: hour(), acknowledgedAt: maybe(hour), resolvedAt: maybe(hour) };
      return { do: kind, ...where, facts: { severity, recordState, ...times } };
    }
    case 'check':
      return { do: kind, ...where, variant: draw(VARIANTS.length) };
    case 'advance':
      return { do: kind, ms: pick(MOVES_OF_TIME) };
    case 'settle':
      return { do: kind, which: draw(10), critical: draw(2) === 0 };
    case 'exempt':
      return { do: kind, ...where, until: maybe(() => (draw(4) === 0 ? Number.POSITIVE_INFINITY : hour())) };
    case 'rewrite':
    case 'remove':
    case 'uncheck':
      return { do: kind, ...where };
  }
}

const step = fc.nat(2 ** 31 - 1).map(decode);

/** The world as a list of facts, and the recount that the tally has to agree with. */
class World {
  readonly rows = new Map<string, IncidentRow>();
  readonly checks = new Map<string, IncidentCheck>();
  readonly exemptions = new Map<string, number>();
  readonly answers = new Map<string, VerdictAt>();
  readonly pending: PendingVerdict[] = [];
  reported: { checks: Set<string>; subjects: Set<string> } = { checks: new Set(), subjects: new Set() };
  readonly tally = new Tally({
    nowMs: START,
    onChange: (changes) => this.note(changes),
    exemptIncident: (_check, { row }, nowMs) => {
      const until = this.exemptions.get(`${row.namespace}/${row.name}`);
      return until !== undefined && nowMs <= until ? until : undefined;
    },
  });
  now = START;

  /** The hour that now is in: what a step's times count from, so that they stay near however long the history. */
  get hour(): number {
    return this.now - (this.now % HOUR);
  }

  row(namespace: string, name: string, facts: Facts): IncidentRow {
    const shift = (offset: number | undefined) => (offset === undefined ? undefined : this.hour + offset);
    return anIncidentRow({
      ...facts,
      namespace,
      name,
      detectedAt: this.hour + facts.detectedAt,
      acknowledgedAt: shift(facts.acknowledgedAt),
      resolvedAt: shift(facts.resolvedAt),
    });
  }

  note(changes: TallyChanges): void {
    expect(new Set(changes.checks).size).toBe(changes.checks.length);
    expect(new Set(changes.subjects).size).toBe(changes.subjects.length);
    for (const check of changes.checks) this.reported.checks.add(check);
    for (const key of changes.subjects) this.reported.subjects.add(key);
    this.pending.push(...changes.pending);
  }

  forget(test: (check: string, subject: string) => boolean): void {
    for (const pair of this.answers.keys()) {
      const [check = '', key = ''] = pair.split('|');
      if (test(check, key)) this.answers.delete(pair);
    }
  }

  run(done: Step): void {
    this.reported = { checks: new Set(), subjects: new Set() };
    switch (done.do) {
      case 'put':
        return this.put(this.row(done.namespace, done.name, done.facts));
      case 'rewrite': {
        const held = this.rows.get(`${done.namespace}/${done.name}`);
        if (held !== undefined) this.put({ ...held, resourceVersion: '999', statusDigest: 5 });
        return;
      }
      case 'remove': {
        const key = `${done.namespace}/${done.name}`;
        this.forget((_check, other) => other === key);
        const held = this.rows.get(key) ?? anIncidentRow({ namespace: done.namespace, name: done.name });
        this.rows.delete(key);
        return this.tally.incidents.move(held, undefined, this.now);
      }
      case 'check': {
        const key = `${done.namespace}/${done.name}`;
        const variant = VARIANTS[done.variant] as IncidentCheck;
        const check = { ...variant, key, namespace: done.namespace, name: done.name };
        this.forget((other) => other === key);
        this.checks.set(key, check);
        return this.tally.setCheck(check, this.now);
      }
      case 'uncheck': {
        const key = `${done.namespace}/${done.name}`;
        this.forget((other) => other === key);
        this.checks.delete(key);
        return this.tally.removeCheck(key, this.now);
      }
      case 'advance':
        this.now += done.ms;
        return this.tally.advance(this.now);
      case 'settle':
        return this.settle(done.which, done.critical);
      case 'exempt': {
        const key = `${done.namespace}/${done.name}`;
        if (done.until === undefined) this.exemptions.delete(key);
        else this.exemptions.set(key, this.hour + done.until);
        this.forget((_check, other) => other === key);
        return this.tally.incidents.touch(key, this.now);
      }
    }
  }

  put(row: IncidentRow): void {
    const key = `${row.namespace}/${row.name}`;
    const held = this.rows.get(key);
    const bookkeeping = { resourceVersion: '', statusDigest: undefined };
    const changed = JSON.stringify({ ...held, ...bookkeeping }) !== JSON.stringify({ ...row, ...bookkeeping });
    if (changed) this.forget((_check, other) => other === key);
    this.rows.set(key, row);
    this.tally.incidents.move(held, row, this.now);
  }

  /** Settles one of the verdicts ever asked for: the latest of its pair is taken, an older one or a second answer must not be. */
  settle(which: number, critical: boolean): void {
    const pending = this.pending.at(-1 - which);
    if (pending === undefined) return;
    const pair = `${pending.check}|${pending.subject}`;
    const latest = this.pending.findLast((other) => `${other.check}|${other.subject}` === pair);
    const awaited = latest === pending && this.isEvaluating(pending.check, pending.subject);
    const dueAt = this.hour + 2 * HOUR;
    const verdictAt: VerdictAt = (nowMs) =>
      nowMs <= dueAt
        ? { result: 'Due', reason: 'Soon', dueAt, holdsUntil: dueAt }
        : { result: critical ? 'Failing' : 'Passing', reason: 'Expression', since: dueAt };
    if (awaited) this.answers.set(pair, verdictAt);
    this.tally.incidents.settle(pending, verdictAt, this.now);
  }

  isEvaluating(checkKey: string, subjectKey: string): boolean {
    const check = this.checks.get(checkKey);
    const row = this.rows.get(subjectKey);
    return check !== undefined && row !== undefined && this.judge(check, row)?.verdict === EVALUATING;
  }

  judge(check: IncidentCheck, row: IncidentRow): { verdict: Verdict; exempt: boolean } | undefined {
    const now = this.tally.incidents.nowMs;
    if (check.suspended || check.namespace !== row.namespace || !check.selects(row)) return undefined;
    if (check.windowMs !== undefined && row.detectedAt + check.windowMs < now) return undefined;
    const key = `${row.namespace}/${row.name}`;
    const answer = this.answers.get(`${check.key}|${key}`);
    const until = this.exemptions.get(key);
    return { verdict: answer?.(now) ?? check.judge({ row }, now), exempt: until !== undefined && now <= until };
  }

  recount(check: IncidentCheck): TallyResult {
    const all = [...this.rows.values()].flatMap((row) => {
      const judged = this.judge(check, row);
      return judged === undefined ? [] : [{ name: row.name, ...judged }];
    });
    const counted = all.filter(({ exempt }) => !exempt);
    const exempted = all.filter(({ exempt }) => exempt);
    const of = (list: typeof all, result: Verdict['result']) => list.filter(({ verdict }) => verdict.result === result);
    const countsOf = (list: typeof all) => ({
      passing: of(list, 'Passing').length,
      due: of(list, 'Due').length,
      failing: of(list, 'Failing').length,
      unknown: of(list, 'Unknown').length,
    });
    const due = ordered(of(counted, 'Due'), ({ verdict }) => verdict.dueAt ?? Infinity);
    const unknown = ordered(of(counted, 'Unknown'), ({ verdict }) => verdict.since ?? -Infinity);
    const settled = unknown.find(({ reason }) => reason !== 'Evaluating');
    return {
      counts: { ...countsOf(counted), exempted: exempted.length },
      wouldBe: countsOf(exempted),
      failing: ordered(of(counted, 'Failing'), ({ verdict }) => verdict.since ?? -Infinity),
      due,
      truncated: false,
      nextDeadline: due[0]?.dueAt,
      unknownReason: (settled ?? unknown[0])?.reason,
    };
  }

  resummarise(row: IncidentRow): SubjectSummary {
    const counts = { passing: 0, due: 0, failing: 0, unknown: 0, exempted: 0 };
    const failing: string[] = [];
    for (const check of this.checks.values()) {
      const judged = this.judge(check, row);
      if (judged === undefined) continue;
      if (judged.exempt) counts.exempted++;
      else counts[judged.verdict.result.toLowerCase() as 'passing']++;
      if (!judged.exempt && judged.verdict.result === 'Failing') failing.push(check.name);
    }
    return { counts, failing: failing.toSorted() };
  }

  /** The first instant at which the recount may differ, by time alone. */
  nextChange(): number {
    let next = Infinity;
    for (const check of this.checks.values()) {
      for (const row of this.rows.values()) {
        const judged = this.judge(check, row);
        if (judged === undefined) continue;
        const leaves = check.windowMs === undefined ? Infinity : row.detectedAt + check.windowMs;
        const exemptUntil = judged.exempt
          ? (this.exemptions.get(`${row.namespace}/${row.name}`) ?? Infinity)
          : Infinity;
        next = Math.min(next, 1 + Math.min(leaves, exemptUntil, judged.verdict.holdsUntil ?? Infinity));
      }
    }
    return next;
  }
}

function ordered(
  list: ReadonlyArray<{ name: string; verdict: Verdict }>,
  key: (item: { name: string; verdict: Verdict }) => number,
): ListedSubject[] {
  return list
    .toSorted((a, b) => (key(a) === key(b) ? (a.name < b.name ? -1 : 1) : key(a) - key(b)))
    .map(({ name, verdict }) => ({ name, reason: verdict.reason, since: verdict.since, dueAt: verdict.dueAt }));
}

interface Snapshot {
  readonly checks: Map<string, TallyResult>;
  readonly subjects: Map<string, SubjectSummary>;
}

function recountAll(world: World): Snapshot {
  return {
    checks: new Map([...world.checks].map(([key, check]) => [key, world.recount(check)])),
    subjects: new Map([...world.rows].map(([key, row]) => [key, world.resummarise(row)])),
  };
}

function expectSame(world: World, recounted: Snapshot): void {
  for (const [key, want] of recounted.checks) expect(world.tally.result(key)).toEqual(want);
  for (const [key, want] of recounted.subjects) expect(world.tally.incidents.ofSubject(key)).toEqual(want);
  expect(world.tally.nextChangeAt() ?? Infinity).toBeLessThanOrEqual(world.nextChange());
}

function expectReported(world: World, before: Snapshot, after: Snapshot): void {
  for (const [key, want] of after.checks) {
    if (JSON.stringify(before.checks.get(key)) !== JSON.stringify(want)) expect(world.reported.checks).toContain(key);
  }
  for (const [key, want] of after.subjects) {
    const was = before.subjects.get(key);
    const isNew = was === undefined && Object.values(want.counts).every((count) => count === 0);
    if (!isNew && JSON.stringify(was) !== JSON.stringify(want)) expect(world.reported.subjects).toContain(key);
  }
}

/** Histories of every length, not only the short ones that are preferred by default. */
const histories = (maxLength: number) => fc.array(step, { minLength: 5, maxLength, size: 'max' });

describe('the tally', () => {
  it('law: after any history it equals a recount from scratch', () => {
    fc.assert(
      fc.property(histories(24), (steps) => {
        const world = new World();
        for (const done of steps) world.run(done);
        expectSame(world, recountAll(world));
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  it('law: after every step it equals a recount, and has reported each check and subject that changed', () => {
    fc.assert(
      fc.property(histories(24), (steps) => {
        const world = new World();
        let before = recountAll(world);
        for (const done of steps) {
          world.run(done);
          const after = recountAll(world);
          expectSame(world, after);
          expectReported(world, before, after);
          before = after;
        }
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  it('law: histories long enough to outgrow and tidy its heaps many times end in a recount too', () => {
    const checked = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7);
    // Without far steps back, which would start the heaps anew.
    const forward = step.map((drawn) => (drawn.do === 'advance' ? { ...drawn, ms: Math.abs(drawn.ms) % HOUR } : drawn));
    const long = fc.array(forward, { minLength: 2_000, maxLength: 2_000, size: 'max' });
    fc.assert(
      fc.property(checked, checked, long, (first, second, steps) => {
        const world = new World();
        // Checks that stay, so that what is not tidied up would pile up.
        world.run({ do: 'check', namespace: 'a', name: 'stays-1', variant: first });
        world.run({ do: 'check', namespace: 'a', name: 'stays-2', variant: second });
        for (const done of steps) world.run(done);
        expectSame(world, recountAll(world));
      }),
      { numRuns: 30 },
    );
  }, 120_000);
});
