// The result of a check, from the tally and from how far its data can be trusted: the worst verdict of its subjects, and never Passing
// on input that is missing, stale or incomplete (principle P1). Pure.

import { CRITICAL_SYSTEM, STAFF_ROSTER } from '../api/kinds.ts';
import type { ConditionState } from '../api/conditions.ts';
import type { Hindrance } from './hindrance.ts';
import type { FreshnessJudgement } from './freshness.ts';
import type { DataRef } from './scope.ts';
import type { TallyResult } from './tally.ts';
import type { CheckResult } from '../api/v1alpha1/vocabulary.gen.ts';

/** The reasons that no single subject gives, and what they mean. The spec page's table has these and those of the check types. */
export const RESULT_REASONS = {
  AllPassing: 'Every subject meets the requirement.',
  AllExempted: 'Every subject is covered by an exception.',
  NothingInScope: 'Nothing is selected, on complete and fresh input.',
  Evaluating: 'A verdict is still being worked out.',
  AwaitingFirstSync: 'The check is new, and its sources have not been read since the start.',
  StaleData: 'The data is older than three intervals of its source.',
  SourceMissing: 'A source or system that the selector names does not exist.',
  ObjectsUnreadable:
    'Objects of the cluster could not be read, or for five minutes none of a kind; the log names them.',
  RightMissing: 'The operator lacks a right that its work takes; the message names it.',
  Suspended: 'The check is suspended.',
} as const;

/** What the result of a check depends on. */
export interface CheckInput {
  readonly suspended: boolean;
  /** Why the check cannot be evaluated; undefined when it can. */
  readonly invalid: { readonly reason: string; readonly message: string } | undefined;
  readonly tally: TallyResult;
  /** How far the data can be trusted that the check rests on. */
  readonly sources: readonly JudgedData[];
  /** Sources and systems that the selector names, and rosters that those systems name, that do not exist. */
  readonly missingSources: readonly DataRef[];
  /** Something keeps the operator from its work: the tally lacks objects, or has an earlier state of them. */
  readonly hindrance: Hindrance | undefined;
  /** A result is stored for this generation of the check. */
  readonly hasStoredResult: boolean;
}

/** How far the data of one object can be trusted. `of`: its Kubernetes kind. */
export type JudgedData = FreshnessJudgement & { readonly of: string };

export interface CheckOutcome {
  readonly result: CheckResult;
  /** CamelCase constant, documented on the check's spec page. */
  readonly reason: string;
  /** For the condition; holds no provider text. */
  readonly message: string;
  /** The time of the oldest data that the result rests on, epoch milliseconds. Undefined when it rests on no source. */
  readonly dataAsOf: number | undefined;
}

/** Undefined: the sources have not been read since the start, and the stored result counts until they are. */
export function checkResult(input: CheckInput): CheckOutcome | undefined {
  const { tally, hasStoredResult } = input;
  const outcome = (result: CheckResult, reason: string, message: string): CheckOutcome => {
    return { result, reason, message, dataAsOf: oldest(input.sources) };
  };
  if (input.invalid !== undefined) return outcome('Unknown', input.invalid.reason, input.invalid.message);
  if (input.suspended) return outcome('NotActive', 'Suspended', 'The check is suspended: nothing is judged.');
  if (tally.counts.failing > 0) return outcome('Failing', failingReason(tally), failingMessage(tally));
  const doubt = doubtOf(input);
  if (doubt !== undefined) return outcome('Unknown', doubt.reason, doubt.message);
  const unread = input.sources.find(({ kind }) => kind === 'unpolled');
  if (unread !== undefined) {
    if (hasStoredResult) return undefined;
    return outcome('Unknown', 'AwaitingFirstSync', `The ${wordFor(unread)}s have not been read yet.`);
  }
  return judged(tally, outcome);
}

function judged(
  tally: TallyResult,
  outcome: (result: CheckResult, reason: string, message: string) => CheckOutcome,
): CheckOutcome {
  const { counts } = tally;
  if (counts.unknown > 0) {
    return outcome('Unknown', tally.unknownReason ?? 'Evaluating', `${counts.unknown} subjects cannot be judged.`);
  }
  if (counts.due > 0)
    return outcome('Due', tally.due[0]?.reason ?? 'Due', `${counts.due} subjects owe something, in time still.`);
  if (counts.passing > 0) return outcome('Passing', 'AllPassing', `All ${counts.passing} subjects pass.`);
  if (counts.exempted > 0) return outcome('Passing', 'AllExempted', 'Every subject is covered by an exception.');
  return outcome('Passing', 'NothingInScope', 'The input is complete and fresh, and the check selects nothing of it.');
}

/** Why the input allows no result other than Failing: the first reason that applies. */
function doubtOf({ sources, missingSources, hindrance }: CheckInput): { reason: string; message: string } | undefined {
  if (hindrance !== undefined) return hindrance;
  const [missing] = missingSources;
  if (missing !== undefined) return { reason: 'SourceMissing', message: missingMessage(missing) };
  const unusable = sources.find((source) => source.kind === 'unusable');
  if (unusable?.kind === 'unusable') {
    const message = `A ${wordFor(unusable)} cannot be read as a whole: its conditions say why.`;
    return { reason: unusable.reason, message };
  }
  const stale = sources.find(({ kind }) => kind === 'stale');
  if (stale === undefined) return undefined;
  return {
    reason: 'StaleData',
    message: `The data of a ${wordFor(stale)} is older than three of its intervals.`,
  };
}

function missingMessage({ kind, name }: DataRef): string {
  return kind === STAFF_ROSTER.kind
    ? `A system names the roster "${name}", which does not exist: create it, or correct its rosterRef.`
    : `The selector names "${name}", which does not exist: create it, or correct the selector.`;
}

const WORDS: Readonly<Record<string, string>> = { [CRITICAL_SYSTEM.kind]: 'system', [STAFF_ROSTER.kind]: 'roster' };
const wordFor = ({ of }: JudgedData): string => WORDS[of] ?? 'source';

/** The condition `Compliant`. A check that is Due is still compliant. */
export function compliantState({ result, reason, message }: CheckOutcome): ConditionState {
  return { type: 'Compliant', status: compliantStatus(result), reason, message };
}

function compliantStatus(result: CheckResult): ConditionState['status'] {
  switch (result) {
    case 'Passing':
    case 'Due':
      return 'True';
    case 'Failing':
      return 'False';
    case 'Unknown':
    case 'NotActive':
      return 'Unknown';
  }
}

const failingReason = (tally: TallyResult): string => tally.failing[0]?.reason ?? 'Failing';

const failingMessage = ({ counts }: TallyResult): string =>
  counts.failing === 1
    ? '1 subject fails; status.failing names it.'
    : `${counts.failing} subjects fail; status.failing names the first.`;

function oldest(sources: readonly FreshnessJudgement[]): number | undefined {
  const instants = sources.flatMap((source) => ('asOfWallMs' in source ? [source.asOfWallMs] : []));
  return instants.length === 0 ? undefined : Math.min(...instants);
}
