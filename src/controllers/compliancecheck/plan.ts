// Decides what a ComplianceCheck's status becomes: the result, the subjects behind it, and the history of results. Pure.

import { type ConditionState, conditionState, setConditions, stalledStates } from '../../api/conditions.ts';
import { rfc3339 } from '../../base/instants.ts';
import { isDeepStrictEqual } from 'node:util';
import { COMPLIANCE_CHECK } from '../../api/kinds.ts';
import type { ComplianceCheck, ComplianceCheckStatus } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { type CheckOutcome, compliantState } from '../../compliance/check-result.ts';
import type { JudgedCheck } from '../../compliance/judged-check.ts';
import type { ListedSubject } from '../../compliance/tally.ts';
import type { Plan } from '../../runtime/plan.ts';
import { REASONS } from './conditions.ts';

const MAX_HISTORY = 20;

export function plan(observation: JudgedCheck, now: Date): Plan {
  const { check, outcome } = observation;
  const { namespace = '', name, resourceVersion = '' } = check.metadata;
  const key = { namespace, name };
  const { result, reason } = outcome;
  const from = check.status?.result;
  const changed = from !== result;
  return {
    writes: [],
    status: {
      target: { type: COMPLIANCE_CHECK, key, resourceVersion, current: check.status },
      next: nextStatus(observation, now),
    },
    transitions: changed ? [{ kind: 'CheckResult', ...key, from, to: result, reason }] : [],
    requeue: { kind: 'done' },
  };
}

function nextStatus({ check, tally, outcome, invalid }: JudgedCheck, now: Date): ComplianceCheckStatus {
  const { result, reason } = outcome;
  const stamp = { generation: check.metadata.generation ?? 0, now };
  const conditions = setConditions(
    check.status?.conditions,
    [...readyStates(check, invalid), compliantState(outcome)],
    stamp,
  );
  const next: ComplianceCheckStatus = {
    observedGeneration: stamp.generation,
    result,
    reason,
    counts: { ...tally.counts },
    ...(tally.failing.length === 0 ? {} : { failing: tally.failing.map(listed) }),
    ...(tally.truncated ? { truncated: true } : {}),
    ...(tally.nextDeadline === undefined ? {} : { nextDeadline: rfc3339(tally.nextDeadline) }),
    history: history(check.status, outcome, now),
    conditions,
  };
  return withDataAsOf(next, check.status, outcome);
}

/** Ready says that the check is judged, whatever the result. */
function readyStates({ spec }: ComplianceCheck, invalid: JudgedCheck['invalid']): ConditionState[] {
  if (invalid !== undefined) return stalledStates(invalid.reason, invalid.message);
  return [conditionState('Ready', 'True', REASONS.evaluated, `The check is judged continuously.${sinceText(spec)}`)];
}

/** A check that moves the start of a clock says so. */
function sinceText({ dataLossReported, disclosuresMade }: ComplianceCheck['spec']): string {
  const since = dataLossReported?.since ?? disclosuresMade?.since;
  return since === undefined ? '' : ` It counts no time before ${since}, as its spec states.`;
}

/** `dataAsOf` changes only when something else does, or when it is first set: an unchanged world makes no write. */
function withDataAsOf(
  next: ComplianceCheckStatus,
  { dataAsOf: before, ...stored }: ComplianceCheckStatus = {},
  { dataAsOf }: CheckOutcome,
): ComplianceCheckStatus {
  const same = isDeepStrictEqual(stored, next);
  const fresh = dataAsOf === undefined ? undefined : rfc3339(dataAsOf);
  const asOf = same ? (before ?? fresh) : (fresh ?? before);
  return asOf === undefined ? next : { ...next, dataAsOf: asOf };
}

function history(
  status: ComplianceCheckStatus | undefined,
  { result, reason }: CheckOutcome,
  now: Date,
): NonNullable<ComplianceCheckStatus['history']> {
  const entries = status?.history ?? [];
  if (entries.at(-1)?.result === result) return entries;
  return [...entries, { time: rfc3339(now), result, reason }].slice(-MAX_HISTORY);
}

function listed({ name, reason, since, dueAt }: ListedSubject): NonNullable<ComplianceCheckStatus['failing']>[number] {
  return {
    name,
    reason,
    ...(since === undefined ? {} : { since: rfc3339(since) }),
    ...(dueAt === undefined ? {} : { dueAt: rfc3339(dueAt) }),
  };
}
