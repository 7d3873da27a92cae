import { describe, expect, it } from 'vitest';

import { anIncidentCheck, aSourceCheck, aSourceRow } from '../../test/support/builders/compliance.ts';
import type { CompiledCheck } from './checks/compile.ts';
import { sourceSubjects } from './subjects/source.ts';
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
    {
      name: 'a system over incidents',
      because: 'systems do not exist yet, and what is named and missing is never green',
      check: incidents({ systemRefs: [{ name: 'okta' }] }),
      want: all,
      missing: ['okta'],
    },
    {
      name: 'a source and a system that are both missing',
      because: 'sources are named first',
      check: incidents({ sourceRefs: [{ name: 'gone' }], systemRefs: [{ name: 'okta' }] }),
      want: [],
      missing: ['gone', 'okta'],
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
    expect(tally.scopeOf(check)).toEqual({ data: want.map((name) => ({ kind: 'IncidentSource', name })), missing });
  });
});
