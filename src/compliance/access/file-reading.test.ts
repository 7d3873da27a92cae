// Files of people and accounts: what they mean, how old they may be, and that what is malformed is refused at its place without quoting it.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { at } from '../../../test/support/builders/compliance.ts';
import { type FileReading, readAccounts, readPeople } from './file-reading.ts';
import { csvRows } from './files/csv.ts';

const NOW = at('2026-04-01T00:00:00Z');
const DAY = 86_400_000;
const AS_OF = '2026-03-31T00:00:00Z';

/** Reads a Secret of these keys, one day after its asOf. */
function people(data: Readonly<Record<string, string>>, maxAgeMs = 7 * DAY) {
  return readPeople({ read: (key) => ({ asOf: AS_OF, ...data })[key], nowMs: NOW, maxAgeMs });
}
const accounts = (data: Readonly<Record<string, string>>) =>
  readAccounts({ read: (key) => ({ asOf: AS_OF, ...data })[key], nowMs: NOW, maxAgeMs: 7 * DAY });
const reasonOf = (reading: FileReading<unknown>): string => (reading.ok ? 'read' : reading.reason);

describe('roster.csv', () => {
  it('is people, with lists and times', () => {
    const text = [
      'person,email,aliases,roles,state,leftAt',
      'ada,ada@example.com,ada.l@example.com; countess@example.com,on-call;Security Team,Active,',
      'charles,charles@example.com,,,offboarded,2026-03-31T17:00:00+02:00',
      '"Hopper, Grace",,,,pending,',
    ].join('\n');
    expect(people({ 'roster.csv': text })).toEqual({
      ok: true,
      asOf: at(AS_OF),
      records: [
        {
          ...{ person: 'ada', email: 'ada@example.com', aliases: ['ada.l@example.com', 'countess@example.com'] },
          ...{ roles: ['on-call', 'Security Team'], state: 'active' },
        },
        {
          ...{ person: 'charles', email: 'charles@example.com', aliases: [], roles: [], state: 'offboarded' },
          leftAt: at('2026-03-31T15:00:00Z'),
        },
        { person: 'Hopper, Grace', aliases: [], roles: [], state: 'pending' },
      ],
    });
  });

  it('may have its columns in any order, leave some out, have CRLF, a byte order mark, blank lines and comments', () => {
    const text = '\ufeff# from the personnel system\r\n\r\nState,Person\r\nactive,ada\r\n\r\nunknown,"gr""ace"\r\n';
    expect(people({ 'roster.csv': text })).toMatchObject({
      records: [
        { person: 'ada', state: 'active' },
        { person: 'gr"ace', state: 'unknown' },
      ],
    });
  });
});

describe('roster.yaml', () => {
  it('is the same as a list', () => {
    const text = [
      'people:',
      '  - { person: ada, email: ada@example.com, aliases: [a@example.com], roles: [on-call], state: active }',
      '  - person: 0123',
      '    state: offboarded',
      '    email: null',
      '    leftAt: 2026-03-31T17:00:00Z',
    ].join('\n');
    expect(people({ 'roster.yaml': text })).toMatchObject({
      records: [
        { person: 'ada', email: 'ada@example.com', aliases: ['a@example.com'], roles: ['on-call'], state: 'active' },
        { person: '0123', aliases: [], roles: [], state: 'offboarded', leftAt: at('2026-03-31T17:00:00Z') },
      ],
    });
  });
});

describe('accounts.csv', () => {
  it('is accounts, whose states are what can be done with them', () => {
    const text = [
      'account,email,name,roles,state,kind',
      'u-1,ada@example.com,Ada,writer;admin,active,person',
      'u-2,,,,offboarded,',
      'u-3,,,,pending,guest',
      'svc,,,,unknown,bot',
    ].join('\n');
    const none = { groups: [], roles: [], pending: false };
    expect(accounts({ 'accounts.csv': text })).toEqual({
      ok: true,
      asOf: at(AS_OF),
      records: [
        {
          ...{ ...none, id: 'u-1', login: 'u-1', email: 'ada@example.com', name: 'Ada', kind: 'person' },
          ...{ state: 'active', roles: ['admin', 'writer'] },
        },
        { ...none, id: 'u-2', login: 'u-2', kind: 'person', state: 'inactive' },
        { ...none, id: 'u-3', login: 'u-3', kind: 'guest', state: 'active', pending: true },
        { ...none, id: 'svc', login: 'svc', kind: 'bot', state: 'unknown' },
      ],
    });
  });
});

describe('the files on the spec pages', () => {
  const block = (page: string, language: string): string => {
    const text = readFileSync(new URL(`../../../docs/spec/v1alpha1/${page}.md`, import.meta.url), 'utf8');
    return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(text)?.[1] ?? '';
  };
  it('are read', () => {
    const [csv, yaml] = [block('staffroster', 'csv'), block('staffroster', 'yml')];
    const fromCsv = people({ 'roster.csv': csv });
    expect(fromCsv).toMatchObject({
      ok: true,
      records: [{ person: 'ada' }, { person: 'charles', state: 'offboarded' }],
    });
    expect(people({ 'roster.yaml': yaml })).toMatchObject({
      ok: true,
      records: [{ person: 'ada' }, { person: 'charles' }],
    });
    expect(accounts({ 'accounts.csv': block('criticalsystem', 'csv') })).toMatchObject({
      ok: true,
      records: [{ id: 'u-17' }, { id: 'u-18' }, { id: 'svc-backup', kind: 'bot' }],
    });
  });
});

