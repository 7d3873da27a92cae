// What a CriticalSystem says of an account: by role, by name, by account, and what is expected.

import { describe, expect, it } from 'vitest';

import { aPerson, anAccount, aStaff, rulesOf } from '../../../test/support/builders/access.ts';
import type { CriticalSystemSpec } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { AccountRecord } from '../../integrations/ports/roster.ts';
import { accountRow } from './account-row.ts';

type Rule = NonNullable<CriticalSystemSpec['validAccess']>;
const STAFF = aStaff([aPerson({ roles: ['On-Call', 'grp-7'], aliases: ['countess@example.com'] })], {
  roleMap: [{ from: 'GRP-7', to: 'Security' }],
});

function rowFor(account: Partial<AccountRecord>, spec: Partial<CriticalSystemSpec>) {
  const { id, login, email, kind, state } = anAccount(account);
  const rules = rulesOf(spec);
  return accountRow({ name: rules.nameOf(id), id, login, email, kind, state }, rules, STAFF).row;
}

describe('validAccess', () => {
  const ADA = { email: 'ada@example.com' };
  it.each<{ name: string; rule: Rule | undefined; account: Partial<AccountRecord>; want: string }>([
    { name: 'no rule', rule: undefined, account: ADA, want: 'NoRule' },
    { name: 'all staff, and a person', rule: { allStaff: true }, account: ADA, want: 'Allowed' },
    { name: 'all staff, and nobody', rule: { allStaff: true }, account: {}, want: 'NotAllowed' },
    { name: 'a role in another case', rule: { roles: ['on-call'] }, account: ADA, want: 'Allowed' },
    { name: 'a role in another case in the rule', rule: { roles: ['ON-CALL'] }, account: ADA, want: 'Allowed' },
    { name: 'a role that the roleMap gives', rule: { roles: ['security'] }, account: ADA, want: 'Allowed' },
    { name: 'a role that the roleMap took', rule: { roles: ['grp-7'] }, account: ADA, want: 'NotAllowed' },
    { name: 'another role', rule: { roles: ['sales'] }, account: ADA, want: 'NotAllowed' },
    { name: 'a role, and nobody', rule: { roles: ['on-call'] }, account: {}, want: 'NotAllowed' },
    { name: 'the id', rule: { accounts: ['U1'] }, account: {}, want: 'Allowed' },
    { name: 'another id', rule: { accounts: ['U2'] }, account: ADA, want: 'NotAllowed' },
    { name: 'the login', rule: { accounts: ['OctoCat'] }, account: { login: 'octocat' }, want: 'Allowed' },
    { name: 'the address', rule: { accounts: ['Ada+x@example.com'] }, account: ADA, want: 'Allowed' },
    { name: 'the person', rule: { accounts: ['Ada'] }, account: ADA, want: 'Allowed' },
    { name: 'an alias of the person', rule: { accounts: ['countess@example.com'] }, account: ADA, want: 'Allowed' },
  ])('$name: $want', ({ rule, account, want }) => {
    expect(
      rowFor(account, rule === undefined ? { validAccess: { allStaff: false } } : { validAccess: rule }).allowed,
    ).toBe(want);
  });
});

describe('expectedAccounts', () => {
  const expected = (match: string, expiresAt?: string) => ({
    expectedAccounts: [{ match, owner: 'ops', reason: 'Backups.', ...(expiresAt !== undefined && { expiresAt }) }],
  });
  it.each<{ name: string; spec: Partial<CriticalSystemSpec>; want: number | undefined }>([
    { name: 'by id, without an end', spec: expected('U1'), want: Number.POSITIVE_INFINITY },
    { name: 'by login, in any case', spec: expected('SVC'), want: Number.POSITIVE_INFINITY },
    { name: 'by address', spec: expected('svc+a@example.com'), want: Number.POSITIVE_INFINITY },
    { name: 'by the name of a finding', spec: expected(rulesOf().nameOf('U1')), want: Number.POSITIVE_INFINITY },
    { name: 'with an end', spec: expected('U1', '2026-03-31T00:00:00Z'), want: Date.parse('2026-03-31T00:00:00Z') },
    {
      name: 'with an end that cannot be read: it is over',
      spec: expected('U1', 'soon'),
      want: Number.NEGATIVE_INFINITY,
    },
    { name: 'another account', spec: expected('U2'), want: undefined },
    { name: 'none', spec: {}, want: undefined },
  ])('$name', ({ spec, want }) => {
    expect(rowFor({ kind: 'bot', login: 'svc', email: 'svc@example.com' }, spec).expectedUntil).toBe(want);
  });

  it('that name one account twice count until the later end', () => {
    const [one, other] = [expected('U1', '2026-03-31T00:00:00Z'), expected('svc', '2026-04-30T00:00:00Z')];
    const expectedAccounts = [...one.expectedAccounts, ...other.expectedAccounts];
    expect(rowFor({ login: 'svc' }, { expectedAccounts }).expectedUntil).toBe(Date.parse('2026-04-30T00:00:00Z'));
  });
});
