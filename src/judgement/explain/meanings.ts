// What a reason means, in a sentence: the tables of the check types and of check results, which the spec pages show too.

import { findCheckType } from '../../compliance/checks/registry.ts';
import { RESULT_REASONS } from '../../compliance/check-result.ts';

const RESULTS: Readonly<Record<string, string>> = RESULT_REASONS;

/** Undefined for a reason that a check made up itself, or that is a source's: whoever wrote it knows. */
function meaningOf(type: string, reason: string): string | undefined {
  const reasons = findCheckType(type)?.reasons ?? {};
  if (Object.hasOwn(reasons, reason)) return reasons[reason];
  return Object.hasOwn(RESULTS, reason) ? RESULTS[reason] : undefined;
}

/** A member with the meaning, or no member. */
export function meaningMember(type: string, reason: string): { readonly meaning?: string } {
  const meaning = meaningOf(type, reason);
  return meaning === undefined ? {} : { meaning };
}
