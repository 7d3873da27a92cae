// A model of the tally: random steps, and a full recount of everything after each of them.

import { EVALUATING } from '../../../src/compliance/checks/check-type.ts';
import { ExceptionIndex, type ExceptionRow, Exceptions } from '../../../src/compliance/exceptions.ts';
import { isAbout as covers, isFor } from '../../../src/compliance/exceptions/exception-row.ts';
import { pinsOf } from '../../../src/compliance/pins.ts';
import { Tally } from '../../../src/compliance/tally.ts';
import type {
  ListedSubject,
  PendingVerdict,
  SubjectSummary,
  TallyChanges,
  TallyResult,
  VerdictAt,
} from '../../../src/compliance/tally.ts';
import type { IncidentRow, Verdict } from '../../../src/compliance/verdict.ts';
import { deadlines } from '../../../src/compliance/incident-status/deadlines.ts';
import { anIncidentRow, type IncidentCheck } from '../builders/compliance.ts';
import { isAbout, JoinedWorld } from './tally-joins.ts';
import type { Excepted, Facts, Step } from './tally-steps.ts';
import { ANYTHING, HOUR, START, VARIANTS } from './tally-variants.ts';
import { incidentSubjects } from '../../../src/compliance/subjects/incident.ts';

/** The state as a list of facts, and the recount that the tally must equal. */
export class World {
  readonly rows = new Map<string, IncidentRow>();
  readonly checks = new Map<string, IncidentCheck>();
  readonly joins = new JoinedWorld();
  readonly excepted = new Map<string, ExceptionRow>();
  readonly answers = new Map<string, VerdictAt>();
  readonly pending: PendingVerdict[] = [];
  reported: { checks: Set<string>; subjects: Set<string> } = { checks: new Set(), subjects: new Set() };
  readonly #index = new ExceptionIndex();
  readonly tally = new Tally({
    nowMs: START,
    onChange: (changes) => this.note(changes),
    joins: this.joins.kept,
    exemptUntil: (kind, check, row, nowMs) => this.#index.exemptUntil(kind, check, row, nowMs),
  });
  readonly exceptions = new Exceptions(this.#index, this.tally);
  now = START;

  /** The current hour. A step's times are relative to it, so that they stay close to now in a long history. */
  get hour(): number {
    return this.now - (this.now % HOUR);
  }

  row(namespace: string, name: string, facts: Facts): IncidentRow {
    const shift = (offset: number | undefined) => (offset === undefined ? undefined : this.hour + offset);
    return anIncidentRow({
      ...facts,
      namespace,
      name,
      externalID: facts.source && name,
      detectedAt: this.hour + facts.detectedAt,
      acknowledgedAt: shift(facts.acknowledgedAt),
      resolvedAt: shift(facts.resolvedAt),
    });
  }

  note(changes: TallyChanges): void {
    for (const keys of [changes.checks, changes.subjects]) {
      if (new Set(keys).size < keys.length) throw new Error(`reported twice: ${keys.join(', ')}`);
    }
    this.exceptions.judged('incident', changes.subjects);
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
      case 'rewrite':
      case 'store':
      case 'remove':
        return this.#incident(done);
      case 'check':
      case 'uncheck':
        return this.#check(done);
      case 'review':
      case 'unreview':
        return this.#review(done);
      case 'except':
      case 'unexcept':
        return this.#except(done);
      case 'sla':
        this.joins.sla(done.name, done.variant, done.age);
        return this.tally.of(incidentSubjects).touchAll(this.now);
      case 'disclosure':
        this.joins.disclosure(done.name, done.variant);
        return this.tally.of(incidentSubjects).touchAll(this.now);
      case 'refer':
        this.joins.refer(done.namespace, done.policy);
        return this.tally.of(incidentSubjects).touchAll(this.now);
      case 'advance':
        this.now += done.ms;
        return this.tally.advance(this.now);
      case 'settle':
        return this.settle(done.which, done.critical);
    }
  }

