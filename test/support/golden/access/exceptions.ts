// Access worlds in which a person has left and an exception of some kind accepts that, or does not.

import { ONE_LEFT } from './accounts.ts';
import type { AccessWorld } from './world.ts';

const GIVEN = {
  reason: 'Hands over until the end of the week.',
  requestedBy: 'ann',
  approvedBy: 'bob',
  expiresAt: '{+2d}',
};
const ACCOUNT = { account: '{account u2}' };
const TIER = { tier: 'one' };
const { people, fails } = ONE_LEFT;
const EXEMPTED = 'Passing AllPassing (1 passing, 1 exempted)';

interface Accepted extends Pick<AccessWorld, 'name' | 'because' | 'labels'> {
  readonly exception: object;
  /** Beside that both checks fail. */
  readonly want?: AccessWorld['want'];
}

const ROWS: readonly Accepted[] = [
  {
    name: 'an exception names the account',
    because: 'it is for every check',
    exception: { ...GIVEN, target: ACCOUNT },
    want: { AccessRemoved: EXEMPTED, AccessValid: EXEMPTED, UserIdentified: EXEMPTED },
  },
  {
    name: 'an exception names the account and a type',
    because: 'it is for that type alone',
    exception: { ...GIVEN, target: ACCOUNT, type: 'AccessRemoved' },
    want: { AccessRemoved: EXEMPTED },
  },
  {
    name: 'an exception names the account and a check',
    because: 'it is for that check alone',
    exception: { ...GIVEN, target: ACCOUNT, checkRef: { name: 'accessvalid' } },
    want: { AccessValid: EXEMPTED },
  },
  {
    name: 'an exception is for the labels of the system',
    because: 'its accounts have them, and so has the system',
    labels: TIER,
    exception: { ...GIVEN, target: { matchLabels: TIER }, covers: 'Future' },
    want: {
      AccessRemoved: 'Passing AllExempted (2 exempted)',
      AccessValid: 'Passing AllExempted (2 exempted)',
      UserIdentified: 'Passing AllExempted (2 exempted)',
      AccessRuleDefined: 'Passing AllExempted (1 exempted)',
      AccessReviewed: 'Passing AllExempted (1 exempted)',
    },
  },
  {
    name: 'an exception is for the labels of the system as they were seen',
    because: 'the approver saw the accounts that are there',
    labels: TIER,
    exception: { ...GIVEN, target: { matchLabels: TIER }, type: 'AccessRemoved' },
    want: { AccessRemoved: 'Passing AllExempted (2 exempted)' },
  },
  {
    name: 'an exception is for other labels',
    because: 'the system does not have them',
    labels: TIER,
    exception: { ...GIVEN, target: { matchLabels: { tier: 'two' } } },
  },
  {
    name: 'an exception has expired',
    because: 'its time is over',
    exception: { ...GIVEN, target: ACCOUNT, expiresAt: '{-1d}' },
  },
  {
    name: 'an exception is approved by nobody',
    because: 'it waits for somebody',
    exception: { ...GIVEN, target: ACCOUNT, approvedBy: undefined },
  },
  {
    name: 'an exception is approved by who asked for it',
    because: 'that does not count',
    exception: { ...GIVEN, target: ACCOUNT, approvedBy: 'ann' },
  },
  {
    name: 'an exception names the account by its id',
    because: 'only the hashed name is a name',
    exception: { ...GIVEN, target: { account: 'u2' } },
  },
];

export const EXCEPTION_WORLDS: readonly AccessWorld[] = ROWS.map(({ exception, want, ...row }) => ({
  ...row,
  people,
  exceptions: [exception],
  want: { ...fails, ...want },
}));
