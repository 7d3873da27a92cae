// Times that contradict each other: the one place that knows the order of facts. A fact that lies before what it follows cannot meet a
// deadline, so a verdict that rests on both is Unknown. Pure; which pairs a check rests on is up to the check.

import { earliest, rfc3339 } from '../base/instants.ts';
import { isOpen } from './lifecycle.ts';
import type { Obligation } from './disclosure/obligation.ts';
import type { JoinedIncident } from './joined-incident.ts';
import type { Verdict } from './verdict.ts';

/** Clocks of two systems differ by less than this: what is early by no more is in order. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** For each reason, what it means, and the two times as a sentence names them: the one that lies too early first. */
const PAIRS = {
  AcknowledgedBeforeDetected: ['acknowledged', 'detected', 'The incident was taken on before it was detected.'],
  ResolvedBeforeDetected: ['resolved', 'detected', 'The incident was resolved before it was detected.'],
  ResolvedBeforeAcknowledged: ['resolved', 'acknowledged', 'The incident was resolved before it was taken on.'],
  ClosedBeforeResolved: ['closed', 'resolved', 'The incident was closed before it was resolved.'],
  AwareBeforeDetected: ['aware', 'detected', 'People were aware of the incident before it was detected.'],
  ClassifiedBeforeDetected: ['classified', 'detected', 'The incident was classified before it was detected.'],
  DisclosedBeforeDetected: ['told', 'detected', 'Somebody was told of the incident before it was detected.'],
  DisclosedBeforeAware: ['told', 'aware', 'Somebody was told of the incident before anybody was aware of it.'],
  DisclosedBeforeClassified: [
    'told',
    'classified',
    'Somebody was told that the incident is what it is classified as, before it was.',
  ],
  DisclosedBeforeStage: ['told', 'told of the stage before', 'A stage was told before the stage that it follows.'],
  EvidenceExpiredBeforeDetected: [
    'evidence expired',
    'detected',
    'Evidence had expired before the incident was detected.',
  ],
} as const;

export type ContradictionReason = keyof typeof PAIRS;

/** Every reason and what it means: the spec page's table, and `docket explain`. */
export const CONTRADICTION_REASONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PAIRS)
    .map(([reason, [, , meaning]]): [string, string] => [reason, meaning])
    .concat([['ReviewsContested', 'Two reviews of the incident contradict each other.']]),
);

/** The reason where two reviews contradict each other and only their names would decide which one counts. */
export const REVIEWS_CONTESTED = 'ReviewsContested';

/** Two facts in the wrong order. Epoch milliseconds. */
export interface Contradiction {
  readonly reason: ContradictionReason;
  readonly at: number;
  /** When that was which it follows. */
  readonly follows: number;
}

/** A pair of times, of which either may be unknown. */
export function outOfOrder(
  reason: ContradictionReason,
  follows: number | undefined,
  at: number | undefined,
): Contradiction | undefined {
  if (follows === undefined || at === undefined || at >= follows - CLOCK_SKEW_MS) return undefined;
  return { reason, at, follows };
}

/** A verdict that rests on both times: what fails is known to fail, and everything else is not known. */
export function contradicted(verdict: Verdict, contradiction: Contradiction | undefined): Verdict {
  if (contradiction === undefined || verdict.result === 'Failing' || verdict.result === 'Unknown') return verdict;
  const { reason, follows } = contradiction;
  return { result: 'Unknown', reason, since: follows, dueAt: undefined, holdsUntil: verdict.holdsUntil };
}

/** The two times in a sentence. */
export function contradictionFact({ reason, at, follows }: Contradiction): string {
  const [early, late] = PAIRS[reason];
  return `${early} ${rfc3339(at)}, which lies before ${late} ${rfc3339(follows)}`;
}

/** That it was taken on, by the record and by the review. */
export function responseOrder(incident: JoinedIncident): Contradiction | undefined {
  const { detectedAt, review } = incident;
  return (
    outOfOrder('AcknowledgedBeforeDetected', detectedAt, incident.recordedAt('acknowledgedAt')) ??
    outOfOrder('AcknowledgedBeforeDetected', detectedAt, review?.acknowledgedAt)
  );
}

/** That it was resolved, and closed after it. */
export function resolutionOrder(incident: JoinedIncident): Contradiction | undefined {
  if (isOpen(incident.state)) return undefined;
  const { detectedAt, acknowledgedAt, resolvedAt, review } = incident;
  return (
    outOfOrder('ResolvedBeforeDetected', detectedAt, resolvedAt) ??
    outOfOrder('ResolvedBeforeAcknowledged', acknowledgedAt, resolvedAt) ??
    outOfOrder('ClosedBeforeResolved', resolvedAt, incident.recordedAt('closedAt')) ??
    outOfOrder('ClosedBeforeResolved', resolvedAt, review?.closure?.closedAt)
  );
}

/** That people were aware of it, that it was classified, and that the obligations were met that count. */
export function disclosureOrder(
  { detectedAt, review }: JoinedIncident,
  obligations: readonly Obligation[],
): Contradiction | undefined {
  if (review === undefined) return undefined;
  const classified = earliest([review.classifiedAt, ...review.classifications.map(({ at }) => at)]);
  const before =
    outOfOrder('AwareBeforeDetected', detectedAt, review.awareAt) ??
    outOfOrder('ClassifiedBeforeDetected', detectedAt, classified);
  if (before !== undefined) return before;
  if (obligations.length > 0) return firstOf(obligations, (one) => toldOrder(one, detectedAt, review.awareAt));
  return firstOf(review.disclosures, ({ notifiedAt }) =>
    toldOrder({ metAt: notifiedAt, follows: undefined }, detectedAt, review.awareAt),
  );
}

/** That somebody was told after it was detected, after people were aware, and after what starts the clock. */
function toldOrder(
  { metAt, follows }: Pick<Obligation, 'metAt' | 'follows'>,
  detectedAt: number,
  awareAt: number | undefined,
): Contradiction | undefined {
  return (
    outOfOrder('DisclosedBeforeDetected', detectedAt, metAt) ??
    outOfOrder('DisclosedBeforeAware', awareAt, metAt) ??
    (follows && outOfOrder(STAGES[follows.start], follows.at, metAt))
  );
}

function firstOf<One>(
  all: readonly One[],
  orderOf: (one: One) => Contradiction | undefined,
): Contradiction | undefined {
  for (const one of all) {
    const found = orderOf(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is wrong where somebody was told before the clock started that dates it. */
const STAGES = {
  Aware: 'DisclosedBeforeAware',
  Classified: 'DisclosedBeforeClassified',
  Disclosed: 'DisclosedBeforeStage',
} as const satisfies Record<NonNullable<Obligation['follows']>['start'], ContradictionReason>;
