// Expression: a rule of the check's own is true of each selected incident and its review. The rule is evaluated elsewhere (it may
// be hostile); here is what its outcome means. Since when it is false nobody knows, so it counts from detection.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { expressionFaults, type ExpressionOutcome } from '../expression/outcome.ts';
import type { Verdict } from '../verdict.ts';
import { incidentCheck } from '../subjects/incident.ts';
import { type Deferred, EVALUATING, type ParameterParser } from './check-type.ts';
import { reviewFact, stateFact } from './facts.ts';
import { failing, passing, unknown } from './verdicts.ts';

const reasons = {
  ExpressionTrue: 'The rule is true of the incident and its review.',
  ExpressionFalse:
    'The rule is false, and the check names no `failureReason`. Due while the grace period runs, which counts from detection.',
  ...expressionFaults,
  Evaluating: 'The rule is being evaluated.',
} as const;

interface Parameters {
  readonly rule: string;
  readonly failureReason: string;
}

const TRUE = passing('ExpressionTrue');

/** What an outcome says, before the grace period. */
function verdictOf(failureReason: string, outcome: ExpressionOutcome, detectedAt: number): Verdict {
  switch (outcome.kind) {
    case 'true':
      return TRUE;
    case 'false':
      return failing(failureReason, detectedAt);
    default:
      return unknown(outcome.kind);
  }
}

/** How long a verdict stands that may come out otherwise though nothing changed; then it is asked for again. */
const ASK_AGAIN_MS = 600_000;

/** What an outcome that arrives at `nowMs` says from then on, the grace period taken in. */
export function settledVerdict(
  deferred: Deferred,
  outcome: ExpressionOutcome,
  { detectedAt, nowMs }: { readonly detectedAt: number; readonly nowMs: number },
): (atMs: number) => Verdict {
  if (!('transient' in outcome)) return (atMs) => deferred.verdict(outcome, detectedAt, atMs);
  const until = nowMs + ASK_AGAIN_MS;
  return (atMs) => (atMs > until ? EVALUATING : { ...deferred.verdict(outcome, detectedAt, atMs), holdsUntil: until });
}

export const expression = incidentCheck<Parameters>({
  reasons,
  facts: (incident) => [stateFact(incident), reviewFact(incident)],
  parameters,
  verdict: () => EVALUATING,
  deferred: ({ rule, failureReason }) => ({
    rule,
    verdict: (outcome, detectedAt) => verdictOf(failureReason, outcome, detectedAt),
  }),
});

/** The reasons that mean something else on a subject of this check. */
const TAKEN: ReadonlySet<string> = new Set(Object.keys(reasons).filter((reason) => reason !== 'ExpressionFalse'));

function parameters({ expression: stated }: ComplianceCheckSpec): ReturnType<ParameterParser<Parameters>> {
  if (stated === undefined || stated.rule.trim() === '') {
    return { ok: false, message: 'expression.rule: a rule is missing, such as `incident.spec.severity != "Critical"`' };
  }
  const { rule, failureReason = 'ExpressionFalse' } = stated;
  if (!/^[A-Z][A-Za-z0-9]{0,127}$/.test(failureReason)) {
    return { ok: false, message: 'expression.failureReason: write one CamelCase word, such as PostmortemMissing' };
  }
  if (TAKEN.has(failureReason)) {
    return { ok: false, message: `expression.failureReason: ${failureReason} has a meaning already; use another word` };
  }
  return { ok: true, value: { rule, failureReason } };
}
