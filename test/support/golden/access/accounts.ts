// Access worlds about whose an account is, and whether it may be there: people who left, accounts of nobody, roles, bots, reviews.

import { type AccessWorld, ACCOUNT_TYPES, each, WELL, withAccounts, withGrace, withPeople } from './world.ts';

const STRANGER = 'u3,eve@example.com,active,';
const BOT = 'svc,,active,bot';
const expected = { match: 'svc', owner: 'ops', reason: 'Copies the vault every night.' };
const LEFT = 'grace,grace@example.com,,on-call,offboarded,{-1d}';
const NAMED = { name: 'staff' };
/** Three accounts with which nothing is the matter. */
const THREE = each(ACCOUNT_TYPES, 'Passing AllPassing (3 passing)');

const LEAVING: readonly AccessWorld[] = [
  { name: 'all is well', because: 'everybody works here and may have access', want: {} },
  {
    name: 'a person has left',
    because: 'the account still works; AccessValid says so too',
    people: withGrace(LEFT),
    want: {
      AccessRemoved: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
      AccessValid: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
    },
  },
  {
    name: 'a person has left, nobody knows when',
    because: 'the state says it without a time',
    people: withGrace('grace,grace@example.com,,on-call,offboarded,'),
    want: {
      AccessRemoved: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
      AccessValid: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
    },
  },
  {
    name: 'a person has left, and the account was removed',
    because: 'nobody gets in any more',
    people: withGrace(LEFT),
    accounts: withAccounts().slice(0, 2),
    want: each(ACCOUNT_TYPES, 'Passing AllPassing (1 passing)'),
  },
  {
    name: 'a person has left, and the account is suspended',
    because: 'nobody gets in with it',
    people: withGrace(LEFT),
    accounts: [...withAccounts().slice(0, 2), 'u2,grace+v@example.com,inactive,'],
    want: {},
  },
  {
    name: 'a person has left, and there is time to remove the account',
    because: 'within is seven days, and a grace period gives as much to AccessValid',
    people: withGrace(LEFT),
    checks: { AccessRemoved: { accessRemoved: { within: '7d' } }, AccessValid: { gracePeriod: '7d' } },
    want: {
      AccessRemoved: 'Due RemovalDue (1 due, 1 passing)',
      AccessValid: 'Due Offboarded (1 due, 1 passing)',
    },
  },
  {
    name: 'a person leaves tomorrow',
    because: 'they work here until then',
    people: withGrace('grace,grace@example.com,,on-call,active,{+1d}'),
    want: {},
  },
  {
    name: 'a person is away',
    because: 'validAccess is for who works here now',
    people: withGrace('grace,grace@example.com,,on-call,inactive,'),
    want: { AccessValid: 'Failing PersonInactive (1 failing, 1 passing): u2 PersonInactive' },
  },
  {
    name: 'the roster does not say whether a person works here',
    because: 'nobody knows is not green',
    people: withGrace('grace,grace@example.com,,on-call,unknown,'),
    want: {
      AccessRemoved: 'Unknown PersonStateUnknown (1 unknown, 1 passing)',
      AccessValid: 'Unknown PersonStateUnknown (1 unknown, 1 passing)',
    },
  },
  {
    name: 'the system does not say whether an account works',
    because: 'unknown is never valid',
    people: withGrace(LEFT),
    accounts: [...withAccounts().slice(0, 2), 'u2,grace+v@example.com,unknown,'],
    want: {
      AccessRemoved: 'Unknown AccountStateUnknown (1 unknown, 1 passing)',
      AccessValid: 'Unknown AccountStateUnknown (1 unknown, 1 passing)',
    },
  },
];

