// What the checks over accounts and systems say, as a line: for tables of verdicts.

import { rfc3339 } from '../../../src/base/instants.ts';
import type { AccountRow } from '../../../src/compliance/access/account-row.ts';
import type { CompiledCheckOf } from '../../../src/compliance/checks/compile.ts';
import type { AccountSubject } from '../../../src/compliance/subjects/account.ts';
import type { SystemRow, SystemSubject } from '../../../src/compliance/subjects/system.ts';
import type { Verdict } from '../../../src/compliance/verdict.ts';
import { aCheck, compiled } from '../builders/compliance.ts';

export type AccessSpec = Parameters<typeof aCheck>[0];
export const accountCheckOf = (spec: AccessSpec) =>
  compiled(aCheck(spec)) as CompiledCheckOf<'account', AccountRow, AccountSubject>;
export const systemCheckOf = (spec: AccessSpec) =>
  compiled(aCheck(spec)) as CompiledCheckOf<'system', SystemRow, SystemSubject>;

/** `Failing Offboarded since 2026-03-01T10:00:00Z`. */
export function told({ result, reason, since, dueAt, holdsUntil }: Verdict): string {
  const part = (word: string, ms: number | undefined): string => (ms === undefined ? '' : ` ${word} ${rfc3339(ms)}`);
  return `${result} ${reason}${part('since', since)}${part('due', dueAt)}${part('until', holdsUntil)}`;
}
