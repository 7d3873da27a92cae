// Whose account it is, by the golden table of test/fixtures/access/identity.yaml: nothing in it may change unnoticed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, type ScalarTag } from 'yaml';

import { aPerson, anAccount, aStaff, rulesOf } from '../../../test/support/builders/access.ts';
import type { PersonRecord } from '../../integrations/ports/directory.ts';
import type { AccountRecord } from '../../integrations/ports/roster.ts';
import { accountRow } from './account-row.ts';
import type { StaffRules } from './staff.ts';

interface Case {
  readonly name: string;
  readonly because: string;
  readonly people?: ReadonlyArray<Omit<Partial<PersonRecord>, 'email'> & { readonly email?: string | null }>;
  readonly rules?: Partial<StaffRules>;
  readonly account: Partial<AccountRecord>;
  readonly want: string;
}

const FILE = new URL('../../../test/fixtures/access/identity.yaml', import.meta.url);
/** `!finding U1`: the name that findings give the account. */
const finding: ScalarTag = { tag: '!finding', resolve: (id) => rulesOf().nameOf(id) };
const CASES = parse(readFileSync(FILE, 'utf8'), { customTags: [finding] }) as Case[];
const BOTH: Case['people'] = [{}, { person: 'grace', email: 'grace@example.com' }];

/** An address that is null is absent. */
function personOf({ email, ...facts }: NonNullable<Case['people']>[number]): PersonRecord {
  const { email: own, ...person } = aPerson(facts);
  return email === null ? person : { ...person, email: email ?? own ?? '' };
}

describe('whose account it is', () => {
  it('is told by at least sixty cases, each of its own name', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(CASES.length).toBeGreaterThanOrEqual(60);
  });

  it.each(CASES)('$name: $because', ({ people = BOTH, rules = {}, account, want }) => {
    const { id, login, email, kind, state } = anAccount(account);
    const compiled = rulesOf();
    const kept = { name: compiled.nameOf(id), id, login, email, kind, state };
    const { row, identity } = accountRow(kept, compiled, aStaff(people.map(personOf), rules));
    expect(identity.kind === 'Person' ? identity.person.name : row.identity).toBe(want);
  });

  it('is not known without a roster', () => {
    const kept = { ...anAccount({ email: 'ada@example.com' }), name: 'pager-1', login: undefined };
    expect(accountRow(kept, rulesOf(), undefined).row.identity).toBe('NoRoster');
  });
});