describe('the age of a file', () => {
  const ROSTER = 'person,state\nada,active';
  const roster = (asOf: string | undefined, text = ROSTER) =>
    readPeople({
      read: (key) => (key === 'asOf' ? asOf : key === 'roster.csv' ? text : undefined),
      nowMs: NOW,
      maxAgeMs: DAY,
    });

  it.each<{ name: string; because: string; asOf: string | undefined; text?: string; want: string }>([
    {
      name: 'exactly maxAge',
      because: 'on time includes the last instant',
      asOf: '2026-03-31T00:00:00Z',
      want: 'read',
    },
    { name: 'a second more', because: 'it is too old', asOf: '2026-03-30T23:59:59Z', want: 'FileTooOld' },
    { name: 'a line break after it', because: 'files end with one', asOf: '2026-03-31T00:00:00Z\n', want: 'read' },
    { name: 'a minute ahead', because: 'clocks differ', asOf: '2026-04-01T00:01:00Z', want: 'read' },
    {
      name: 'an hour ahead',
      because: 'it would count for an hour more',
      asOf: '2026-04-01T01:00:00Z',
      want: 'AsOfInFuture',
    },
    { name: 'none', because: 'a Secret does not say when it was changed', asOf: undefined, want: 'AsOfMissing' },
    { name: 'an empty one', because: 'that is none', asOf: ' ', want: 'AsOfMissing' },
    { name: 'a date', because: 'it would depend on the place', asOf: '2026-03-31', want: 'AsOfInvalid' },
    {
      name: 'a day that does not exist',
      because: 'it is a mistake',
      asOf: '2026-02-30T00:00:00Z',
      want: 'AsOfInvalid',
    },
    { name: 'words', because: 'it is no time', asOf: 'yesterday', want: 'AsOfInvalid' },
    {
      name: 'a comment in the file',
      because: 'the export may write it there',
      asOf: undefined,
      text: `# asOf: 2026-03-31T12:00:00Z\n${ROSTER}`,
      want: 'read',
    },
    {
      name: 'an older comment than the key',
      because: 'the earlier time counts',
      asOf: '2026-03-31T12:00:00Z',
      text: `# asOf: 2026-03-01T12:00:00Z\n${ROSTER}`,
      want: 'FileTooOld',
    },
    {
      name: 'a comment that is no time',
      because: 'what cannot be read must not count',
      asOf: '2026-03-31T12:00:00Z',
      text: `# asOf: today\n${ROSTER}`,
      want: 'AsOfInvalid',
    },
  ])('$name: $because', ({ asOf, text, want }) => {
    expect(reasonOf(roster(asOf, text))).toBe(want);
  });

  it('is missed in a Secret without a file, and asked of one file only', () => {
    expect(reasonOf(people({}))).toBe('FileMissing');
    expect(reasonOf(accounts({ 'roster.csv': ROSTER }))).toBe('FileMissing');
    expect(reasonOf(people({ 'roster.csv': ROSTER, 'roster.yaml': 'people: [{ person: ada, state: active }]' }))).toBe(
      'FileAmbiguous',
    );
  });
});

interface Malformed {
  readonly name: string;
  readonly file: 'accounts.csv' | 'roster.csv' | 'roster.yaml';
  readonly text: string;
  /** `line:column`. */
  readonly at: string;
  readonly says: string;
}

/** In every malformed file: no message may hold it. */
const CANARY = 'zq7canary';
const MALFORMED = parse(
  readFileSync(new URL('../../../test/fixtures/access/malformed.yaml', import.meta.url), 'utf8'),
) as Malformed[];

describe('a malformed file', () => {
  it('has at least 25 shapes, each with what must not be quoted', () => {
    expect(new Set(MALFORMED.map(({ name }) => name)).size).toBeGreaterThanOrEqual(25);
    expect(MALFORMED.filter(({ text }) => !text.includes(CANARY)).map(({ name }) => name)).toEqual(['nothing at all']);
  });

  it.each(MALFORMED)('$file: $name', ({ file, text, at: place, says }) => {
    const reading = file === 'accounts.csv' ? accounts({ [file]: text }) : people({ [file]: text });
    if (reading.ok) throw new Error(`it was read: ${JSON.stringify(reading.records)}`);
    const [line, column] = place.split(':');
    expect(reading.reason).toBe('FileMalformed');
    expect(reading.message).toContain(`${file} line ${line}, column ${column}: `);
    expect(reading.message).toContain(says);
    expect(reading.message.toLowerCase()).not.toContain(CANARY);
  });
});

describe('any text', () => {
  it('is read or refused at a place, never thrown at, and never quoted', () => {
    const unit = fc.constantFrom(
      'person',
      'state',
      'people:',
      'active',
      CANARY,
      '@',
      ',',
      ';',
      '"',
      '\n',
      '- ',
      ': ',
      '{',
      '[',
      '&a ',
      '*a',
      '#',
      '\t',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        for (const reading of [
          people({ 'roster.csv': text }),
          people({ 'roster.yaml': text }),
          accounts({ 'accounts.csv': text }),
        ]) {
          if (reading.ok) continue;
          expect(reading.message).toMatch(/ line \d+, column \d+: /);
          expect(reading.message.toLowerCase()).not.toContain(CANARY);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of too much YAML is refused before it is parsed', () => {
    const reading = people({ 'roster.yaml': `people: ${'['.repeat(300_000)}` });
    expect(reading).toMatchObject({
      ok: false,
      message: expect.stringContaining('more than 262144 characters') as string,
    });
  });
});

describe('comma-separated values', () => {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', ' ', '#', '\t'), maxLength: 8 });

  it('that are written in quotes are read as they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
        fc.boolean(),
        (rows, isWindows) => {
          const written = rows.map((row) => row.map(quoted).join(',')).join(isWindows ? '\r\n' : '\n');
          expect(csvRows(written).map((row) => row.map((field) => field.text))).toEqual(rows);
        },
      ),
    );
  });
});
