// A model of exceptions over a tally: random steps, and a full recount of what is covered after each of them.

import fc from 'fast-check';

import type { CompiledCheck } from '../../../src/compliance/checks/compile.ts';
import {
  type Coverage,
  ExceptionIndex,
  type ExceptionRow,
  Exceptions,
  NO_COVERAGE,
} from '../../../src/compliance/exceptions.ts';
import { type ExceptionTarget, isAbout, isFor } from '../../../src/compliance/exceptions/exception-row.ts';
import { JoinedIncident, NOTHING_JOINED } from '../../../src/compliance/joined-incident.ts';
import { Tally } from '../../../src/compliance/tally.ts';
import type { Severity } from '../../../src/api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRow, Verdict } from '../../../src/compliance/verdict.ts';
import { aSourceCheck, aSourceRow, anIncidentRow } from '../builders/compliance.ts';
import { HOUR, START, VARIANTS } from './tally-variants.ts';
import { incidentSubjects } from '../../../src/compliance/subjects/incident.ts';
import { sourceSubjects, type SourceRow } from '../../../src/compliance/subjects/source.ts';

type Row =
  { readonly kind: 'incident'; readonly row: IncidentRow } | { readonly kind: 'source'; readonly row: SourceRow };

type ExceptionStep =
  | { readonly do: 'put'; readonly subject: Row }
  | { readonly do: 'relabel'; readonly key: string; readonly labels: IncidentRow['labels'] }
  | { readonly do: 'remove'; readonly kind: Row['kind']; readonly namespace: string; readonly name: string }
  | { readonly do: 'check'; readonly check: CompiledCheck }
  | { readonly do: 'uncheck'; readonly key: string }
  | { readonly do: 'except'; readonly row: ExceptionRow }
  | { readonly do: 'unexcept'; readonly key: string }
  | { readonly do: 'advance'; readonly ms: number };

const KIND_OF = { incident: incidentSubjects, source: sourceSubjects } as const;
const NAMESPACES = ['a', 'b'] as const;
const SUBJECTS = ['i1', 'i2', 'i3', 'i4'] as const;
const CHECKS = ['c1', 'c2', 'c3'] as const;
const LABELS = [undefined, { tier: 'gold' }, { tier: 'iron' }, { tier: 'gold', site: 'a' }] as const;
const TYPES = ['IncidentClosed', 'ResponseOnTime'] as const;
const TARGETS: readonly ExceptionTarget[] = [
  ...SUBJECTS.map((name) => ({ kind: 'name', member: 'incidentRef', name }) as const),
  { kind: 'labels', labels: [['tier', 'gold']] },
  { kind: 'labels', labels: [['tier', 'iron']] },
  {
    kind: 'labels',
    labels: [
      ['tier', 'gold'],
      ['site', 'a'],
    ],
  },
  { kind: 'name', member: 'account', name: 'i1' },
];
const APPROVALS = ['Given', 'Given', 'Given', 'Missing', 'SelfApproved'] as const;
const asOf = (name: string, severity: Severity, uidDigest = 1) =>
  [`Incident/${name}`, { kind: 'Incident', name, uidDigest, severity }] as const;
const APPROVED: readonly ExceptionRow['approved'][] = [
  { subjects: undefined, check: undefined },
  { subjects: undefined, check: undefined },
  { subjects: 'Future', check: { type: 'IncidentClosed' } },
  { subjects: new Map([asOf('i1', 'High'), asOf('i2', 'Low'), asOf('i3', 'Critical', 2)]), check: undefined },
];
const MOVES_OF_TIME = [0, HOUR, 2 * HOUR, 4 * HOUR, 1, -1, -5 * HOUR, HOUR + 1] as const;
const KINDS = [
  ...['put', 'put', 'put', 'relabel', 'relabel', 'relabel', 'remove', 'check', 'check', 'uncheck'],
  ...['except', 'except', 'except', 'except', 'unexcept', 'advance', 'advance', 'advance'],
] as ReadonlyArray<ExceptionStep['do']>;

