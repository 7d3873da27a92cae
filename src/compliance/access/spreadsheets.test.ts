// Files of people as spreadsheets and people leave them: what is surely empty is left out, and another separator is named.

import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import { readPeople } from './file-reading.ts';

const AS_OF = '2026-03-31T00:00:00Z';
const people = (data: Readonly<Record<string, string>>) =>
  readPeople({ read: (key) => ({ asOf: AS_OF, ...data })[key], nowMs: at(AS_OF), maxAgeMs: 86_400_000 });

describe('what spreadsheets leave in a file', () => {
  it.each([
    { because: 'a row that was emptied', rows: 'ada,active\n,\ngrace,active\n' },
    { because: 'a last row of blanks', rows: 'ada,active\ngrace,active\n  ' },
    { because: 'rows below the table', rows: 'ada,active\r\ngrace,active\r\n,\r\n,\r\n' },
  ])('is left out: $because', ({ rows }) => {
    expect(people({ 'roster.csv': `person,state\n${rows}` })).toMatchObject({
      records: [{ person: 'ada' }, { person: 'grace' }],
    });
  });

  it.each([';', '\t'])('says that %j does not separate columns', (separator) => {
    const text = ['person', 'state'].join(separator);
    const message = expect.stringMatching(
      /line 1, column 1: the column is none of .*: separate the columns by commas$/,
    );
    expect(people({ 'roster.csv': `${text}\n` })).toMatchObject({ reason: 'FileMalformed', message });
  });

  it('is no entry, where a list of roster.yaml is left open', () => {
    const text = 'people:\n  - person: ada\n    aliases:\n    roles: null\n    state: active\n';
    expect(people({ 'roster.yaml': text })).toMatchObject({ records: [{ person: 'ada', aliases: [], roles: [] }] });
  });
});