const IDENTITIES: readonly AccessWorld[] = [
  {
    name: 'an account is of nobody',
    because: 'the roster lists everybody, also who has left',
    accounts: withAccounts(STRANGER),
    want: {
      AccessRemoved: 'Unknown Unidentified (1 unknown, 2 passing)',
      UserIdentified: 'Failing NotInRoster (1 failing, 2 passing): u3 NotInRoster',
      AccessValid: 'Failing Unidentified (1 failing, 2 passing): u3 Unidentified',
    },
  },
  {
    name: 'an account is of nobody, and the roster lists only who works here',
    because: 'they have left',
    accounts: withAccounts(STRANGER),
    roster: { absentMeans: 'Offboarded' },
    want: {
      AccessRemoved: 'Failing AbsentFromRoster (1 failing, 2 passing): u3 AbsentFromRoster',
      UserIdentified: 'Failing NotInRoster (1 failing, 2 passing): u3 NotInRoster',
      AccessValid: 'Failing AbsentFromRoster (1 failing, 2 passing): u3 AbsentFromRoster',
    },
  },
  {
    name: 'an account of nobody is mapped by its id',
    because: 'a mapping says whose it is',
    accounts: withAccounts('u3,private@mail.example,active,'),
    roster: { identityMappings: [{ account: 'u3', person: 'ada' }] },
    want: THREE,
  },
  {
    name: 'an account of nobody is mapped by the name that findings give it',
    because: 'that is what people see of it',
    accounts: withAccounts('u3,private@mail.example,active,'),
    roster: { identityMappings: [{ account: '{account u3}', person: 'ada@example.com' }] },
    want: THREE,
  },
  {
    name: 'an account has an alias of a person',
    because: 'aliases are addresses, in any case',
    accounts: withAccounts('u3,A.Lovelace@Example.org,active,'),
    people: [
      ...withPeople().slice(0, 1),
      'ada,ada@example.com,a.lovelace@example.org,grp-1,active,',
      ...withPeople().slice(2),
    ],
    want: THREE,
  },
  {
    name: 'an account could be of two people',
    because: 'ambiguous is nobody',
    accounts: withAccounts('u3,team@example.com,active,'),
    people: withPeople(
      'eve,eve@example.com,team@example.com,,active,',
      'kim,kim@example.com,team@example.com,,active,',
    ),
    want: {
      AccessRemoved: 'Unknown Unidentified (1 unknown, 2 passing)',
      UserIdentified: 'Failing Ambiguous (1 failing, 2 passing): u3 Ambiguous',
      AccessValid: 'Failing Unidentified (1 failing, 2 passing): u3 Unidentified',
    },
  },
  {
    name: 'an account of a guest has no address',
    because: 'there is nothing to find a person by',
    accounts: withAccounts('guest-7,,active,guest'),
    want: {
      AccessRemoved: 'Unknown Unidentified (1 unknown, 2 passing)',
      UserIdentified: 'Failing Unidentified (1 failing, 2 passing): guest-7 Unidentified',
      AccessValid: 'Failing Unidentified (1 failing, 2 passing): guest-7 Unidentified',
    },
  },
];

