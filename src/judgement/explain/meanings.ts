// What a reason means, in a sentence: by the table of the check's type and that of check results, which the spec pages show too.

import { CONTRADICTION_REASONS } from '../../compliance/contradictions.ts';
import { RESULT_REASONS } from '../../compliance/check-result.ts';
import type { CompileResult } from '../../compliance/checks/compile.ts';

const SHARED: Readonly<Record<string, string>> = { ...RESULT_REASONS, ...CONTRADICTION_REASONS };

/** Undefined for a reason that a check made up itself, or that comes from a source: whoever wrote it knows. */
function meaningOf(check: CompileResult | undefined, reason: string): string | undefined {
  const reasons = check?.ok === true ? check.check.reasons : {};
  if (Object.hasOwn(reasons, reason)) return reasons[reason];
  return Object.hasOwn(SHARED, reason) ? SHARED[reason] : undefined;
}

/** A member with the meaning of a reason that a check gives, or no member. */
export function meaningMember(check: CompileResult | undefined, reason: string): { readonly meaning?: string } {
  const meaning = meaningOf(check, reason);
  return meaning === undefined ? {} : { meaning };
}
