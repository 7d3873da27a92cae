// How reviewed accounts print: a table for people, or CSV for an auditor. Decides nothing.

import { rfc3339 } from '../../base/instants.ts';
import { csv } from '../csv.ts';
import { table } from '../table.ts';
import { countsText, type ReviewedAccount, titleOf } from './reviewed-account.ts';

interface Reviewed {
  readonly system: string;
  readonly accounts: readonly ReviewedAccount[];
  /** What the accounts are as of. */
  readonly asOf: Date;
}

const HEADINGS = ['ACCOUNT', 'PERSON', 'ROLES', 'VERDICT', 'WHY', 'NAME'];

export function accessTable({ system, accounts, asOf }: Reviewed): string {
  const rows = accounts.map(({ record, person, verdict, why, name, exception }) => [
    titleOf(record),
    person ?? '-',
    record.roles.join(', ') || '-',
    exception === undefined ? verdict : `${verdict} (exempted)`,
    exception === undefined ? why : `${why} Exempted by ${exception}.`,
    name,
  ]);
  const summary = `${accounts.length} accounts of ${system} as of ${rfc3339(asOf)}: ${countsText(accounts)}.`;
  return `${table(HEADINGS, rows)}\n\n${summary}\n`;
}

const COLUMNS = [
  ...(['system', 'asOf', 'account', 'login', 'email', 'name', 'kind', 'state', 'roles', 'groups'] as const),
  ...(['secondFactor', 'person', 'verdict', 'reason', 'why', 'exception', 'finding'] as const),
];

/** Lists in a cell are separated by `;`, as in the files that Docket reads. */
export function accessCsv({ system, accounts, asOf }: Reviewed): string {
  const rows = accounts.map(({ record, person = '', verdict, reason, why, exception = '', name: finding }) => {
    const { id, login = '', email = '', name = '', kind, state, roles, groups, secondFactor } = record;
    const factor = secondFactor === undefined ? '' : String(secondFactor);
    return [
      ...[system, rfc3339(asOf), id, login, email, name, kind, state, roles.join(';'), groups.join(';')],
      ...[factor, person, verdict, reason, why, exception, finding],
    ];
  });
  return csv(COLUMNS, rows);
}