/** Decodes one step from one number. Its times are relative to `hour`. */
function decode(seed: number, hour: number): ExceptionStep {
  let rest = seed;
  const draw = (choices: number): number => {
    const drawn = rest % choices;
    rest = Math.floor(rest / choices);
    return drawn;
  };
  const pick = <T>(values: readonly T[]): T => values[draw(values.length)] as T;
  const instant = (): number => hour + (draw(11) - 6) * HOUR;

  const kind = pick(KINDS);
  const namespace = pick(NAMESPACES);
  const name = pick(kind.endsWith('check') ? CHECKS : SUBJECTS);
  const key = `${namespace}/${name}`;
  switch (kind) {
    case 'put': {
      const labels = pick(LABELS);
      if (draw(3) === 0)
        return {
          do: kind,
          subject: { kind: 'source', row: aSourceRow({ namespace, name, labels, ready: pick(['True', 'False']) }) },
        };
      const facts = {
        severity: pick(['Critical', 'High'] as const),
        recordState: pick(['Detected', 'Resolved'] as const),
      };
      const times = { detectedAt: instant(), acknowledgedAt: pick([undefined, hour - HOUR]) };
      return {
        do: kind,
        subject: { kind: 'incident', row: anIncidentRow({ namespace, name, labels, ...facts, ...times }) },
      };
    }
    case 'check': {
      const variant = pick([...VARIANTS, aSourceCheck()]);
      const type = variant.subject === 'source' ? variant.type : pick(TYPES);
      return { do: kind, check: { ...variant, key, namespace, name, type } };
    }
    case 'except': {
      const scope = pick([{}, {}, { checkName: pick(CHECKS) }, { checkType: pick([...TYPES, 'SourceHealthy']) }]);
      const until = draw(6) === 0 ? Number.POSITIVE_INFINITY : instant();
      const base = { checkName: undefined, checkType: undefined, ...scope };
      const row = { key, namespace, ...base, target: pick(TARGETS), approval: pick(APPROVALS), until };
      return { do: kind, row: { ...row, approved: pick(APPROVED) } };
    }
    case 'advance':
      return { do: kind, ms: pick(MOVES_OF_TIME) };
    case 'relabel':
      return { do: kind, key, labels: pick(LABELS) };
    case 'remove':
      return { do: kind, kind: pick(['incident', 'source'] as const), namespace, name };
    case 'uncheck':
    case 'unexcept':
      return { do: kind, key };
  }
}

/** One step, shrinking towards smaller numbers. */
export const exceptionStep = fc.nat(2 ** 31 - 1);

interface Pair {
  readonly check: CompiledCheck;
  readonly verdict: Verdict;
  readonly subject: Row;
  readonly leavesAt: number;
  readonly exemptUntil: number | undefined;
}

/** The state as a list of facts, and the recount that exceptions and tally must equal. */
export class ExceptionWorld {
  readonly subjects = { incident: new Map<string, Row>(), source: new Map<string, Row>() };
  readonly checks = new Map<string, CompiledCheck>();
  readonly rows = new Map<string, ExceptionRow>();
  readonly index = new ExceptionIndex();
  /** The exceptions that the last step reported for another look, itself included. */
  woken = new Set<string>();
  now = START;
  readonly tally = new Tally({
    nowMs: START,
    onChange: ({ kind, subjects }) => this.#wake(this.exceptions.judged(kind, subjects)),
    exemptUntil: (kind, check, row, nowMs) => this.index.exemptUntil(kind, check, row, nowMs),
  });
  readonly exceptions = new Exceptions(this.index, this.tally);

