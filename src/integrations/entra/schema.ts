// The schema of a user of Microsoft Graph, only for the fields that are used. https://learn.microsoft.com/graph/api/resources/user. Checks
// only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawUser {
  readonly id: string;
  readonly userPrincipalName?: string | null;
  readonly mail?: string | null;
  readonly otherMails?: readonly string[] | null;
  /** `SMTP:` is the main address, `smtp:` an alias; other kinds of addresses have other prefixes. */
  readonly proxyAddresses?: readonly string[] | null;
  readonly accountEnabled?: boolean | null;
  /** `Member` or `Guest`. */
  readonly userType?: string | null;
  readonly employeeLeaveDateTime?: string | null;
  readonly deletedDateTime?: string | null;
}

const text = { type: 'string', nullable: true } as const;
const texts = { type: 'array', nullable: true, items: { type: 'string' } } as const;

export const isUser: ValidateFunction<RawUser> = new Ajv({ strict: true }).compile<RawUser>({
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    userPrincipalName: text,
    mail: text,
    otherMails: texts,
    proxyAddresses: texts,
    accountEnabled: { type: 'boolean', nullable: true },
    userType: text,
    employeeLeaveDateTime: text,
    deletedDateTime: text,
  },
});

/** What is asked for: without it Graph leaves out most of them. */
export const USER_FIELDS = [
  'id',
  'userPrincipalName',
  'mail',
  'otherMails',
  'proxyAddresses',
  'accountEnabled',
  'userType',
];
export const LEAVE_FIELD = 'employeeLeaveDateTime';
