// What the status of a system says of its accounts: how many there are by verdict, and which need attention, by their hashed names. Made of the
// verdicts of the check types, with no time to remove access in. Pure.

import { rfc3339 } from '../../base/instants.ts';
import type { AccountRow } from '../../compliance/access/account-row.ts';
import { standingOf } from '../../compliance/access/standing.ts';
import { accessRemovedVerdict } from '../../compliance/checks/access-removed.ts';
import { accessValidVerdict } from '../../compliance/checks/access-valid.ts';
import { userIdentifiedVerdict } from '../../compliance/checks/user-identified.ts';
import type { Verdict } from '../../compliance/verdict.ts';
import type { CriticalSystemStatus } from '../../api/v1alpha1/criticalsystem.gen.ts';

export type AccountCounts = Required<NonNullable<CriticalSystemStatus['accounts']>>;
export type Finding = NonNullable<CriticalSystemStatus['findings']>[number];

/** The CRD's `maxItems`. */
const MAX_FINDINGS = 50;

export interface AccountFindings {
  readonly counts: AccountCounts;
  /** Sorted by name; the first {@link MAX_FINDINGS}. */
  readonly findings: readonly Finding[];
  readonly truncated: boolean;
  /** The last instant at which all of it holds by time alone, epoch milliseconds; undefined where time changes nothing. */
  readonly holdsUntil: number | undefined;
}

type Kind = Exclude<keyof AccountCounts, 'total'>;

/** What is said of one account. `verdict` is the one that decided, and `type` the check type that gave it. */
export interface JudgedAccount {
  readonly kind: Kind;
  readonly type: 'AccessRemoved' | 'UserIdentified' | 'AccessValid';
  readonly verdict: Verdict;
  readonly holdsUntil: number | undefined;
}

/** `rejected`: accounts that could not be read. They count as unknown. */
export function findingsOf(rows: Iterable<AccountRow>, rejected: number, nowMs: number): AccountFindings {
  const counts: AccountCounts = {
    ...{ total: rejected, unknown: rejected },
    ...{ valid: 0, invalid: 0, unidentified: 0, offboarded: 0, expected: 0, inactive: 0 },
  };
  const findings: Finding[] = [];
  let holdsUntil: number | undefined;
  for (const row of rows) {
    const judged = judgeAccount(row, nowMs);
    counts.total++;
    counts[judged.kind]++;
    const verdict = FINDINGS[judged.kind];
    if (verdict !== undefined) findings.push(findingOf(row, verdict, judged.verdict));
    if (judged.holdsUntil !== undefined) holdsUntil = Math.min(holdsUntil ?? Infinity, judged.holdsUntil);
  }
  findings.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    counts,
    findings: findings.slice(0, MAX_FINDINGS),
    truncated: findings.length > MAX_FINDINGS,
    holdsUntil,
  };
}

/** The first that applies. An account with which nobody can get in is of no concern, whoever's it is. */
export function judgeAccount(row: AccountRow, nowMs: number): JudgedAccount {
  const subject = { row };
  const removed = accessRemovedVerdict(subject, AT_ONCE, nowMs);
  const identified = userIdentifiedVerdict(subject, NO_PARAMETERS, nowMs);
  const valid = accessValidVerdict(subject, NO_PARAMETERS, nowMs);
  const verdicts = { AccessRemoved: removed, UserIdentified: identified, AccessValid: valid };
  const { isExpected, holdsUntil } = standingOf(row, nowMs);
  const judged = (kind: Kind, type: JudgedAccount['type']): JudgedAccount => {
    return { kind, type, verdict: verdicts[type], holdsUntil };
  };
  if (row.state === 'inactive') return judged('inactive', 'AccessValid');
  if (owes(removed)) return judged('offboarded', 'AccessRemoved');
  if (identified.result === 'Failing') return judged('unidentified', 'UserIdentified');
  if (valid.result === 'Failing') return judged('invalid', 'AccessValid');
  const unknown = TYPES.find((type) => verdicts[type].result === 'Unknown');
  if (unknown !== undefined) return judged('unknown', unknown);
  return judged(isExpected ? 'expected' : 'valid', 'AccessValid');
}

const owes = ({ result }: Verdict): boolean => result === 'Failing' || result === 'Due';

const TYPES = ['AccessRemoved', 'UserIdentified', 'AccessValid'] as const;
const NO_PARAMETERS = { parameters: null, graceMs: 0 } as const;
const AT_ONCE = { parameters: { withinMs: 0 }, graceMs: 0 } as const;

/** The verdicts that people should look at. */
const FINDINGS: Partial<Record<Kind, Finding['verdict']>> = {
  offboarded: 'Offboarded',
  unidentified: 'Unidentified',
  invalid: 'Invalid',
  unknown: 'Unknown',
};

function findingOf({ name }: AccountRow, verdict: Finding['verdict'], { reason, since, dueAt }: Verdict): Finding {
  return {
    name,
    verdict,
    reason,
    ...(since === undefined ? {} : { since: rfc3339(since) }),
    ...(dueAt === undefined ? {} : { dueAt: rfc3339(dueAt) }),
  };
}
