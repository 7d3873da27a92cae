// What one change of a roster costs, by counting: the rows that are worked out and the verdicts that are asked for. It does not depend on how
// many accounts there are.

import { describe, expect, it } from 'vitest';

import { aPerson, anAccount, aStaff, aSystem } from '../../test/support/builders/access.ts';
import { aCheck } from '../../test/support/builders/compliance.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { SystemAccounts } from '../compliance/access/system-accounts.ts';
import { compileSystem } from '../compliance/access/system-rules.ts';
import { compileCheck, type CompileResult } from '../compliance/checks/compile.ts';
import { Freshness } from '../compliance/freshness.ts';
import { accountSubjects } from '../compliance/subjects/account.ts';
import type { PersonRecord } from '../integrations/ports/directory.ts';
import { objectRow } from '../runtime/object-row.ts';
import { Judge } from './judge.ts';
import { createStores } from './stores.ts';

const SYSTEMS = ['pager', 'tickets', 'vault'];
const TYPES = ['AccessRemoved', 'UserIdentified', 'AccessValid', 'AccessRuleDefined', 'AccessReviewed'] as const;

const peopleOf = (count: number, left: number): PersonRecord[] =>
  Array.from({ length: count }, (_, n) =>
    aPerson({ person: `p${n}`, email: `p${n}@example.com`, state: n === left ? 'offboarded' : 'active' }),
  );

interface Cost {
  readonly rows: number;
  readonly verdicts: number;
  readonly accounts: number;
  readonly failing: number;
}

/** Three systems in which everybody has an account, and what it costs that one person leaves. */
function costOfOneLeaving(count: number): Cost {
  let verdicts = 0;
  const told = new Set<string>();
  const stores = createStores((error) => {
    throw error;
  });
  const counting = (check: Parameters<typeof compileCheck>[0]): CompileResult => {
    const compiled: CompileResult = compileCheck(check);
    if (!compiled.ok) return compiled;
    const { judge } = compiled.check;
    const counted: typeof judge = (subject, nowMs) => {
      verdicts++;
      return judge(subject, nowMs);
    };
    return { ok: true, check: { ...compiled.check, judge: counted } };
  };
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  const judge = new Judge({ caches: stores, freshness: new Freshness(), clock, compile: counting });
  judge.onSubject(accountSubjects, (key) => told.add(key));
  for (const type of TYPES) {
    const check = aCheck({ type }, { name: type.toLowerCase(), uid: type });
    stores.checks.upsert(objectRow({ ...check, metadata: { ...check.metadata, resourceVersion: '1' } }));
  }
  const systems = SYSTEMS.map((name) => {
    const accounts = new SystemAccounts(compileSystem(aSystem({}, { name }), undefined), aStaff(peopleOf(count, -1)));
    const listed = Array.from({ length: count }, (_, n) => anAccount({ id: `U${n}`, email: `p${n}@example.com` }));
    for (const { before, after } of accounts.list(listed)) judge.moveSubject(accountSubjects, before, after);
    return accounts;
  });
  const built = systems.reduce((sum, accounts) => sum + accounts.built, 0);
  told.clear();
  verdicts = 0;
  const staff = aStaff(peopleOf(count, 1));
  for (const accounts of systems) {
    for (const { before, after } of accounts.setStaff(staff)) judge.moveSubject(accountSubjects, before, after);
  }
  judge.stop();
  return {
    rows: systems.reduce((sum, accounts) => sum + accounts.built, 0) - built,
    verdicts,
    accounts: told.size,
    failing: judge.tally.result('team-a/accessremoved')?.counts.failing ?? -1,
  };
}

describe('one person who leaves', () => {
  it('costs their accounts in three systems, whether 500 or 5,000 people have one', () => {
    const small = costOfOneLeaving(500);
    expect(small).toEqual({ rows: 3, verdicts: 9, accounts: 3, failing: 3 });
    expect(costOfOneLeaving(5_000)).toEqual(small);
  });
});
