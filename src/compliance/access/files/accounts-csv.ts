// `accounts.csv`: the accounts of a system without an API. `account,email,name,roles,state,kind`, of which account and state are required.

import type { AccountRecord } from '../../../integrations/ports/roster.ts';
import { type Parsed, parsed } from './fault.ts';
import { tableRows, type TableRow } from './table.ts';
import { listOf, optionalAddress, optionalText, optionalWord, requiredText, requiredWord, Unique } from './values.ts';

const COLUMNS = { required: ['account', 'state'], optional: ['email', 'name', 'roles', 'kind'] } as const;
const STATES = ['active', 'inactive', 'offboarded', 'pending', 'unknown'] as const;
const KINDS = ['person', 'bot', 'guest'] as const;

/** In a system an account that is offboarded is one with which nobody gets in, and a pending one may be used at any time. */
const STATE_OF = {
  active: 'active',
  inactive: 'inactive',
  offboarded: 'inactive',
  pending: 'active',
  unknown: 'unknown',
} as const satisfies Record<(typeof STATES)[number], AccountRecord['state']>;

export function readAccountsCsv(text: string): Parsed<AccountRecord[]> {
  return parsed(() => {
    const ids = new Unique('account', (id) => id);
    return tableRows(text, COLUMNS).map((row) => {
      const record = accountOf(row);
      ids.add(record.id, row.field('account'));
      return record;
    });
  });
}

function accountOf(row: TableRow): AccountRecord {
  const id = requiredText('account', row.field('account'));
  const email = optionalAddress('email', row.field('email'));
  const name = optionalText('name', row.field('name'));
  const state = requiredWord('state', row.field('state'), STATES);
  return {
    id,
    // What the system calls it: people may be found by it where it is an address.
    login: id,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    kind: optionalWord('kind', row.field('kind'), KINDS) ?? 'person',
    state: STATE_OF[state],
    pending: state === 'pending',
    roles: listOf('roles', row.field('roles'), optionalText).toSorted(),
    groups: [],
  };
}
