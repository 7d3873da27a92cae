import { describe, expect, it } from 'vitest';

import { aRosterRow, aSystemRow } from '../../test/support/builders/access.ts';
import { aCheck, anIncidentCheck, aSourceCheck, aSourceRow, compiled } from '../../test/support/builders/compliance.ts';
import type { CompiledCheck } from './checks/compile.ts';
import { rosterSubjects } from './subjects/roster.ts';
import { sourceSubjects } from './subjects/source.ts';
import { systemSubjects } from './subjects/system.ts';
import { Tally } from './tally.ts';
import type { Selector } from './selector.ts';

const rows = [
  aSourceRow({ name: 'emea', zone: 'emea' }),
  aSourceRow({ name: 'apac', zone: 'apac', labels: { team: 'a' } }),
  aSourceRow({ name: 'nowhere', zone: undefined }),
];
/** Of another namespace: never in scope. */
const elsewhere = aSourceRow({ namespace: 'team-b', name: 'other' });
const incidents = (selector: Selector): CompiledCheck => anIncidentCheck({ selector });
const sources = (selector: Selector): CompiledCheck => aSourceCheck({ selector });
const all = ['apac', 'emea', 'nowhere'];

describe('the data that a result rests on', () => {
  it.each<{
    name: string;
    because: string;
    check: CompiledCheck;
    want: readonly string[];
    missing?: readonly string[];
  }>([
    {
      name: 'an empty selector over incidents',
      because: 'any source could have the incident that fails',
      check: incidents({}),
      want: all,
    },
    {
      name: 'an empty list of sources',
      because: 'an empty member selects everything, so everything has to be fresh',
      check: incidents({ sourceRefs: [] }),
      want: all,
    },
    {
      name: 'severities, origins, categories and labels of incidents',
      because: 'what an incident is like is known only once it was read',
      check: incidents({ severities: ['Low'], origins: ['Mail'], categories: ['Spam'], matchLabels: { team: 'b' } }),
      want: all,
    },
    {
      name: 'named sources',
      because: 'others do not matter to the check',
      check: incidents({ sourceRefs: [{ name: 'apac' }] }),
      want: ['apac'],
    },
    {
      name: 'a named source that nobody has',
      because: 'a typing error must not pass',
      check: incidents({ sourceRefs: [{ name: 'apac' }, { name: 'apca' }] }),
      want: ['apac'],
      missing: ['apca'],
    },
    {
      name: 'a named source outside the zones that are selected',
      because: 'its incidents may have been stored under another zone',
      check: incidents({ sourceRefs: [{ name: 'apac' }], zones: ['emea'] }),
      want: ['apac'],
    },
    {
      name: 'zones of incidents',
      because: 'an incident has the zone of its source',
      check: incidents({ zones: ['emea'] }),
      want: ['emea'],
    },
    { name: 'an empty selector over sources', because: 'each is a subject', check: sources({}), want: all },
    {
      name: 'labels of sources',
      because: 'a source that is not a subject does not matter',
      check: sources({ matchLabels: { team: 'a' } }),
      want: ['apac'],
    },
    {
      name: 'zones of sources',
      because: 'they are known without reading',
      check: sources({ zones: ['emea'] }),
      want: ['emea'],
    },
  ])('$name: $because', ({ check, want, missing = [] }) => {
    const tally = new Tally({ nowMs: 0, onChange: () => undefined });
    for (const row of [...rows, elsewhere]) tally.of(sourceSubjects).move(undefined, row, 0);
    const refs = (names: readonly string[]) => names.map((name) => ({ kind: 'IncidentSource', name }));
    expect(tally.scopeOf(check)).toEqual({ data: refs(want), missing: refs(missing) });
  });
});

describe('the data that a result over accounts rests on', () => {
  const ACCOUNTS = aCheck({ type: 'AccessRemoved' });
  const systems = [
    aSystemRow({ zone: 'emea' }, { name: 'pager' }),
    aSystemRow({ rosterRef: { name: 'contractors' } }, { name: 'jira', labels: { team: 'a' } }),
    aSystemRow({ rosterRef: { name: 'gone' }, zone: 'apac' }, { name: 'vault' }),
  ];
  const system = (name: string) => ({ kind: 'CriticalSystem', name });
  const roster = (name: string) => ({ kind: 'StaffRoster', name });
  const every = [system('jira'), system('pager'), system('vault')];
  it.each<{
    name: string;
    because: string;
    selector: Selector;
    type?: 'AccessReviewed';
    data: readonly object[];
    missing: readonly object[];
  }>([
    {
      name: 'an empty selector',
      because: 'any account could be wrong, and the roster of each system says so',
      selector: {},
      data: [...every, roster('contractors'), roster('staff')],
      missing: [roster('gone')],
    },
    {
      name: 'a named system',
      because: 'others do not matter',
      selector: { systemRefs: [{ name: 'pager' }] },
      data: [system('pager'), roster('staff')],
      missing: [],
    },
    {
      name: 'a named system that nobody has, and one whose roster nobody has',
      because: 'a typing error must not pass',
      selector: { systemRefs: [{ name: 'pagr' }, { name: 'vault' }] },
      data: [system('vault')],
      missing: [system('pagr'), roster('gone')],
    },
    {
      name: 'a zone',
      because: 'an account has the zone of its system',
      selector: { zones: ['emea'] },
      data: [system('pager'), roster('staff')],
      missing: [],
    },
    {
      name: 'labels',
      because: 'an account has the labels of its system',
      selector: { matchLabels: { team: 'a' } },
      data: [system('jira'), roster('contractors')],
      missing: [],
    },
    {
      name: 'systems themselves',
      because: 'whether there is a rule does not depend on who works here',
      selector: {},
      type: 'AccessReviewed',
      data: every,
      missing: [],
    },
  ])('$name: $because', ({ selector, type = ACCOUNTS.spec.type, data, missing }) => {
    const tally = new Tally({ nowMs: 0, onChange: () => undefined });
    for (const row of systems) tally.of(systemSubjects).move(undefined, row, 0);
    tally.of(systemSubjects).move(undefined, aSystemRow({}, { name: 'other', namespace: 'team-b' }), 0);
    for (const name of ['staff', 'contractors']) {
      tally.of(rosterSubjects).move(undefined, aRosterRow({}, { name }), 0);
    }
    expect(tally.scopeOf(compiled(aCheck({ type, selector })))).toEqual({ data, missing });
  });
});