const RULES: readonly AccessWorld[] = [
  {
    name: 'a person has another role',
    because: 'the rule is by role',
    people: withGrace('grace,grace@example.com,,sales,active,'),
    want: { AccessValid: 'Failing NotAllowed (1 failing, 1 passing): u2 NotAllowed' },
  },
  {
    name: 'a role is not mapped any more',
    because: 'the roleMap made grp-1 the role on-call',
    roster: { roleMap: undefined },
    want: { AccessValid: 'Failing NotAllowed (1 failing, 1 passing): u1 NotAllowed' },
  },
  {
    name: 'all staff may have access',
    because: 'roles do not matter then',
    people: withGrace('grace,grace@example.com,,sales,active,'),
    system: { validAccess: { allStaff: true } },
    want: {},
  },
  {
    name: 'access is by name',
    because: 'one is named by the account, the other is not',
    system: { validAccess: { accounts: ['u1'] } },
    want: { AccessValid: 'Failing NotAllowed (1 failing, 1 passing): u2 NotAllowed' },
  },
  {
    name: 'nobody says who may have access',
    because: 'there is no validAccess',
    system: { validAccess: undefined },
    want: {
      AccessValid: 'Unknown NoAccessRule (2 unknown)',
      AccessRuleDefined: 'Failing NoAccessRule (1 failing): vault NoAccessRule',
    },
  },
  {
    name: 'a bot is expected',
    because: 'somebody answers for it',
    accounts: withAccounts(BOT),
    system: { expectedAccounts: [expected] },
    want: THREE,
  },
  {
    name: 'a bot is expected until tomorrow',
    because: 'its time is not over',
    accounts: withAccounts(BOT),
    system: { expectedAccounts: [{ ...expected, expiresAt: '{+1d}' }] },
    want: THREE,
  },
  {
    name: 'a bot was expected until yesterday',
    because: 'its time is over',
    accounts: withAccounts(BOT),
    system: { expectedAccounts: [{ ...expected, expiresAt: '{-1d}' }] },
    want: {
      AccessRemoved: 'Unknown Unidentified (1 unknown, 2 passing)',
      UserIdentified: 'Failing ExpectationExpired (1 failing, 2 passing): svc ExpectationExpired',
      AccessValid: 'Failing ExpectationExpired (1 failing, 2 passing): svc ExpectationExpired',
    },
  },
  {
    name: 'a bot is expected by nobody',
    because: 'nobody answers for it',
    accounts: withAccounts(BOT),
    want: {
      AccessRemoved: 'Unknown Unidentified (1 unknown, 2 passing)',
      UserIdentified: 'Failing Unidentified (1 failing, 2 passing): svc Unidentified',
      AccessValid: 'Failing Unidentified (1 failing, 2 passing): svc Unidentified',
    },
  },
];

const REVIEWS: readonly AccessWorld[] = [
  {
    name: 'the review is overdue',
    because: 'the interval has passed',
    system: { reviewInterval: '7d' },
    want: { AccessReviewed: 'Failing ReviewOverdue (1 failing): vault ReviewOverdue' },
  },
  {
    name: 'the review is overdue for one check alone',
    because: 'within goes before the interval of the system',
    checks: { AccessReviewed: { accessReviewed: { within: '7d' } } },
    want: { AccessReviewed: 'Failing ReviewOverdue (1 failing): vault ReviewOverdue' },
  },
  {
    name: 'nobody has reviewed a new system',
    because: 'the first review has as much time',
    system: { lastReview: undefined },
    want: { AccessReviewed: 'Due FirstReviewDue (1 due)' },
  },
  {
    name: 'the review is of the future',
    because: 'it says nothing yet',
    system: { lastReview: { by: 'jo', at: '{+1d}' } },
    want: { AccessReviewed: 'Unknown ReviewInFuture (1 unknown)' },
  },
  {
    name: 'a check is suspended',
    because: 'nothing is judged by it',
    people: withGrace(LEFT),
    checks: { AccessRemoved: { suspend: true }, AccessValid: { selector: { systemRefs: [NAMED] } } },
    want: {
      AccessRemoved: 'NotActive Suspended ()',
      AccessValid: 'Unknown SourceMissing ()',
    },
  },
  {
    name: 'a check selects another zone',
    because: 'no system is there',
    people: withGrace(LEFT),
    checks: { AccessRemoved: { selector: { zones: ['elsewhere'] } }, AccessValid: { selector: { zones: ['vaults'] } } },
    want: {
      AccessRemoved: 'Passing NothingInScope ()',
      AccessValid: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
    },
  },
];

export const ACCOUNT_WORLDS: readonly AccessWorld[] = [...LEAVING, ...IDENTITIES, ...RULES, ...REVIEWS];

/** A person who left, for the worlds in which an exception accepts that. */
export const ONE_LEFT = {
  people: withGrace(LEFT),
  fails: {
    ...WELL,
    AccessRemoved: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
    AccessValid: 'Failing Offboarded (1 failing, 1 passing): u2 Offboarded',
  },
} as const;
