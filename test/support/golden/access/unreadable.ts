// Access worlds in which accounts or people cannot be relied on: old, undated, broken or shrunk files, what is suspended or missing.

import { type AccessWorld, ACCOUNT_TYPES, each, SYSTEM_TYPES, withAccounts, withPeople } from './world.ts';

interface Unreadable extends Omit<AccessWorld, 'want'> {
  readonly reason: string;
}

const ACCOUNTS_LACK: readonly Unreadable[] = [
  {
    name: 'the accounts are too old',
    because: 'the default of maxAge is seven days',
    asOf: { accounts: '{-8d}' },
    reason: 'FileTooOld',
  },
  {
    name: 'nothing says how old the accounts are',
    because: 'they may be of last year',
    asOf: { accounts: null },
    reason: 'AsOfMissing',
  },
  {
    name: 'the accounts have an address that is none',
    because: 'a file is taken as a whole or not at all',
    accounts: withAccounts('u3,no-address,active,'),
    reason: 'FileMalformed',
  },
  {
    name: 'an account is there twice',
    because: 'nobody knows which line holds',
    accounts: withAccounts('u1,ada@example.com,inactive,'),
    reason: 'FileMalformed',
  },
  {
    name: 'the accounts are cut off',
    because: 'half of a line is no line',
    accounts: withAccounts('u3'),
    reason: 'FileMalformed',
  },
  { name: 'the system is suspended', because: 'nobody reads it', system: { suspend: true }, reason: 'SystemSuspended' },
  {
    name: 'the accounts shrank',
    because: 'two of twelve is less than half',
    before: { accounts: 12 },
    reason: 'Shrunk',
  },
  {
    name: 'the accounts shrank, and another count was confirmed',
    because: 'the very count has to be confirmed',
    before: { accounts: 12, confirmed: '3' },
    reason: 'Shrunk',
  },
];

const PEOPLE_LACK: readonly Unreadable[] = [
  {
    name: 'the roster is too old',
    because: 'people left since',
    asOf: { people: '{-2d}' },
    roster: { maxAge: '1d' },
    reason: 'FileTooOld',
  },
  {
    name: 'nothing says how old the roster is',
    because: 'people may have left since',
    asOf: { people: null },
    reason: 'AsOfMissing',
  },
  {
    name: 'the roster is of the future',
    because: 'no export was made then',
    asOf: { people: '{+1d}' },
    reason: 'AsOfInFuture',
  },
  {
    name: 'the age of the roster is no instant',
    because: 'nobody can tell what is meant',
    asOf: { people: 'yesterday' },
    reason: 'AsOfInvalid',
  },
  {
    name: 'the roster is cut off',
    because: 'half of a line is no line',
    people: withPeople('kim'),
    reason: 'FileMalformed',
  },
  {
    name: 'the roster has a heading only',
    because: 'a staff of nobody is a broken export',
    people: withPeople().slice(0, 1),
    reason: 'FileMalformed',
  },
  {
    name: 'a person has a state of another program',
    because: 'nobody knows what it means',
    people: withPeople('kim,kim@example.com,,,hired,'),
    reason: 'FileMalformed',
  },
  {
    name: 'there are two files of people',
    because: 'nobody knows which one counts',
    peopleYaml: 'people: []',
    reason: 'FileAmbiguous',
  },
  { name: 'the roster is suspended', because: 'nobody reads it', roster: { suspend: true }, reason: 'RosterSuspended' },
  { name: 'there is no such roster', because: 'it may be misspelt', roster: null, reason: 'SourceMissing' },
  {
    name: 'the roster shrank',
    because: 'two of ten is less than half',
    before: { people: 10 },
    reason: 'Shrunk',
  },
  {
    name: 'the system names no roster',
    because: 'nobody knows whose the accounts are',
    system: { rosterRef: undefined },
    reason: 'NoRoster',
  },
];

/** Rows in which the listing is taken after all. */
const TAKEN: readonly AccessWorld[] = [
  {
    name: 'the accounts shrank, and their very count was confirmed',
    because: 'a person said that it is right',
    before: { accounts: 12, confirmed: '2' },
    want: {},
  },
  {
    name: 'the accounts shrank by half',
    because: 'that is what maxShrink allows',
    before: { accounts: 4 },
    want: {},
  },
  {
    name: 'the roster is YAML',
    because: 'it is the same in another form',
    people: [],
    peopleYaml: [
      'people:',
      '  - { person: ada, email: ada@example.com, roles: [grp-1], state: active }',
      '  - { person: grace, email: grace@example.com, roles: [on-call], state: active }',
    ].join('\n'),
    want: {},
  },
];

export const UNREADABLE_WORLDS: readonly AccessWorld[] = [
  ...ACCOUNTS_LACK.map(({ reason, ...row }) => ({
    ...row,
    want: { ...each(ACCOUNT_TYPES, `Unknown ${reason} ()`), ...each(SYSTEM_TYPES, `Unknown ${reason} (1 passing)`) },
  })),
  ...PEOPLE_LACK.map(({ reason, ...row }) => ({
    ...row,
    want: each(ACCOUNT_TYPES, `Unknown ${reason} (2 unknown)`),
  })),
  ...TAKEN,
];
