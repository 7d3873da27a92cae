// What a reviewer sees of accounts, in both forms.

import { describe, expect, it } from 'vitest';
import { anAccount, aPerson, aStaff, rulesOf } from '../../../test/support/builders/access.ts';
import { aCheck } from '../../../test/support/builders/compliance.ts';
import { anException, type SpecChanges } from '../../../test/support/builders/exceptions.ts';
import type { CheckExceptionSpec } from '../../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { SystemAccounts } from '../../compliance/access/system-accounts.ts';
import { accessCsv, accessTable } from './access-text.ts';
import { exemptionsFor } from './exemptions.ts';
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

/** `target`: the exception is for all checks unless `spec` says otherwise. */
function review(
  target?: CheckExceptionSpec['target'],
  spec: SpecChanges = {},
  checks: readonly ComplianceCheck[] = [],
) {
  const expectedAccounts = [{ match: '=cmd', owner: 'platform', reason: 'Opens incidents.' }];
  const accounts = new SystemAccounts(rulesOf({ expectedAccounts }, { labels: { tier: 'one' } }), STAFF);
  accounts.list(RECORDS);
  const exceptions = target === undefined ? [] : [anException({ target, ...spec })];
  const exemptionOf = exemptionsFor({ exceptions, checks, nowMs: NOW.getTime() });
  return reviewAccounts({ accounts, records: RECORDS, exemptionOf, now: NOW });
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

  const account = review()[0]?.name ?? '';
  const removed = aCheck({ type: 'AccessRemoved' }, { name: 'removed' });
  const elsewhere = aCheck(
    { type: 'AccessRemoved', selector: { systemRefs: [{ name: 'other' }] } },
    { name: 'elsewhere' },
  );
  const labelled = { matchLabels: { tier: 'one' } };

  it.each<{ because: string; given: Parameters<typeof review>; isExempted: boolean }>([
    { because: 'it names the account', given: [{ account }], isExempted: true },
    { because: 'it names another account', given: [{ account: 'pager-000000000000' }], isExempted: false },
    { because: 'the system has its labels', given: [labelled], isExempted: true },
    { because: 'the system has other labels', given: [{ matchLabels: { tier: 'two' } }], isExempted: false },
    { because: 'it is for the type that decides', given: [labelled, { type: 'AccessRemoved' }], isExempted: true },
    { because: 'it is for another type', given: [labelled, { type: 'UserIdentified' }], isExempted: false },
    {
      because: 'it names the check',
      given: [{ account }, { checkRef: { name: 'removed' } }, [removed]],
      isExempted: true,
    },
    { because: 'there is no such check', given: [{ account }, { checkRef: { name: 'removed' } }], isExempted: false },
    {
      because: 'another check of the type is not exempted',
      given: [{ account }, { checkRef: { name: 'removed' } }, [removed, aCheck(removed.spec, { name: 'second' })]],
      isExempted: false,
    },
    {
      because: 'a check of another system does not judge it',
      given: [{ account }, { checkRef: { name: 'removed' } }, [removed, elsewhere]],
      isExempted: true,
    },
    { because: 'nobody approved it', given: [{ account }, { approvedBy: undefined }], isExempted: false },
    { because: 'who asked for it approved it', given: [{ account }, { approvedBy: 'ann' }], isExempted: false },
    { because: 'it has expired', given: [{ account }, { expiresAt: '2026-03-01T00:00:00Z' }], isExempted: false },
  ])('say whether an exception is in force for them: $because', ({ given, isExempted }) => {
    const accounts = review(...given);
    expect(accounts[0]).toMatchObject({ name: account, exception: isExempted ? 'accepted' : undefined });
    const [, first = ''] = accessTable({ system: 'pager', accounts, asOf: NOW }).split('\n');
    expect(first.includes('Offboarded (exempted)')).toBe(isExempted);
    expect(first.includes('Exempted by accepted.')).toBe(isExempted);
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
