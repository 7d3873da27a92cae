// Compiles a ComplianceCheck to what the tally runs: selector, verdict and grace bound to its spec. Done once per generation of
// a check. What cannot be compiled is a value with a reason, for a Stalled condition; it is never a check that selects nothing.

import { keyOf } from '../../api/meta.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { parseDuration } from '../durations.ts';
import { instantOf } from '../../base/instants.ts';
import { compileIncidentSelector, compileSourceSelector } from '../selector.ts';
import type { CompiledSelector } from '../selector.ts';
import type { IncidentRow, SourceRow, Verdict } from '../verdict.ts';
import type { BoundVerdict, Deferred, IncidentSubject, SourceSubject } from './check-type.ts';
import { withGrace } from './grace.ts';
import { findCheckType } from './registry.ts';

/** One check over one kind of subject, ready to be asked. */
export interface CompiledCheckOf<Kind extends string, Row, Subject> extends CompiledSelector<Row> {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** The generation that this was compiled from. */
  readonly generation: number;
  readonly type: string;
  readonly subject: Kind;
  /** Costs nothing while suspended: it is not evaluated, and its result is NotActive. */
  readonly suspended: boolean;
  /** The verdict with the grace period taken in. Only asked for subjects that are selected. */
  readonly judge: (subject: Subject, nowMs: number) => Verdict;
  /** Set where `judge` answers EVALUATING: what is to be worked out. Its verdict has the grace period taken in, too. */
  readonly deferred: Deferred | undefined;
}

export type IncidentCheck = CompiledCheckOf<'incident', IncidentRow, IncidentSubject>;
export type SourceCheck = CompiledCheckOf<'source', SourceRow, SourceSubject>;
export type CompiledCheck = IncidentCheck | SourceCheck;

export type CompileResult =
  | { readonly ok: true; readonly check: CompiledCheck }
  /** `message` holds nothing but the check's own text. */
  | { readonly ok: false; readonly reason: 'UnknownType' | 'InvalidSpec'; readonly message: string };

/** Never throws. */
export function compileCheck(object: ComplianceCheck): CompileResult {
  const type = findCheckType(object.spec.type);
  if (type === undefined) return unknownType(object.spec.type);
  const grace = parseDuration(object.spec.gracePeriod ?? '0s');
  if (!grace.ok) return invalid(`gracePeriod: ${grace.message}`);
  const times = { createdAtMs: instantOf(object.metadata.creationTimestamp) ?? 0, graceMs: grace.ms };
  const { selector } = object.spec;
  switch (type.subject) {
    case 'incident': {
      const bound = withGracePeriod(type.bind(object.spec, times), grace.ms);
      return assemble('incident', object, compileIncidentSelector(selector, type.defaultWindow), bound);
    }
    case 'source': {
      const bound = withGracePeriod(type.bind(object.spec, times), grace.ms);
      return assemble('source', object, compileSourceSelector(selector), bound);
    }
  }
}

type Assembled<Kind extends string, Row, Subject> =
  | { readonly ok: true; readonly check: CompiledCheckOf<Kind, Row, Subject> }
  | { readonly ok: false; readonly reason: 'InvalidSpec'; readonly message: string };

function assemble<Kind extends string, Row, Subject>(
  kind: Kind,
  object: ComplianceCheck,
  selected: { ok: true; selector: CompiledSelector<Row> } | { ok: false; message: string },
  bound: BoundVerdict<Subject>,
): Assembled<Kind, Row, Subject> {
  if (!selected.ok) return invalid(selected.message);
  if (!bound.ok) return invalid(bound.message);
  const { metadata, spec } = object;
  return {
    ok: true,
    check: {
      ...selected.selector,
      key: keyOf(metadata),
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      generation: metadata.generation ?? 0,
      type: spec.type,
      subject: kind,
      suspended: spec.suspend === true,
      judge: bound.judge,
      deferred: bound.deferred,
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

function unknownType(type: string): CompileResult {
  return {
    ok: false,
    reason: 'UnknownType',
    message: `this version of Docket has no check of type ${type}; upgrade the operator, or delete the check`,
  };
}

function invalid(message: string): { ok: false; reason: 'InvalidSpec'; message: string } {
  return { ok: false, reason: 'InvalidSpec', message };
}
