// Schemas of Jira's responses, only for the fields that are used: a field that is not listed here may have any value.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawIssue {
  readonly id: string;
  readonly key: string;
  readonly fields: {
    readonly status: {
      readonly id?: string | null;
      readonly statusCategory: { readonly key: string };
    };
    readonly created: string;
    readonly updated: string;
    readonly summary?: string | null;
    /** A list of texts, unchecked: nothing but a hint hangs on it. */
    readonly labels?: unknown;
    /** An Atlassian document. */
    readonly description?: unknown;
    readonly resolutiondate?: string | null;
    readonly statuscategorychangedate?: string | null;
    readonly priority?: { readonly name?: string | null } | null;
    readonly project?: { readonly key?: string | null; readonly name?: string | null } | null;
    readonly assignee?: { readonly accountId?: string | null; readonly displayName?: string | null } | null;
  };
}

export interface RawHistory {
  /** RFC 3339 in an issue's own changelog; a number in the bulk answer. */
  readonly created: string | number;
  readonly items: ReadonlyArray<{
    readonly fieldId?: string | null;
    readonly field?: string | null;
    readonly from?: string | null;
    readonly to?: string | null;
    readonly fromString?: string | null;
  }>;
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-users-search-get */
export interface RawUser {
  readonly accountId: string;
  /** `atlassian`, `app` or `customer`. */
  readonly accountType?: string | null;
  readonly active?: boolean | null;
  /** Absent, null or empty where the person hides it. */
  readonly emailAddress?: string | null;
  readonly displayName?: string | null;
}

const ajv = new Ajv({ allErrors: false, strict: true, allowUnionTypes: true });

const text = { type: 'string', nullable: true } as const;

export const isIssue: ValidateFunction<RawIssue> = ajv.compile<RawIssue>({
  type: 'object',
  required: ['id', 'key', 'fields'],
  properties: {
    id: { type: 'string' },
    key: { type: 'string' },
    fields: {
      type: 'object',
      required: ['status', 'created', 'updated'],
      properties: {
        status: {
          type: 'object',
          required: ['statusCategory'],
          properties: {
            id: text,
            statusCategory: { type: 'object', required: ['key'], properties: { key: { type: 'string' } } },
          },
        },
        created: { type: 'string' },
        updated: { type: 'string' },
        summary: text,
        resolutiondate: text,
        statuscategorychangedate: text,
        priority: { type: 'object', nullable: true, properties: { name: text } },
        project: { type: 'object', nullable: true, properties: { key: text, name: text } },
        assignee: { type: 'object', nullable: true, properties: { accountId: text, displayName: text } },
      },
    },
  },
});

export const isUser: ValidateFunction<RawUser> = ajv.compile<RawUser>({
  type: 'object',
  required: ['accountId'],
  properties: {
    accountId: { type: 'string' },
    accountType: text,
    active: { type: 'boolean', nullable: true },
    emailAddress: text,
    displayName: text,
  },
});

export const isHistory: ValidateFunction<RawHistory> = ajv.compile<RawHistory>({
  type: 'object',
  required: ['created', 'items'],
  properties: {
    created: { type: ['string', 'number'] },
    items: {
      type: 'array',
      items: { type: 'object', properties: { fieldId: text, field: text, from: text, to: text, fromString: text } },
    },
  },
});

/** A page of a search or of changelogs. Undefined for anything else, and for a token that is not a text. */
export interface RawPage {
  readonly items: readonly unknown[];
  /** Absent on the last page. */
  readonly token: string | undefined;
}

/**
 * `items` is the list under `name`. The last page has no token, or null. Some answers say `isLast` besides: a page that says that it is
 * not the last and has no token was cut off.
 */
export function pageOf(name: string, body: unknown): RawPage | undefined {
  const [items, token, isLast] = [memberOf(body, name), memberOf(body, 'nextPageToken'), memberOf(body, 'isLast')];
  if (!Array.isArray(items)) return undefined;
  const list = items as readonly unknown[];
  if (typeof token === 'string' && token !== '') return { items: list, token: isLast === true ? undefined : token };
  const isEnd = (token === undefined || token === null || token === '') && isLast !== false;
  return isEnd ? { items: list, token: undefined } : undefined;
}

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}
