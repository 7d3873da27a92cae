// Whether the results of checks rest on a subject as they did before it changed. Knows no kind.

import type { SubjectRow } from '../verdict.ts';
import type { SubjectKind } from './subject-kind.ts';

/** False for a subject that came or went, and true for one of a kind on which no result rests. */
export function isSameData<Row extends SubjectRow>(
  kind: SubjectKind<string, Row, unknown>,
  before: Row | undefined,
  after: Row | undefined,
): boolean {
  if (kind.dataKind === undefined) return true;
  return before !== undefined && after !== undefined && kind.isSameData?.(before, after) === true;
}
