// What a check type is: the kind of its subjects, its parameters, its verdict, its documented reasons, and the facts that explain
// it. A new type is one file beside this one and one line in registry.ts. Types and the constructor only; no verdict is decided here.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { instantOf } from '../../base/instants.ts';
import { parseDuration } from '../durations.ts';
import type { ExpressionOutcome } from '../expression/outcome.ts';
import type { SubjectKind } from '../subjects/subject-kind.ts';
import type { SubjectRow, Verdict } from '../verdict.ts';
import { unknown } from './verdicts.ts';

/** What a verdict may know of its check besides the subject. Instants and periods in milliseconds. */
export interface CheckFacts<Parameters> {
  readonly parameters: Parameters;
  /** `gracePeriod`: of use only to tell what was done too late for good from what is late still. */
  readonly graceMs: number;
}

/**
 * One subject, one check, one instant: pure, and quick enough to be asked a million times. It ignores `gracePeriod`, which
 * compile.ts applies to every type alike. It answers {@link EVALUATING} when the verdict has to come from elsewhere and later.
 */
export type VerdictOn<Subject, Parameters> = (
  subject: Subject,
  check: CheckFacts<Parameters>,
  nowMs: number,
) => Verdict;

/** Stands in for a verdict that arrives later (an expression in a worker); counted as Unknown until it is settled. */
export const EVALUATING: Verdict = unknown('Evaluating');

/** Reads a type's own parameters; the message names the field and says what to write instead. */
export type ParameterParser<Parameters> = (
  spec: ComplianceCheckSpec,
) => { readonly ok: true; readonly value: Parameters } | { readonly ok: false; readonly message: string };

type Read<Value> = ReturnType<ParameterParser<Value>>;

/** Reads a duration of the spec, in milliseconds; undefined where it is not set. */
export function durationParameter(field: string, text: string): Read<number>;
export function durationParameter(field: string, text: string | undefined): Read<number | undefined>;
export function durationParameter(field: string, text: string | undefined): Read<number | undefined> {
  if (text === undefined) return { ok: true, value: undefined };
  const parsed = parseDuration(text);
  return parsed.ok ? { ok: true, value: parsed.ms } : { ok: false, message: `${field}: ${parsed.message}` };
}

/** Reads an instant of the spec, epoch milliseconds; undefined where it is not set. */
export function instantParameter(field: string, text: string | undefined): Read<number | undefined> {
  const value = instantOf(text);
  if (text !== undefined && value === undefined) {
    return { ok: false, message: `${field}: write an instant as RFC 3339 does, such as 2026-03-31T17:00:00Z` };
  }
  return { ok: true, value };
}

/** The parser of a type that has no parameters of its own. */
export const noParameters: ParameterParser<null> = () => ({ ok: true, value: null });

/** What a check that answers {@link EVALUATING} has worked out, and what the outcome says of a subject. */
export interface Deferred {
  readonly rule: string;
  readonly verdict: (outcome: ExpressionOutcome, detectedAt: number, nowMs: number) => Verdict;
}

/** A verdict bound to the parameters of one check. */
export type BoundVerdict<Subject> =
  | {
      readonly ok: true;
      readonly deferred?: Deferred | undefined;
      judge(subject: Subject, nowMs: number): Verdict;
    }
  | { readonly ok: false; readonly message: string };

/** What the file of a check type says. */
export interface CheckDefinition<Subject, Parameters> {
  /** Every reason that the verdict gives, and what it means: the spec page's table, and `docket explain`. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The facts that decide the verdict on a subject, a sentence each, for `docket explain`. Quotes what is stored, decides nothing. */
  readonly facts: (subject: Subject, nowMs: number) => readonly string[];
  readonly parameters: ParameterParser<Parameters>;
  readonly verdict: VerdictOn<Subject, Parameters>;
  /** `selector.detectedWithin` where the selector does not say. */
  readonly defaultWindow?: string;
  readonly deferred?: (parameters: Parameters) => Deferred;
}

/** One entry of the registry. Functions are methods, so that a type can be held where its subjects do not matter. */
export interface CheckType<Kind extends string, Row extends SubjectRow, Subject> {
  /** The kind of its subjects. */
  readonly subjects: SubjectKind<Kind, Row, Subject>;
  readonly reasons: Readonly<Record<string, string>>;
  readonly defaultWindow: string | undefined;
  facts(subject: Subject, nowMs: number): readonly string[];
  bind(spec: ComplianceCheckSpec, check: CheckTimes): BoundVerdict<Subject>;
}

/** What a check says of time, whatever its type. */
export type CheckTimes = Pick<CheckFacts<null>, 'graceMs'>;

/** A check type over one kind of subjects. */
export function checkOver<Kind extends string, Row extends SubjectRow, Subject, Parameters>(
  subjects: SubjectKind<Kind, Row, Subject>,
  definition: CheckDefinition<Subject, Parameters>,
): CheckType<Kind, Row, Subject> {
  const { reasons, defaultWindow, facts } = definition;
  return {
    ...{ subjects, reasons, defaultWindow, facts },
    bind(spec, check) {
      const parsed = definition.parameters(spec);
      if (!parsed.ok) return parsed;
      const known: CheckFacts<Parameters> = { parameters: parsed.value, ...check };
      const deferred = definition.deferred?.(parsed.value);
      return { ok: true, judge: (subject, nowMs) => definition.verdict(subject, known, nowMs), deferred };
    },
  };
}
