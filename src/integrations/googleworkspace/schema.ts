// The schema of a user of Google Workspace, only for the fields that are used.
// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawUser {
  readonly id: string;
  readonly primaryEmail?: string | null;
  readonly aliases?: readonly string[] | null;
  readonly nonEditableAliases?: readonly string[] | null;
  readonly emails?: ReadonlyArray<{ readonly address?: string | null }> | null;
  readonly suspended?: boolean | null;
  readonly archived?: boolean | null;
  readonly deletionTime?: string | null;
}

const text = { type: 'string', nullable: true } as const;
const texts = { type: 'array', nullable: true, items: { type: 'string' } } as const;
const flag = { type: 'boolean', nullable: true } as const;

export const isUser: ValidateFunction<RawUser> = new Ajv({ strict: true }).compile<RawUser>({
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    primaryEmail: text,
    aliases: texts,
    nonEditableAliases: texts,
    emails: { type: 'array', nullable: true, items: { type: 'object', properties: { address: text } } },
    suspended: flag,
    archived: flag,
    deletionTime: text,
  },
});

/** What is asked for: Google sends nothing else then. */
export const USER_FIELDS =
  'kind,nextPageToken,users(id,primaryEmail,aliases,nonEditableAliases,emails/address,suspended,archived,deletionTime)';
export const MEMBER_FIELDS = 'kind,nextPageToken,members(id,type)';

export interface RawPage {
  readonly items: readonly unknown[];
  readonly token: string | undefined;
}

/**
 * A page of `name`; undefined for anything else. Google leaves an empty list out: then its kind tells such a page from another answer. A list
 * with rows may lack its kind, and no list may have another one.
 */
export function pageOf(name: 'users' | 'members', body: unknown): RawPage | undefined {
  const [list, token, kind] = [name, 'nextPageToken', 'kind'].map((member) => memberOf(body, member));
  const isNamed = kind === `admin#directory#${name}`;
  const items = list === undefined && isNamed ? [] : list;
  if (!Array.isArray(items)) return undefined;
  if (!isNamed && (kind !== undefined || items.length === 0)) return undefined;
  if (token !== undefined && typeof token !== 'string') return undefined;
  return { items: items as readonly unknown[], token: token === '' ? undefined : token };
}

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}
