// Compiles a ComplianceCheck to what the tally runs: selector, verdict and grace bound to its spec. Done once per generation of
// a check. What cannot be compiled is a value with a reason, for a Stalled condition; it is never a check that selects nothing.

import { keyOf } from '../../api/meta.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { parseDuration } from '../durations.ts';
import type { CompiledSelector } from '../selector.ts';
import type { RegisteredSubjectKind } from '../subjects/registry.ts';
import type { SubjectKind } from '../subjects/subject-kind.ts';
import type { SubjectRow, Verdict } from '../verdict.ts';
import type { BoundVerdict, CheckType, Deferred } from './check-type.ts';
import { withGrace } from './grace.ts';
import { findCheckType } from './registry.ts';

/** One check over one kind of subjects, ready to be asked. Functions are methods, so that it can be held where the kind does not matter. */
export interface CompiledCheckOf<Kind extends string, Row, Subject> extends CompiledSelector<Row> {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** Undefined for one that no server stored. */
  readonly uid: string | undefined;
  /** The generation that this was compiled from. */
  readonly generation: number;
  readonly type: string;
  /** The kind of its subjects. */
  readonly subject: Kind;
  /** Costs nothing while suspended: it is not evaluated, and its result is NotActive. */
  readonly suspended: boolean;
  /** Every reason that its verdicts give, and what it means. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Set where `judge` answers EVALUATING: what is to be worked out. Its verdict has the grace period taken in, too. */
  readonly deferred: Deferred | undefined;
  /** The verdict with the grace period taken in. Only asked for subjects that are selected. */
  judge(subject: Subject, nowMs: number): Verdict;
  /** The facts that decide the verdict, a sentence each. */
  facts(subject: Subject, nowMs: number): readonly string[];
}

type CheckOver<SubjectKinds> =
  SubjectKinds extends SubjectKind<infer Kind, infer Row, infer Subject> ? CompiledCheckOf<Kind, Row, Subject> : never;

/** A check over one of the registered kinds of subjects. */
export type CompiledCheck = CheckOver<RegisteredSubjectKind>;
/** A check, where the kind of its subjects does not matter. */
export type AnyCompiledCheck = CompiledCheckOf<string, SubjectRow, unknown>;

/** `message` holds nothing but the check's own text. */
type CompileFailure = {
  readonly ok: false;
  readonly reason: 'UnknownType' | 'InvalidSpec';
  readonly message: string;
};

export type CompileResult<Check extends AnyCompiledCheck = AnyCompiledCheck> =
  { readonly ok: true; readonly check: Check } | CompileFailure;

/** Never throws. */
export function compileCheck(object: ComplianceCheck): CompileResult<CompiledCheck> {
  const type = findCheckType(object.spec.type);
  if (type === undefined) return unknownType(object.spec.type);
  // A registered type is over a registered kind of subjects.
  return compileAs<string, SubjectRow, unknown>(type, object) as CompileResult<CompiledCheck>;
}

/** Compiles a check as one of this type, whatever its spec says. Never throws. */
export function compileAs<Kind extends string, Row extends SubjectRow, Subject>(
  type: CheckType<Kind, Row, Subject>,
  object: ComplianceCheck,
): CompileResult<CompiledCheckOf<Kind, Row, Subject>> {
  const { metadata, spec } = object;
  const grace = parseDuration(spec.gracePeriod ?? '0s');
  if (!grace.ok) return invalid(`gracePeriod: ${grace.message}`);
  const times = { graceMs: grace.ms };
  const selected = type.subjects.compileSelector(spec.selector, type.defaultWindow);
  if (!selected.ok) return invalid(selected.message);
  const bound = withGracePeriod(type.bind(spec, times), grace.ms);
  if (!bound.ok) return invalid(bound.message);
  return {
    ok: true,
    check: {
      ...selected.selector,
      key: keyOf(metadata),
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      uid: metadata.uid,
      generation: metadata.generation ?? 0,
      type: spec.type,
      subject: type.subjects.kind,
      suspended: spec.suspend === true,
      reasons: type.reasons,
      deferred: bound.deferred,
      judge: bound.judge,
      facts: (subject, nowMs) => type.facts(subject, nowMs),
    },
  };
}

function withGracePeriod<Subject>(bound: BoundVerdict<Subject>, graceMs: number): BoundVerdict<Subject> {
  if (!bound.ok || graceMs === 0) return bound;
  const { judge, deferred } = bound;
  return {
    ok: true,
    judge: (subject, nowMs) => withGrace(judge(subject, nowMs), graceMs, nowMs),
    deferred: deferred && {
      rule: deferred.rule,
      verdict: (outcome, detectedAt, nowMs) => withGrace(deferred.verdict(outcome, detectedAt, nowMs), graceMs, nowMs),
    },
  };
}

function unknownType(type: string): CompileFailure {
  return {
    ok: false,
    reason: 'UnknownType',
    message: `this version of Docket has no check of type ${type}; upgrade the operator, or delete the check`,
  };
}

function invalid(message: string): CompileFailure {
  return { ok: false, reason: 'InvalidSpec', message };
}
