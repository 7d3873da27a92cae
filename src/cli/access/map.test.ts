import { describe, expect, it } from 'vitest';
import { aRoster } from '../../../test/support/builders/access.ts';
import { planMapping } from './map.ts';

const OCTO = { account: 'octocat', person: 'ada@example.com' };
const rosterOf = (...identityMappings: Array<typeof OCTO>) => aRoster({ identityMappings });

describe('mapping an account', () => {
  it.each([
    {
      name: 'that nobody has mapped',
      because: 'it is added at the end',
      roster: rosterOf({ account: 'hubot', person: 'bob' }),
      want: { kind: 'write', mappings: [{ account: 'hubot', person: 'bob' }, OCTO], replaced: undefined },
    },
    {
      name: 'of a roster without mappings',
      because: 'it is the first',
      roster: aRoster(),
      want: { kind: 'write', mappings: [OCTO] },
    },
    {
      name: 'that is mapped like that',
      because: 'there is nothing to write',
      roster: rosterOf(OCTO),
      want: { kind: 'same' },
    },
    {
      name: 'of somebody else',
      because: 'nobody is replaced by mistake',
      roster: rosterOf({ ...OCTO, person: 'bob' }),
      want: { kind: 'taken', person: 'bob' },
    },
    {
      name: 'of somebody else, on purpose',
      because: 'that is what --replace is for',
      roster: rosterOf({ ...OCTO, person: 'bob' }, { account: 'hubot', person: 'cleo' }),
      replace: true,
      want: { kind: 'write', mappings: [OCTO, { account: 'hubot', person: 'cleo' }], replaced: 'bob' },
    },
    {
      name: 'in another spelling',
      because: 'the list is keyed by the text as it is written',
      roster: rosterOf({ account: 'OctoCat', person: 'bob' }),
      want: { kind: 'write', mappings: [{ account: 'OctoCat', person: 'bob' }, OCTO] },
    },
  ])('$name: $because', ({ roster, replace = false, want }) => {
    expect(planMapping(roster, OCTO, { replace })).toMatchObject(want);
  });
});