  run(seed: number): void {
    const step = decode(seed, this.now - (this.now % HOUR));
    this.woken = new Set();
    switch (step.do) {
      case 'put':
        return this.#move(step.subject.kind, `${step.subject.row.namespace}/${step.subject.row.name}`, step.subject);
      case 'relabel': {
        const held = rowOf(this.subjects.incident.get(step.key));
        if (held === undefined) return;
        return this.#move('incident', step.key, { kind: 'incident', row: { ...held, labels: step.labels } });
      }
      case 'remove':
        return this.#move(step.kind, `${step.namespace}/${step.name}`, undefined);
      case 'check':
        this.checks.set(step.check.key, step.check);
        return this.tally.setCheck(step.check, this.now);
      case 'uncheck':
        this.checks.delete(step.key);
        return this.tally.removeCheck(step.key, this.now);
      case 'except':
        this.#wake([step.row.key]);
        this.rows.set(step.row.key, step.row);
        return this.exceptions.set(step.row, this.now);
      case 'unexcept':
        this.#wake([step.key]);
        this.rows.delete(step.key);
        return this.exceptions.remove(step.key, this.now);
      case 'advance':
        this.now += step.ms;
        return this.tally.advance(this.now);
    }
  }

  /** Every pair of a check and a subject that it selects, at the instant of the tally. */
  pairs(): Pair[] {
    const all = [...this.subjects.incident.values(), ...this.subjects.source.values()];
    return [...this.checks.values()].flatMap((check) => all.flatMap((subject) => this.#judged(check, subject)));
  }

  /** What an exception covers, recounted. */
  recount(key: string): Coverage {
    const exception = this.rows.get(key);
    if (exception?.approval !== 'Given' || this.now > exception.until) return NO_COVERAGE;
    const covered = this.pairs().filter(
      ({ check, subject }) => isFor(exception, check) && isAbout(exception, KIND_OF[subject.kind], subject.row),
    );
    const of = (result: Verdict['result']): number => covered.filter(({ verdict }) => verdict.result === result).length;
    return {
      applied: covered.length,
      wouldBe: { failing: of('Failing'), due: of('Due'), unknown: of('Unknown') },
      evaluating: covered.filter(({ verdict }) => verdict.reason === 'Evaluating').length,
    };
  }

  #judged(check: CompiledCheck, subject: Row): Pair[] {
    if (check.suspended || check.namespace !== subject.row.namespace) return [];
    if (check.subject === 'incident' && subject.kind === 'incident') {
      const now = this.tally.of(incidentSubjects).nowMs;
      const leavesAt = subject.row.detectedAt + (check.windowMs ?? Infinity);
      if (!check.selects(subject.row) || leavesAt < now) return [];
      const exemptUntil = this.#exemptUntil(check, subject, now);
      return [
        {
          check,
          subject,
          leavesAt,
          exemptUntil,
          verdict: check.judge(new JoinedIncident(subject.row, NOTHING_JOINED), now),
        },
      ];
    }
    if (check.subject === 'source' && subject.kind === 'source') {
      const now = this.tally.of(sourceSubjects).nowMs;
      const exemptUntil = this.#exemptUntil(check, subject, now);
      return [{ check, subject, leavesAt: Infinity, exemptUntil, verdict: check.judge({ row: subject.row }, now) }];
    }
    return [];
  }

  #exemptUntil(check: CompiledCheck, { kind, row }: Row, now: number): number | undefined {
    const untils = [...this.rows.values()]
      .filter(
        (each) =>
          each.approval === 'Given' && each.until >= now && isFor(each, check) && isAbout(each, KIND_OF[kind], row),
      )
      .map(({ until }) => until);
    return untils.length === 0 ? undefined : Math.max(...untils);
  }

  #move(kind: Row['kind'], key: string, after: Row | undefined): void {
    const before = this.subjects[kind].get(key);
    if (after === undefined) this.subjects[kind].delete(key);
    else this.subjects[kind].set(key, after);
    if (kind === 'incident') this.tally.of(incidentSubjects).move(rowOf(before), rowOf(after), this.now);
    else
      this.tally
        .of(sourceSubjects)
        .move(before?.row as SourceRow | undefined, after?.row as SourceRow | undefined, this.now);
    this.#wake(this.exceptions.moved(KIND_OF[kind], before?.row, after?.row));
  }

  #wake(keys: Iterable<string>): void {
    for (const key of keys) this.woken.add(key);
  }
}

const rowOf = (subject: Row | undefined): IncidentRow | undefined => subject?.row as IncidentRow | undefined;
