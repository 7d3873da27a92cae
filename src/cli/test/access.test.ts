// Access reviews from files: where the accounts and people are looked for, what is not there or broken, and how accounts are named. What the checks
// say of what is there: access-worlds.test.ts.

import { describe, expect, it } from 'vitest';

import {
  ACCESS_TYPES as TYPES,
  ACCOUNTS,
  asOf,
  folderOf,
  PEOPLE,
  secret,
  SYSTEM,
} from '../../../test/support/judgement/access-files.ts';
import { check, object } from '../../../test/support/judgement/judged-files.ts';
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

describe('docket test of the default checks of a system', () => {
  const { 'secrets.yaml': secrets } = folderOf({});
  const roster = object('StaffRoster', 'staff', '{secretRef: {name: staff}}');
  const system = (members = ''): string =>
    object('CriticalSystem', 'vault', SYSTEM.replace('{accountsFrom', `{${members}accountsFrom`));
  const namesIn = async (yaml: string): Promise<readonly string[]> => {
    await using folder = await Folder.with({ 'a.yaml': roster + yaml + check('own'), 'secrets.yaml': secrets });
    const { out } = await docket('test', folder.path, '--now', NOW, '-o', 'json');
    return (JSON.parse(out) as { checks: readonly CheckReport[] }).checks.map(({ name }) => name);
  };
  const OF_VAULT = ['access-rule-defined', 'access-valid', 'access-removed', 'access-reviewed', 'user-identified'].map(
    (type) => `vault-${type}`,
  );

  it('judges those that the operator would create, and a check of the same name once', async () => {
    expect(await namesIn(system())).toEqual(['own', ...OF_VAULT].toSorted());
    const edited = check('vault-access-valid', '{type: AccessValid, suspend: true}');
    expect(await namesIn(system() + edited)).toEqual(['own', ...OF_VAULT].toSorted());
  });

  it.each([
    { because: 'the system wants none', yaml: system('defaultChecks: Disabled, ') },
    {
      because: 'nothing in the files could be judged by them',
      yaml: system().replace('accountsFrom: {secretRef: {name: vault}}', 'pagerDuty: {}, secretRef: {name: pd}'),
    },
  ])('judges none of them where $because', async ({ yaml }) => {
    expect(await namesIn(yaml)).toEqual(['own']);
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
      name: 'the Secret is encrypted',
      given: withSecrets(
        vault,
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: staff}\nspec: {encryptedData: {}}\n---\n',
      ),
      reason: 'SealedInFiles',
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
