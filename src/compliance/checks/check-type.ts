// What a check type is: the kind of its subjects, its parameters, its verdict and its documented reasons. A new type is one
// file beside this one and one line in registry.ts. Types and the two constructors only; no verdict is decided here.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { parseDuration } from '../durations.ts';
import type { ExpressionOutcome } from '../expression/outcome.ts';
import type { JoinedIncident } from '../joined-incident.ts';
import type { SourceRow, Verdict } from '../verdict.ts';
import { unknown } from './verdicts.ts';

/** What an incident check judges: the row, and what is joined to it. */
export type IncidentSubject = JoinedIncident;

/** What a source check judges. */
export interface SourceSubject {
  readonly row: SourceRow;
}

/** What a verdict may know of its check besides the subject. Instants and periods in milliseconds. */
export interface CheckFacts<Parameters> {
  readonly parameters: Parameters;
  readonly createdAtMs: number;
  /** `gracePeriod`: of use only to tell what was done too late for good from what is late still. */
  readonly graceMs: number;
}

/**
 * One subject, one check, one instant: pure, and quick enough to be asked a million times. It ignores `gracePeriod`, which
 * compile.ts applies to every type alike. It answers {@link EVALUATING} when the verdict has to come from elsewhere and later.
 */
export type IncidentVerdict<Parameters = null> = (
  subject: IncidentSubject,
  check: CheckFacts<Parameters>,
  nowMs: number,
) => Verdict;

/** The same for sources. */
export type SourceVerdict<Parameters = null> = (
  subject: SourceSubject,
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
      readonly judge: (subject: Subject, nowMs: number) => Verdict;
      readonly deferred?: Deferred | undefined;
    }
  | { readonly ok: false; readonly message: string };

/** One entry of the registry. */
export interface CheckType<Kind extends string, Subject> {
  readonly subject: Kind;
  /** Every reason that the verdict gives, and what it means: the spec page's table. */
  readonly reasons: Readonly<Record<string, string>>;
  /** `selector.detectedWithin` where the selector does not say. */
  readonly defaultWindow?: string | undefined;
  readonly bind: (spec: ComplianceCheckSpec, check: CheckTimes) => BoundVerdict<Subject>;
}

/** What a check says of time, whatever its type. */
export type CheckTimes = Pick<CheckFacts<null>, 'createdAtMs' | 'graceMs'>;

interface Definition<Subject, Parameters> {
  readonly reasons: Readonly<Record<string, string>>;
  readonly parameters: ParameterParser<Parameters>;
  readonly verdict: (subject: Subject, check: CheckFacts<Parameters>, nowMs: number) => Verdict;
  readonly defaultWindow?: string;
  readonly deferred?: (parameters: Parameters) => Deferred;
}

/** A check type over incidents. */
export function incidentCheck<Parameters>(
  definition: Definition<IncidentSubject, Parameters>,
): CheckType<'incident', IncidentSubject> {
  const { reasons, defaultWindow } = definition;
  return { subject: 'incident', reasons, defaultWindow, bind: binder(definition) };
}

/** A check type over sources. */
export function sourceCheck<Parameters>(
  definition: Definition<SourceSubject, Parameters>,
): CheckType<'source', SourceSubject> {
  return { subject: 'source', reasons: definition.reasons, bind: binder(definition) };
}

function binder<Subject, Parameters>(
  definition: Definition<Subject, Parameters>,
): (spec: ComplianceCheckSpec, check: CheckTimes) => BoundVerdict<Subject> {
  return (spec, check) => {
    const parsed = definition.parameters(spec);
    if (!parsed.ok) return parsed;
    const facts: CheckFacts<Parameters> = { parameters: parsed.value, ...check };
    const deferred = definition.deferred?.(parsed.value);
    return { ok: true, judge: (subject, nowMs) => definition.verdict(subject, facts, nowMs), deferred };
  };
}
