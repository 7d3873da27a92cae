// The accounts of a system in memory: what a change costs, by counting, and that rows are always those that working out everything anew
// would give.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aPerson, anAccount, aStaff, rulesOf } from '../../../test/support/builders/access.ts';
import type { PersonRecord } from '../../integrations/ports/directory.ts';
import type { AccountRecord } from '../../integrations/ports/roster.ts';
import type { AccountRow } from './account-row.ts';
import { type RowChange, SystemAccounts } from './system-accounts.ts';

const people = (count: number): PersonRecord[] =>
  Array.from({ length: count }, (_, n) => aPerson({ person: `p${n}`, email: `p${n}@example.com` }));
const accounts = (count: number): AccountRecord[] =>
  Array.from({ length: count }, (_, n) => anAccount({ id: `U${n}`, email: `p${n}@example.com` }));

/** The second person has left. */
const oneLeft = (count: number): PersonRecord[] =>
  people(count).map((person, n) => (n === 1 ? { ...person, state: 'offboarded' } : person));

function filled(count: number): SystemAccounts {
  const system = new SystemAccounts(rulesOf(), aStaff(people(count)));
  system.list(accounts(count));
  return system;
}

/** How many rows `change` works out, and how many come of it. */
function cost(system: SystemAccounts, change: () => readonly RowChange[]): { built: number; changes: number } {
  const before = system.built;
  const changes = change().length;
  return { built: system.built - before, changes };
}

describe('a change of the roster', () => {
  it.each([500, 5_000])('of one person costs one account of %i', (count) => {
    const system = filled(count);
    expect(cost(system, () => system.setStaff(aStaff(oneLeft(count))))).toEqual({ built: 1, changes: 1 });
  });

  it('of nothing costs nothing', () => {
    const system = filled(50);
    expect(cost(system, () => system.setStaff(aStaff(people(50))))).toEqual({ built: 0, changes: 0 });
    expect(cost(system, () => system.list(accounts(50)))).toEqual({ built: 0, changes: 0 });
  });

  it('that nobody sees costs the account, and gives no row', () => {
    const system = filled(50);
    const renamed = people(50).map((person, n) => (n === 1 ? { ...person, aliases: ['other@example.com'] } : person));
    expect(cost(system, () => system.setStaff(aStaff(renamed)))).toEqual({ built: 1, changes: 0 });
  });

  it('that gives the address of one to another concerns both', () => {
    const system = filled(50);
    const taken = people(50).map((person, n) => (n === 1 ? { ...person, aliases: ['p2@example.com'] } : person));
    expect(system.setStaff(aStaff(taken)).map(({ after }) => after?.identity)).toEqual(['Ambiguous']);
  });

  it('that is lost makes every account unjudgeable', () => {
    const system = filled(3);
    expect(system.setStaff(undefined).map(({ after }) => after?.identity)).toEqual([
      'NoRoster',
      'NoRoster',
      'NoRoster',
    ]);
  });

  it('in what a mapping says concerns the accounts of the mapping', () => {
    const rules = { identityMappings: [{ account: 'U0', person: 'p9' }] };
    const system = new SystemAccounts(rulesOf(), aStaff(people(10), rules));
    system.list(accounts(3));
    const left = people(10).map((person, n) => (n === 9 ? { ...person, state: 'offboarded' as const } : person));
    expect(cost(system, () => system.setStaff(aStaff(left, rules)))).toEqual({ built: 1, changes: 1 });
  });
});

