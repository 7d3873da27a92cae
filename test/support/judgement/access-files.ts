// Files of a repository with a system, its roster, the Secrets that they are read from, and a check of each type over them.

import { object } from './judged-files.ts';

export const ACCESS_TYPES = [
  'AccessRemoved',
  'UserIdentified',
  'AccessValid',
  'AccessRuleDefined',
  'AccessReviewed',
] as const;

const CHECKS = ACCESS_TYPES.map((type) => object('ComplianceCheck', type.toLowerCase(), `{type: ${type}}`)).join('');
export const SYSTEM =
  '{accountsFrom: {secretRef: {name: vault}}, rosterRef: {name: staff}, validAccess: {roles: [on-call]}, ' +
  'lastReview: {by: jo, at: "2026-03-01T00:00:00Z"}}';
const ROSTER = '{secretRef: {name: staff}, roleMap: [{from: grp-1, to: on-call}]}';

/** The line of a Secret's data that says how old its file is. */
export const asOf = (instant: string): string => `  asOf: "${instant}"\n`;
const AS_OF = asOf('2026-03-31T00:00:00Z');

/** `head`: the lines of the Secret's data before the file. */
export const secret = (name: string, file: string, text: string, head = AS_OF): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\nstringData:\n${head}  ${file}: |\n${text
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}---\n`;

export const ACCOUNTS = ['account,email,state,kind', 'u1,ada@example.com,active,', 'u2,grace+v@example.com,active,'];
export const PEOPLE = [
  'person,email,roles,state,leftAt',
  'ada,ada@example.com,grp-1,active,',
  'grace,grace@example.com,on-call,active,',
];

export interface World {
  readonly accounts?: readonly string[];
  readonly people?: readonly string[];
  readonly system?: string;
  readonly roster?: string;
  readonly more?: string;
}

export function folderOf({ accounts = ACCOUNTS, people = PEOPLE, system = SYSTEM, roster = ROSTER, more = '' }: World) {
  return {
    'system.yaml': object('CriticalSystem', 'vault', system) + object('StaffRoster', 'staff', roster) + CHECKS + more,
    'secrets.yaml':
      secret('vault', 'accounts.csv', accounts.join('\n')) + secret('staff', 'roster.csv', people.join('\n')),
  };
}
