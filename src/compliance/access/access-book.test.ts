// The memory of accounts and people: what waits for what, what a change costs, and that nothing of what is gone stays.

import { beforeEach, describe, expect, it } from 'vitest';
import { anAccount, aPerson, aStaff, aSystem } from '../../../test/support/builders/access.ts';
import { AccessBook } from './access-book.ts';
import type { RowChange } from './system-accounts.ts';
import { compileSystem } from './system-rules.ts';

const SYSTEM = 'team-a/pager';
const ROSTER = 'team-a/staff';
const NAMES = Array.from({ length: 100 }, (_, index) => `p${index}`);
const ACCOUNTS = NAMES.map((name) => anAccount({ id: `ID-${name}`, email: `${name}@example.com` }));
const staffOf = (state: (name: string) => 'active' | 'offboarded' = () => 'active') =>
  aStaff(NAMES.map((name) => aPerson({ person: name, email: `${name}@example.com`, state: state(name) })));

describe('the memory of accounts', () => {
  let moved: RowChange[];
  let touched: string[];
  let judged: string[];
  let book: AccessBook;

  const setUp = (key = SYSTEM, roster: string | undefined = ROSTER): void => {
    const [namespace = '', name = ''] = key.split('/');
    book.setSystem(key, { rules: compileSystem(aSystem({}, { namespace, name }), undefined), roster });
  };
  const take = (): RowChange[] => moved.splice(0);

  beforeEach(() => {
    [moved, touched, judged] = [[], [], []];
    book = new AccessBook((change) => moved.push(change));
    book.onSystem((key) => touched.push(key));
    book.onJudged((key) => judged.push(key));
  });

  it('judges no account before its roster was read, so that a restart fails nobody', () => {
    setUp();
    book.list(SYSTEM, ACCOUNTS);
    expect([take(), book.accountsOf(SYSTEM), judged]).toEqual([[], undefined, []]);
    book.setStaff(ROSTER, staffOf());
    expect([take().length, touched, judged]).toEqual([100, [SYSTEM], [SYSTEM]]);
    expect(book.accountsOf(SYSTEM)?.size).toBe(100);
  });

  it.each([
    { name: 'could not be read', because: 'it was tried', settle: () => book.tried(ROSTER) },
    { name: 'does not exist', because: 'there is nothing to wait for', settle: () => book.noRoster(ROSTER) },
  ])('judges them without a roster that $name: $because', ({ settle }) => {
    setUp();
    book.list(SYSTEM, ACCOUNTS);
    settle();
    expect(take().map(({ after }) => after?.identity)).toEqual(NAMES.map(() => 'NoRoster'));
  });

  it('judges them at once where the system names no roster', () => {
    book.setSystem(SYSTEM, { rules: compileSystem(aSystem(), undefined), roster: undefined });
    book.list(SYSTEM, ACCOUNTS);
    expect(take()).toHaveLength(100);
  });

  it('keeps the people of the last good reading while a roster cannot be read', () => {
    setUp();
    book.setStaff(ROSTER, staffOf());
    book.list(SYSTEM, ACCOUNTS);
    take();
    book.tried(ROSTER);
    expect([take(), book.staffOf(ROSTER)?.people.length]).toEqual([[], 100]);
  });

  it('moves the accounts of one person for a change of that person, in each system, and no others', () => {
    for (const key of [SYSTEM, 'team-a/jira', 'team-a/github']) {
      setUp(key);
      book.list(key, ACCOUNTS);
    }
    book.setStaff(ROSTER, staffOf());
    take();
    const built = () => [SYSTEM, 'team-a/jira'].map((key) => book.accountsOf(key)?.built ?? 0);
    const before = built();
    book.setStaff(
      ROSTER,
      staffOf((name) => (name === 'p7' ? 'offboarded' : 'active')),
    );
    expect(take().map(({ after }) => [after?.system, after?.personState])).toEqual([
      ['pager', 'offboarded'],
      ['jira', 'offboarded'],
      ['github', 'offboarded'],
    ]);
    expect(built().map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1]);
  });

  it('tells of no system for a roster that reads as before', () => {
    setUp();
    book.setStaff(ROSTER, staffOf());
    book.list(SYSTEM, ACCOUNTS);
    touched.length = 0;
    book.setStaff(ROSTER, staffOf());
    expect(touched).toEqual([]);
  });

  it('takes the rows of a system that is gone away, and all of them once nobody reads here', () => {
    setUp();
    setUp('team-a/jira');
    book.setStaff(ROSTER, staffOf());
    for (const key of [SYSTEM, 'team-a/jira']) book.list(key, ACCOUNTS);
    take();
    book.removeSystem(SYSTEM);
    expect(take().map(({ before, after }) => [before?.system, after])).toEqual(NAMES.map(() => ['pager', undefined]));
    book.clear();
    expect(take()).toHaveLength(100);
    expect([book.staffOf(ROSTER), book.accountsOf('team-a/jira')]).toEqual([undefined, undefined]);
  });

  it('matches with another roster once the spec names another one', () => {
    setUp();
    book.setStaff(ROSTER, staffOf());
    book.list(SYSTEM, ACCOUNTS);
    take();
    book.setStaff('team-a/other', aStaff([]));
    setUp(SYSTEM, 'team-a/other');
    expect(take().map(({ after }) => after?.identity)).toEqual(NAMES.map(() => 'Absent'));
  });

  it('forgets a deleted roster, and matches anew once it is back', () => {
    setUp();
    book.setStaff(ROSTER, staffOf());
    book.list(SYSTEM, ACCOUNTS);
    take();
    book.noRoster(ROSTER);
    expect(take().map(({ after }) => after?.identity)).toEqual(NAMES.map(() => 'NoRoster'));
    book.setStaff(ROSTER, staffOf());
    expect(take().map(({ after }) => after?.identity)).toEqual(NAMES.map(() => 'Person'));
  });
});
