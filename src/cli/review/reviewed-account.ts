// One account as a reviewer sees it: what the system says of it, whose it is, the verdict and why. Pure: made of what was read a moment ago.

import type { SystemAccounts } from '../../compliance/access/system-accounts.ts';
import { checkTypes } from '../../compliance/checks/registry.ts';
import { judgeAccount, type JudgedAccount } from '../../controllers/criticalsystem/findings.ts';
import type { AccountRecord } from '../../integrations/ports/roster.ts';
import type { ExemptionOf } from './exemptions.ts';

export interface ReviewedAccount {
  /** The hashed name that findings, checks and exceptions give it. */
  readonly name: string;
  readonly record: AccountRecord;
  /** As the roster names the person; undefined where nobody is found. */
  readonly person: string | undefined;
  readonly verdict: Verdict;
  /** CamelCase, as checks give it. */
  readonly reason: string;
  readonly why: string;
  /** The exception that is in force for what is said of it. */
  readonly exception: string | undefined;
}

/** In the order in which a reviewer looks at them. */
const VERDICTS = ['Offboarded', 'Invalid', 'Unidentified', 'Unknown', 'Expected', 'Valid', 'Inactive'] as const;
export type Verdict = (typeof VERDICTS)[number];

const NAMES = {
  offboarded: 'Offboarded',
  invalid: 'Invalid',
  unidentified: 'Unidentified',
  unknown: 'Unknown',
  expected: 'Expected',
  valid: 'Valid',
  inactive: 'Inactive',
} as const satisfies Record<JudgedAccount['kind'], Verdict>;

/** What a reason means: in the words of the check that decided. */
function meaningOf({ type, verdict: { reason } }: JudgedAccount): string {
  return checkTypes[type].reasons[reason] ?? reason;
}

interface Read {
  readonly accounts: SystemAccounts;
  readonly records: readonly AccountRecord[];
  readonly exemptionOf: ExemptionOf;
  readonly now: Date;
}

/** What needs attention first, then by account. */
export function reviewAccounts({ accounts, records, exemptionOf, now }: Read): ReviewedAccount[] {
  const byID = new Map(records.map((record) => [record.id, record]));
  const reviewed = [...accounts.held()].flatMap(({ account, identity, row }) => {
    const record = byID.get(account.id);
    if (record === undefined) return [];
    const judged = judgeAccount(row, now.getTime());
    return {
      ...{ name: row.name, record, verdict: NAMES[judged.kind], reason: judged.verdict.reason },
      why: meaningOf(judged),
      person: identity.kind === 'Person' ? identity.person.name : undefined,
      exception: exemptionOf(row, judged.type),
    };
  });
  return reviewed.toSorted((a, b) => rank(a) - rank(b) || compare(titleOf(a.record), titleOf(b.record)));
}

/** What people call the account. */
export function titleOf({ login, email, id }: AccountRecord): string {
  return login ?? email ?? id;
}

const rank = ({ verdict }: ReviewedAccount): number => VERDICTS.indexOf(verdict);
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** `2 offboarded, 10 valid`: those that there are, in the order of {@link VERDICTS}. */
export function countsText(reviewed: readonly ReviewedAccount[]): string {
  const counts = VERDICTS.map((verdict) => {
    return { verdict, count: reviewed.filter((each) => each.verdict === verdict).length };
  });
  return counts
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict.toLowerCase()}`)
    .join(', ');
}
