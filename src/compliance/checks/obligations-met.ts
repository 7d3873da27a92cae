// What DataLossReported and DisclosuresMade share: whether whoever must be told was told, and what holds of a confirmed loss that no
// obligation covers. Which obligations count is up to each of them.

import { earliest } from '../../base/instants.ts';
import { isMet, type Obligation } from '../disclosure/obligation.ts';
import type { Verdict } from '../verdict.ts';
import type { IncidentSubject } from '../subjects/incident.ts';
import { failing, passing } from './verdicts.ts';

const DISCLOSED = passing('Disclosed');
const DISCLOSED_LATE = passing('DisclosedLate');

/** Since when somebody has to be told, as far as the facts say. */
export function owedSince({ detectedAt, review }: IncidentSubject): number {
  return review?.awareAt ?? detectedAt;
}

/** Failing while somebody has to be told; undefined once everybody was. */
export function unmetVerdict(obligations: readonly Obligation[], since: number, nowMs: number): Verdict | undefined {
  const unmet = obligations.filter((obligation) => !isMet(obligation, nowMs));
  if (unmet.length === 0) return undefined;
  const by = earliest(unmet.map(({ dueAt }) => dueAt));
  const until = lastBefore(unmet.map(({ metAt }) => metAt));
  if (by !== undefined && nowMs > by) return failing('DisclosureOverdue', since, by, until);
  return failing('DisclosureOwed', since, by, earliest([by, until]));
}

/** Of obligations that are all met. */
export function metVerdict(obligations: readonly Obligation[]): Verdict {
  return obligations.some(({ dueAt, metAt }) => (metAt ?? 0) > (dueAt ?? Number.POSITIVE_INFINITY))
    ? DISCLOSED_LATE
    : DISCLOSED;
}

/** Of a confirmed loss that no obligation covers: somebody was told of it, or it is said why nobody was. */
export function uncoveredVerdict({ review }: IncidentSubject, since: number, nowMs: number): Verdict {
  const told = (review?.disclosures ?? []).map(({ notifiedAt }) => notifiedAt);
  if (told.some((notifiedAt) => notifiedAt <= nowMs)) return DISCLOSED;
  if (review?.hasNoDisclosureReason === true) return passing('DisclosureNotNeeded', lastBefore(told));
  return failing('ObligationUndefined', since, undefined, lastBefore(told));
}

/** The last instant before the first of some; undefined where there is none. */
export function lastBefore(instants: ReadonlyArray<number | undefined>): number | undefined {
  const first = earliest(instants);
  return first === undefined ? undefined : first - 1;
}
