// Prints the resident memory, in MB, of a process that holds a number of people (the first argument), each with an account in three critical
// systems, judged by the five checks of access, after a full collection. Needs --expose-gc.

import { aCheck } from '../../test/support/builders/compliance.ts';
import { aPerson, anAccount, aStaff, aSystem } from '../../test/support/builders/access.ts';
import { systemClock } from '../../src/base/clock.ts';
import { AccessBook } from '../../src/compliance/access/access-book.ts';
import { compileSystem } from '../../src/compliance/access/system-rules.ts';
import { Freshness } from '../../src/compliance/freshness.ts';
import { accountSubjects } from '../../src/compliance/subjects/account.ts';
import { Judge } from '../../src/judgement/judge.ts';
import { createStores } from '../../src/judgement/stores.ts';
import { objectRow } from '../../src/runtime/object-row.ts';

const SYSTEMS = ['pager', 'tickets', 'vault'];
const TYPES = ['AccessRemoved', 'UserIdentified', 'AccessValid', 'AccessRuleDefined', 'AccessReviewed'] as const;
const ROSTER = 'team-a/staff';

const count = Number(process.argv[2]);
const stores = createStores((error) => {
  throw error;
});
const judge = new Judge({ caches: stores, freshness: new Freshness(), clock: systemClock });
for (const type of TYPES) {
  const check = aCheck({ type }, { name: type.toLowerCase(), uid: type });
  stores.checks.upsert(objectRow({ ...check, metadata: { ...check.metadata, resourceVersion: '1' } }));
}
const book = new AccessBook(({ before, after }) => judge.moveSubject(accountSubjects, before, after));
const people = Array.from({ length: count }, (_, n) => aPerson({ person: `p${n}`, email: `p${n}@example.com` }));
book.setStaff(ROSTER, aStaff(people));
for (const name of SYSTEMS) {
  const key = `team-a/${name}`;
  book.setSystem(key, { rules: compileSystem(aSystem({}, { name, uid: name }), undefined), roster: ROSTER });
  // As from a vendor: each system has texts of its own.
  const accounts = people.map((_, n) => anAccount({ id: `${name}-${n}`, email: `p${n}@example.com` }));
  book.list(key, accounts);
}
const { passing } = judge.tally.result('team-a/useridentified')?.counts ?? {};
if (passing !== count * SYSTEMS.length) throw new Error(`${passing} accounts are identified`);
people.length = 0;
// Returns the garbage of the listings to the system, as happens with time in an idle process.
for (let round = 0; round < 3; round++) {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const held = SYSTEMS.reduce((sum, name) => sum + (book.accountsOf(`team-a/${name}`)?.size ?? 0), 0);
if (held !== count * SYSTEMS.length) throw new Error(`${held} accounts are held`);
process.stdout.write(`${process.memoryUsage.rss() / 1e6}\n`);
judge.stop();
