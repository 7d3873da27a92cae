// What a reviewer sees of accounts, in both forms.

import { describe, expect, it } from 'vitest';
import { anAccount, aPerson, aStaff, rulesOf } from '../../../test/support/builders/access.ts';
import { anException } from '../../../test/support/builders/exceptions.ts';
import { SystemAccounts } from '../../compliance/access/system-accounts.ts';
import { accessCsv, accessTable } from './access-text.ts';
import { reviewAccounts } from './reviewed-account.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const RECORDS = [
  anAccount({
    id: 'U1',
    login: 'ada',
    email: 'ada@example.com',
    name: 'Ada',
    roles: ['admin', 'user'],
    groups: ['ops'],
  }),
  anAccount({ id: 'U2', login: 'bob', email: 'bob@example.com', secondFactor: false }),
  anAccount({ id: 'U3', email: 'stranger@example.com' }),
  anAccount({ id: 'U4', login: '=cmd', kind: 'bot' }),
];
const STAFF = aStaff([aPerson(), aPerson({ person: 'bob', email: 'bob@example.com', state: 'offboarded' })]);

function review(target?: string) {
  const expectedAccounts = [{ match: '=cmd', owner: 'platform', reason: 'Opens incidents.' }];
  const accounts = new SystemAccounts(rulesOf({ expectedAccounts }), STAFF);
  accounts.list(RECORDS);
  const exceptions =
    target === undefined ? [] : [anException({ target: { account: target } }, { status: { state: 'Active' } })];
  return reviewAccounts({ accounts, records: RECORDS, exceptions, now: NOW });
}

describe('reviewed accounts', () => {
  it('come with their person, verdict and why; what needs attention first', () => {
    expect(review().map(({ record, person, verdict, reason }) => [record.id, person, verdict, reason])).toEqual([
      ['U2', 'bob', 'Offboarded', 'Offboarded'],
      ['U3', undefined, 'Unidentified', 'NotInRoster'],
      ['U4', undefined, 'Expected', 'Expected'],
      ['U1', 'ada', 'Valid', 'Allowed'],
    ]);
  });

  it('print as a table that names what findings name', () => {
    const accounts = review();
    const text = accessTable({ system: 'pager', accounts, asOf: NOW });
    const [heading, first] = text.split('\n');
    expect(heading).toMatch(/^ACCOUNT +PERSON +ROLES +VERDICT +WHY +NAME$/);
    expect(first).toMatch(
      /^bob +bob +- +Offboarded +The person has left, and the account still works\. +pager-[0-9a-f]{12}$/,
    );
    expect(text).toContain(
      '4 accounts of pager as of 2026-03-02T10:00:00Z: 1 offboarded, 1 unidentified, 1 expected, 1 valid.',
    );
  });

  it('say which exception is in force for them', () => {
    const [first] = review();
    const [exempted] = review(first?.name);
    expect(exempted).toMatchObject({ name: first?.name, exception: 'accepted' });
    expect(accessTable({ system: 'pager', accounts: review(first?.name), asOf: NOW })).toContain(
      'Offboarded (exempted)',
    );
  });

  it('print as CSV, one line per account, whatever is in a cell', () => {
    const lines = accessCsv({ system: 'pager', accounts: review(), asOf: NOW }).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'system,asOf,account,login,email,name,kind,state,roles,groups,secondFactor,person,verdict,reason,why,exception,finding',
    );
    expect(lines[1]).toMatch(
      /^pager,2026-03-02T10:00:00Z,U2,bob,bob@example\.com,,person,active,,,false,bob,Offboarded,Offboarded,/,
    );
    expect(lines[3]).toContain(',"\'=cmd",');
    expect(lines[4]).toContain(',admin;user,ops,');
  });
});
