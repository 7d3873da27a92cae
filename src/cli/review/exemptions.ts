// Which exception is in force for an account, of whatever kind: by its name, by the labels of its system, for a check, a type or all. Asks what
// the judge asks. Pure.

import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { AccountRow } from '../../compliance/access/account-row.ts';
import { compileCheck } from '../../compliance/checks/compile.ts';
import { compileException, ExceptionIndex } from '../../compliance/exceptions.ts';
import { accountSubjects } from '../../compliance/subjects/account.ts';

interface Given {
  readonly exceptions: readonly CheckException[];
  /** Of the namespace. */
  readonly checks: readonly ComplianceCheck[];
  readonly nowMs: number;
}

/** The name of the exception for an account and a check type; undefined where one of the checks of that type does not have it. */
export type ExemptionOf = (row: AccountRow, type: string) => string | undefined;

/** Without a check of the type, an exception that names no check counts: that is what the first one would find. */
export function exemptionsFor({ exceptions, checks, nowMs }: Given): ExemptionOf {
  const index = new ExceptionIndex();
  for (const object of exceptions) {
    const compiled = compileException(object);
    if (compiled.ok) index.set(compiled.exception);
  }
  const compiled = checks.map(compileCheck).flatMap((result) => (result.ok ? [result.check] : []));
  const overAccounts = compiled.filter((check) => check.subject === accountSubjects.kind);
  return (row, type) => {
    const judging = overAccounts.filter((check) => !check.suspended && check.type === type && check.selects(row));
    const identities = judging.length === 0 ? [{ name: '', type }] : judging;
    const covering = identities.map((check) => index.covering(accountSubjects, check, row, nowMs)[0]);
    if (covering.includes(undefined)) return undefined;
    return covering[0]?.key.slice(row.namespace.length + 1);
  };
}
