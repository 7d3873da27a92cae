// Access reviews from files: the verdicts of the five checks as the accounts, the roster and the spec change, what cannot be read, and that no
// output holds personal data.

import { describe, expect, it } from 'vitest';

import {
  ACCESS_TYPES as TYPES,
  ACCOUNTS,
  asOf,
  folderOf,
  PEOPLE,
  ROSTER,
  secret,
  SYSTEM,
  type World,
} from '../../../test/support/judgement/access-files.ts';
import { object } from '../../../test/support/judgement/judged-files.ts';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';
import type { CheckReport } from './report.ts';

const NOW = '2026-04-01T00:00:00Z';

async function judged(files: Readonly<Record<string, string>>) {
  await using folder = await Folder.with(files);
  const { code, out, err } = await docket('test', folder.path, '--now', NOW, '-o', 'json');
  if (out === '') throw new Error(err);
  const { checks } = JSON.parse(out) as { checks: readonly CheckReport[] };
  const verdicts = Object.fromEntries(checks.map(({ type, result, reason }) => [type, `${result} ${reason}`]));
  return { code, err, verdicts, checks };
}

const WELL = Object.fromEntries(TYPES.map((type) => [type, 'Passing AllPassing']));

describe('docket test of access', () => {
  it('passes where everybody works here, is known and may have access, and the access was reviewed', async () => {
    expect(await judged(folderOf({}))).toMatchObject({ code: 0, err: '', verdicts: WELL });
  });

  it.each<{ name: string; because: string; world: World; want: Readonly<Record<string, string>> }>([
    {
      name: 'a person has left',
      because: 'the account still works; AccessValid says so too',
      world: { people: [...PEOPLE.slice(0, 2), 'grace,grace@example.com,on-call,offboarded,2026-03-31T00:00:00Z'] },
      want: { AccessRemoved: 'Failing Offboarded', AccessValid: 'Failing Offboarded' },
    },
    {
      name: 'a person has left, and the account is suspended',
      because: 'nobody gets in',
      world: {
        people: [...PEOPLE.slice(0, 2), 'grace,grace@example.com,on-call,offboarded,2026-03-31T00:00:00Z'],
        accounts: [...ACCOUNTS.slice(0, 2), 'u2,grace+v@example.com,inactive,'],
      },
      want: {},
    },
    {
      name: 'an account is of nobody',
      because: 'the roster lists everybody, also who has left',
      world: { accounts: [...ACCOUNTS, 'u3,eve@example.com,active,'] },
      want: {
        AccessRemoved: 'Unknown Unidentified',
        UserIdentified: 'Failing NotInRoster',
        AccessValid: 'Failing Unidentified',
      },
    },
    {
      name: 'an account is of nobody, and the roster lists only who works here',
      because: 'they have left',
      world: {
        accounts: [...ACCOUNTS, 'u3,eve@example.com,active,'],
        roster: '{secretRef: {name: staff}, absentMeans: Offboarded, roleMap: [{from: grp-1, to: on-call}]}',
      },
      want: {
        AccessRemoved: 'Failing AbsentFromRoster',
        UserIdentified: 'Failing NotInRoster',
        AccessValid: 'Failing AbsentFromRoster',
      },
    },
    {
      name: 'an account is mapped to a person',
      because: 'a mapping says whose it is',
      world: {
        accounts: [...ACCOUNTS, 'u3,private@mail.example,active,'],
        roster:
          '{secretRef: {name: staff}, roleMap: [{from: grp-1, to: on-call}], identityMappings: [{account: u3, person: ada}]}',
      },
      want: {},
    },
    {
      name: 'a person has another role',
      because: 'the rule is by role',
      world: { people: [...PEOPLE.slice(0, 2), 'grace,grace@example.com,sales,active,'] },
      want: { AccessValid: 'Failing NotAllowed' },
    },
    {
      name: 'a bot is expected',
      because: 'somebody answers for it',
      world: {
        accounts: [...ACCOUNTS, 'svc,,active,bot'],
        system: SYSTEM.replace(
          'lastReview',
          'expectedAccounts: [{match: svc, owner: ops, reason: Backups.}], lastReview',
        ),
      },
      want: {},
    },
    {
      name: 'a bot was expected until yesterday',
      because: 'the time is over',
      world: {
        accounts: [...ACCOUNTS, 'svc,,active,bot'],
        system: SYSTEM.replace(
          'lastReview',
          'expectedAccounts: [{match: svc, owner: ops, reason: Backups., expiresAt: "2026-03-31T00:00:00Z"}], lastReview',
        ),
      },
      want: {
        AccessRemoved: 'Unknown Unidentified',
        UserIdentified: 'Failing ExpectationExpired',
        AccessValid: 'Failing ExpectationExpired',
      },
    },
    {
      name: 'nobody says who may have access',
      because: 'there is no validAccess',
      world: { system: SYSTEM.replace('validAccess: {roles: [on-call]}, ', '') },
      want: { AccessValid: 'Unknown NoAccessRule', AccessRuleDefined: 'Failing NoAccessRule' },
    },
    {
      name: 'the review is overdue',
      because: 'the interval has passed',
      world: { system: SYSTEM.replace('lastReview', 'reviewInterval: 30d, lastReview') },
      want: { AccessReviewed: 'Failing ReviewOverdue' },
    },
  ])('$name: $because', async ({ world, want }) => {
    const changed = Object.keys(world).length > 0;
    expect(changed).toBe(true);
    expect((await judged(folderOf(world))).verdicts).toEqual({ ...WELL, ...want });
  });

  it('names an account by its hash, and exempts it by that name', async () => {
    const left = [...PEOPLE.slice(0, 2), 'grace,grace@example.com,on-call,offboarded,2026-03-31T00:00:00Z'];
    const { checks } = await judged(folderOf({ people: left }));
    const [failing] = checks.find(({ type }) => type === 'AccessRemoved')?.failing ?? [];
    expect(failing).toMatchObject({ reason: 'Offboarded', dueAt: '2026-03-31T00:00:00Z' });
    expect(failing?.name).toMatch(/^vault-[0-9a-f]{12}$/);
    const exception = object(
      'CheckException',
      'handover',
      `{type: AccessRemoved, target: {account: ${failing?.name}}, reason: "Hands over until the end of the week.", ` +
        'requestedBy: ann, approvedBy: bob, expiresAt: "2026-04-02T00:00:00Z"}',
    );
    const exempted = await judged(folderOf({ people: left, more: exception }));
    expect(exempted.verdicts['AccessRemoved']).toBe('Passing AllPassing');
    expect(exempted.checks.find(({ type }) => type === 'AccessRemoved')?.counts.exempted).toBe(1);
  });

  it('names accounts otherwise with another accountKey', async () => {
    const nobody = [...ACCOUNTS, 'u3,eve@example.com,active,'].join('\n');
    const nameWith = async (key: string): Promise<string | undefined> => {
      const files = folderOf({});
      const secrets = secret('vault', 'accounts.csv', nobody, `${asOf(NOW)}  accountKey: "${key}"\n`);
      const { checks } = await judged({
        ...files,
        'secrets.yaml': secrets + secret('staff', 'roster.csv', PEOPLE.join('\n')),
      });
      return checks.find(({ type }) => type === 'UserIdentified')?.failing[0]?.name;
    };
    const [one, again, other] = [await nameWith('k1'), await nameWith('k1'), await nameWith('k2')];
    expect(one).toMatch(/^vault-[0-9a-f]{12}$/);
    expect([again === one, other === one]).toEqual([true, false]);
  });
});

