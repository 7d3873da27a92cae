// Whether a younger review of an incident contradicts the one that counts: it says otherwise, or it says that something bad happened of
// which the other says nothing. What it merely adds (evidence, a disclosure, a closure) is no contradiction. Pure.

import type { ReviewRow } from './review-row.ts';

const STATED_ONCE = ['state', 'assessment', 'acknowledgedAt', 'awareAt', 'classifiedAt'] as const;

/** `counting`: the older review, which counts. */
export function contradicts(younger: ReviewRow, counting: ReviewRow): boolean {
  return (
    STATED_ONCE.some((member) => differs(younger[member], counting[member])) ||
    saysWorse(younger, counting) ||
    saysOtherwise(younger, counting)
  );
}

function differs(mine: unknown, theirs: unknown): boolean {
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

/** A loss, a kind of data, or a Yes to a policy's question, of which the review that counts is silent. */
function saysWorse(younger: ReviewRow, counting: ReviewRow): boolean {
  const suspects = younger.assessment === 'Suspected' || younger.assessment === 'Confirmed';
  if (suspects && counting.assessment === undefined) return true;
  if (suspects && younger.dataTypes.some((type) => !counting.dataTypes.includes(type))) return true;
  return younger.classifications.some(
    ({ name, outcome }) => outcome === 'Yes' && !counting.classifications.some((one) => one.name === name),
  );
}

/** Another answer to the same question, or another time in place of the same one. */
function saysOtherwise(younger: ReviewRow, counting: ReviewRow): boolean {
  const answersOtherwise = younger.classifications.some(({ name, outcome }) =>
    counting.classifications.some((one) => one.name === name && one.outcome !== outcome),
  );
  return (
    answersOtherwise ||
    younger.corrections.some(({ field, at }) =>
      counting.corrections.some((one) => one.field === field && one.at !== at),
    )
  );
}