  #incident(done: Extract<Step, { do: 'put' | 'rewrite' | 'store' | 'remove' }>): void {
    const { namespace, name } = done;
    const key = `${namespace}/${name}`;
    const held = this.rows.get(key);
    if (done.do === 'put') {
      return this.put({ ...this.row(namespace, name, done.facts), pins: held?.pins });
    }
    if (done.do === 'remove') {
      this.forget((_check, other) => other === key);
      this.rows.delete(key);
      const gone = held ?? anIncidentRow({ namespace, name });
      this.tally.of(incidentSubjects).move(gone, undefined, this.now);
      this.exceptions.moved(incidentSubjects, gone, undefined);
      return;
    }
    if (held === undefined) return;
    if (done.do === 'rewrite') return this.put({ ...held, resourceVersion: '999', statusDigest: 5 });
    const joined = this.joins.joined(held);
    const stored = deadlines(joined);
    const pins = pinsOf(stored && { deadlines: stored }, held.detectedAt);
    this.put({ ...held, state: joined.state, pins });
  }

  #check(done: Extract<Step, { do: 'check' | 'uncheck' }>): void {
    const { namespace, name } = done;
    const key = `${namespace}/${name}`;
    this.forget((other) => other === key);
    if (done.do === 'uncheck') {
      this.checks.delete(key);
      return this.tally.removeCheck(key, this.now);
    }
    const variant = VARIANTS[done.variant] as IncidentCheck;
    const check = { ...variant, key, namespace, name };
    this.checks.set(key, check);
    return this.tally.setCheck(check, this.now);
  }

  #review(done: Extract<Step, { do: 'review' | 'unreview' }>): void {
    const facts = done.do === 'review' ? done.facts : undefined;
    const concerned = this.joins.review(done.namespace, done.name, facts, this.hour);
    for (const [key, row] of this.rows) {
      if (!concerned.some((review) => isAbout(review, row))) continue;
      this.forget((_check, other) => other === key);
      this.tally.of(incidentSubjects).touch(key, this.now);
    }
  }

  #except(done: Extract<Step, { do: 'except' | 'unexcept' }>): void {
    const key = `${done.namespace}/${done.name}`;
    if (done.do === 'unexcept') {
      this.excepted.delete(key);
      return this.exceptions.remove(key, this.now);
    }
    const row = this.#exception(key, done.namespace, done.excepted);
    this.excepted.set(key, row);
    return this.exceptions.set(row, this.now);
  }

  #exception(key: string, namespace: string, { checkName, target, isApproved, until }: Excepted): ExceptionRow {
    const approval = isApproved ? 'Given' : 'SelfApproved';
    const scope = { key, namespace, checkName, checkType: undefined, target };
    return { ...scope, approval, approved: ANYTHING, until: this.hour + until };
  }

  put(row: IncidentRow): void {
    const key = `${row.namespace}/${row.name}`;
    const held = this.rows.get(key);
    if (held === undefined || !incidentSubjects.hasSameFacts(held, row)) this.forget((_check, other) => other === key);
    this.rows.set(key, row);
    this.tally.of(incidentSubjects).move(held, row, this.now);
    this.exceptions.moved(incidentSubjects, held, row);
  }

  /** Answers one of the requested verdicts. The tally must take only the first answer to the latest request of a pair. */
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
    this.tally.of(incidentSubjects).settle(pending, verdictAt, this.now);
  }

  isEvaluating(checkKey: string, subjectKey: string): boolean {
    const check = this.checks.get(checkKey);
    const row = this.rows.get(subjectKey);
    return check !== undefined && row !== undefined && this.judge(check, row)?.verdict === EVALUATING;
  }

  /** The last instant until which an exception covers the pair; undefined when none does. */
  exemptUntil(check: IncidentCheck, row: IncidentRow, now: number): number | undefined {
    const untils = [...this.excepted.values()]
      .filter(({ approval, until }) => approval === 'Given' && now <= until)
      .filter((each) => isFor(each, check) && covers(each, incidentSubjects, row))
      .map(({ until }) => until);
    return untils.length === 0 ? undefined : Math.max(...untils);
  }

  judge(check: IncidentCheck, row: IncidentRow): { verdict: Verdict; exempt: boolean } | undefined {
    const now = this.tally.of(incidentSubjects).nowMs;
    if (check.suspended || check.namespace !== row.namespace || !check.selects(row)) return undefined;
    if (check.windowMs !== undefined && row.detectedAt + check.windowMs < now) return undefined;
    const key = `${row.namespace}/${row.name}`;
    const answer = this.answers.get(`${check.key}|${key}`);
    return {
      verdict: answer?.(now) ?? check.judge(this.joins.joined(row), now),
      exempt: this.exemptUntil(check, row, now) !== undefined,
    };
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
      evaluating: counted.filter(({ verdict }) => verdict === EVALUATING).length,
    };
  }

  resummarise(row: IncidentRow): SubjectSummary {
    const counts = { passing: 0, due: 0, failing: 0, unknown: 0, exempted: 0 };
    const failing: string[] = [];
    let evaluating = 0;
    for (const check of this.checks.values()) {
      const judged = this.judge(check, row);
      if (judged === undefined) continue;
      if (judged.exempt) counts.exempted++;
      else counts[judged.verdict.result.toLowerCase() as 'passing']++;
      if (!judged.exempt && judged.verdict.result === 'Failing') failing.push(check.name);
      if (!judged.exempt && judged.verdict === EVALUATING) evaluating++;
    }
    return { counts, failing: failing.toSorted(), evaluating };
  }

  /** The first instant at which time alone may change the recount. */
  nextChange(): number {
    let next = Infinity;
    for (const check of this.checks.values()) {
      for (const row of this.rows.values()) {
        const judged = this.judge(check, row);
        if (judged === undefined) continue;
        const leaves = check.windowMs === undefined ? Infinity : row.detectedAt + check.windowMs;
        const exemptUntil = this.exemptUntil(check, row, this.tally.of(incidentSubjects).nowMs) ?? Infinity;
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
