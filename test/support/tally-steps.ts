// What may happen to a tally, for its property tests: checks of every sort of verdict, and steps drawn from one number each.

import fc from 'fast-check';

import { EVALUATING } from '../../src/compliance/checks/check-type.ts';
import type { IncidentSubject } from '../../src/compliance/checks/check-type.ts';
import type { IncidentCheck } from '../../src/compliance/checks/compile.ts';
import type { IncidentRow, Verdict } from '../../src/compliance/verdict.ts';
import { anIncidentCheck } from './compliance-builders.ts';

export const HOUR = 3_600_000;
/** Where the clock of every history starts. */
export const START = 48 * HOUR;

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

export const VARIANTS: readonly IncidentCheck[] = [
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
export type Facts = Pick<IncidentRow, 'severity' | 'recordState' | 'detectedAt' | 'acknowledgedAt' | 'resolvedAt'>;

export type Step =
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

/** One step, shrinking towards smaller numbers. */
export const step = fc.nat(2 ** 31 - 1).map(decode);