describe('a listing', () => {
  it('gives what came, changed and went', () => {
    const system = filled(3);
    const [first, second] = accounts(3) as [AccountRecord, AccountRecord];
    const told = system.list([first, { ...second, state: 'inactive' }, anAccount({ id: 'U9' })]);
    const namesOf = (row: AccountRow | undefined): string | undefined => row && `${row.state} ${row.identity}`;
    expect(told.map(({ before, after }) => [namesOf(before), namesOf(after)])).toEqual([
      ['active Person', undefined],
      ['active Person', 'inactive Person'],
      [undefined, 'active Nobody'],
    ]);
  });

  it('that has an account twice says nothing of its state, unless both say the same', () => {
    const system = new SystemAccounts(rulesOf(), aStaff(people(1)));
    const [account] = accounts(1) as [AccountRecord];
    system.list([account, account]);
    expect([...system.rows()].map(({ state }) => state)).toEqual(['active']);
    system.list([account, { ...account, state: 'inactive' }]);
    expect([...system.rows()].map(({ state }) => state)).toEqual(['unknown']);
  });

  it('keeps a name of an account while its address changes', () => {
    const system = filled(1);
    const [before] = [...system.rows()];
    system.list([anAccount({ id: 'U0', email: 'new@example.com' })]);
    expect([...system.rows()].map(({ name }) => name)).toEqual([before?.name]);
  });
});

describe('a change of the spec', () => {
  it('gives the rows that it judges otherwise', () => {
    const system = filled(3);
    const told = system.setRules(rulesOf({ validAccess: { accounts: ['U0', 'P1@example.com'] } }));
    expect(told.map(({ after }) => after?.allowed)).toEqual(['NotAllowed']);
  });

  it('of the key renames every account', () => {
    const system = filled(2);
    const told = system.setRules(rulesOf({}, { uid: 'another' }));
    expect(told.map(({ before, after }) => [before === undefined, after === undefined])).toEqual([
      [false, true],
      [true, false],
      [false, true],
      [true, false],
    ]);
  });
});

describe('the rows', () => {
  const address = fc.constantFrom('a@x.org', 'b@x.org', 'c@x.org', 'a+1@x.org', 'none');
  const aPersonOf = fc.record({
    person: fc.constantFrom('p', 'q', 'r'),
    email: address,
    aliases: fc.array(address, { maxLength: 1 }),
    roles: fc.constant<string[]>([]),
    state: fc.constantFrom<PersonRecord['state'][]>('active', 'offboarded'),
  });
  const anAccountOf = fc.record({
    id: fc.constantFrom('1', '2', '3', '4'),
    email: address,
    state: fc.constantFrom<AccountRecord['state'][]>('active', 'inactive'),
  });
  const mappings = fc.array(
    fc.record({ account: fc.constantFrom('1', '2', 'a@x.org'), person: fc.constantFrom('p', 'q', 'b@x.org', 'gone') }),
    { maxLength: 2 },
  );
  const step = fc.oneof(
    fc.record({ kind: fc.constant('list' as const), accounts: fc.array(anAccountOf, { maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('staff' as const),
      people: fc.array(aPersonOf, { maxLength: 3 }),
      identityMappings: mappings,
    }),
  );

  it('are those of working out everything anew, after any changes', () => {
    const sorted = (rows: Iterable<AccountRow>): AccountRow[] =>
      [...rows].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const system = new SystemAccounts(rulesOf(), undefined);
        const followed = new Map<string, AccountRow>();
        let staff: ReturnType<typeof aStaff> | undefined;
        let listed: AccountRecord[] = [];
        for (const each of steps) {
          if (each.kind === 'staff') staff = aStaff(each.people, { identityMappings: each.identityMappings });
          else listed = each.accounts.map((account) => anAccount(account));
          const changes = each.kind === 'staff' ? system.setStaff(staff) : system.list(listed);
          for (const { before, after } of changes) {
            expect(before && followed.get(before.name)).toEqual(before);
            if (after === undefined) followed.delete(before?.name ?? '');
            else followed.set(after.name, after);
          }
        }
        const anew = new SystemAccounts(rulesOf(), staff);
        anew.list(listed);
        expect(sorted(system.rows())).toEqual(sorted(anew.rows()));
        expect(sorted(followed.values())).toEqual(sorted(anew.rows()));
      }),
      { numRuns: 300 },
    );
  });
});