describe('docket test of access that cannot be read', () => {
  const OVER_ACCOUNTS = ['AccessRemoved', 'UserIdentified', 'AccessValid'];
  const OVER_SYSTEMS = ['AccessRuleDefined', 'AccessReviewed'];
  const files = folderOf({});
  const withSecrets = (accounts: string, people: string) => ({ ...files, 'secrets.yaml': accounts + people });
  const [vault, staff] = [
    secret('vault', 'accounts.csv', ACCOUNTS.join('\n')),
    secret('staff', 'roster.csv', PEOPLE.join('\n')),
  ];

  it.each<{ name: string; given: Readonly<Record<string, string>>; reason: string; all?: boolean; says?: string }>([
    {
      name: 'the accounts are too old',
      given: withSecrets(secret('vault', 'accounts.csv', ACCOUNTS.join('\n'), asOf('2026-03-24T23:59:59Z')), staff),
      ...{ reason: 'FileTooOld', all: true },
    },
    {
      name: 'the accounts are malformed',
      given: withSecrets(secret('vault', 'accounts.csv', `${ACCOUNTS.join('\n')}\nu3,zq7canary,active,`), staff),
      ...{ reason: 'FileMalformed', all: true, says: 'accounts.csv line 4, column 4: email is no mail address' },
    },
    { name: 'the accounts are not there', given: withSecrets('', staff), reason: 'NotInFiles', all: true },
    { name: 'the people are not there', given: withSecrets(vault, ''), reason: 'NotInFiles' },
    {
      name: 'the roster is half',
      given: withSecrets(vault, secret('staff', 'roster.csv', `${PEOPLE.join('\n')}\nzq7canary`)),
      ...{ reason: 'FileMalformed', says: 'roster.csv line 4, column 1: the row has 1 fields' },
    },
    {
      name: 'the roster is empty',
      given: withSecrets(vault, secret('staff', 'roster.csv', PEOPLE[0] ?? '')),
      reason: 'FileMalformed',
    },
    {
      name: 'the roster does not say how old it is',
      given: withSecrets(vault, secret('staff', 'roster.csv', PEOPLE.join('\n'), '')),
      reason: 'AsOfMissing',
    },
    {
      name: 'the Secret is encrypted',
      given: withSecrets(
        vault,
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: staff}\nspec: {encryptedData: {}}\n---\n',
      ),
      reason: 'SealedInFiles',
    },
    {
      name: 'the system is suspended',
      given: folderOf({ system: SYSTEM.replace('{accountsFrom', '{suspend: true, accountsFrom') }),
      ...{ reason: 'Suspended', all: true },
    },
    {
      name: 'the roster is suspended',
      given: folderOf({ roster: ROSTER.replace('{secretRef', '{suspend: true, secretRef') }),
      reason: 'Suspended',
    },
    {
      name: 'the roster does not exist',
      given: folderOf({ system: SYSTEM.replace('name: staff', 'name: nobody') }),
      reason: 'SourceMissing',
    },
    {
      name: 'no roster is named',
      given: folderOf({ system: SYSTEM.replace('rosterRef: {name: staff}, ', '') }),
      reason: 'NoRoster',
    },
  ])('is Unknown where $name', async ({ given, reason, all = false, says = '' }) => {
    const { code, verdicts, err } = await judged(given);
    const concerned = all ? [...OVER_ACCOUNTS, ...OVER_SYSTEMS] : OVER_ACCOUNTS;
    expect(verdicts).toEqual({
      ...WELL,
      ...Object.fromEntries(concerned.map((type) => [type, `Unknown ${reason}`])),
    });
    expect(code).toBe(3);
    expect(err).toContain(says);
    expect(err).not.toContain('zq7canary');
  });

  it('reads files beside the objects, also for what a vendor would list', async () => {
    const system = SYSTEM.replace('accountsFrom: {secretRef: {name: vault}}', 'pagerDuty: {}, secretRef: {name: pd}');
    const { 'system.yaml': yaml } = folderOf({ system });
    const beside = { 'vault.accounts.csv': ACCOUNTS.join('\n'), 'roster.csv': PEOPLE.join('\n') };
    expect(await judged({ 'system.yaml': yaml, ...beside })).toMatchObject({ code: 0, verdicts: WELL });
    expect((await judged({ 'system.yaml': yaml, 'roster.csv': PEOPLE.join('\n') })).err).toContain(
      'the CriticalSystem default/vault is not read, NotInFiles: ',
    );
    const second = object('CriticalSystem', 'other', SYSTEM.replace('name: vault', 'name: other'));
    const shared = { 'accounts.csv': ACCOUNTS.join('\n'), 'roster.csv': PEOPLE.join('\n') };
    expect((await judged({ 'system.yaml': yaml + second, ...shared })).verdicts['AccessRemoved']).toBe(
      'Unknown NotInFiles',
    );
  });
});

describe('docket validate of access', () => {
  const validated = async (files: Readonly<Record<string, string>>): Promise<{ code: number; out: string }> => {
    await using folder = await Folder.with(files);
    const { code, out } = await docket('validate', folder.path);
    return { code, out: out.replaceAll(folder.path, 'DIR') };
  };

  it('takes files that can be read, however old they are', async () => {
    expect((await validated(folderOf({}))).code).toBe(0);
  });

  it('says where a file of people or accounts is malformed, and does not quote it', async () => {
    const { code, out } = await validated(
      folderOf({ people: [...PEOPLE, 'zq7canary,,,gone,'], accounts: [...ACCOUNTS, 'u1,,active,'] }),
    );
    expect(code).toBe(2);
    expect(out.trim().split('\n')).toEqual([
      'DIR/system.yaml:4:23: spec.accountsFrom.secretRef: accounts.csv line 4, column 1: account is the same as in line 2',
      expect.stringMatching(/^DIR.system\.yaml:9:8: spec\.secretRef: roster\.csv line 4, column 13: state is none of /),
    ]);
    expect(out).not.toContain('zq7canary');
  });
});
