// Schemas of PagerDuty's responses, only for the fields that are used: a field that is not listed here may have any value.
// https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents and its neighbours. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawReference {
  readonly id: string;
  readonly summary?: string | null;
  readonly name?: string | null;
}

export interface RawIncident {
  readonly id: string;
  readonly created_at: string;
  readonly status: string;
  readonly title?: string | null;
  readonly summary?: string | null;
  readonly description?: string | null;
  readonly html_url?: string | null;
  readonly urgency?: string | null;
  readonly resolved_at?: string | null;
  readonly last_status_change_at?: string | null;
  readonly priority?: { readonly summary?: string | null; readonly name?: string | null } | null;
  readonly service?: RawReference | null;
  readonly teams?: readonly RawReference[] | null;
  readonly assignments?: ReadonlyArray<{ readonly assignee: RawReference }> | null;
  readonly acknowledgements?: ReadonlyArray<{ readonly at: string }> | null;
  readonly resolve_reason?: { readonly type?: string | null; readonly incident?: RawReference | null } | null;
}

/** https://developer.pagerduty.com/api-reference/c96e889522dd6-list-users */
export interface RawUser {
  readonly id: string;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly role?: string | null;
  /** The user has an outstanding invitation. */
  readonly invitation_sent?: boolean | null;
  readonly teams?: readonly RawReference[] | null;
}

/** `items` is the array under the resource's own name (`incidents`). */
export interface RawPage {
  readonly items: readonly unknown[];
  readonly more: boolean;
}

export interface RawLogEntry {
  readonly type: string;
  readonly created_at: string;
  readonly incident?: RawReference | null;
}

const ajv = new Ajv({ allErrors: false, strict: true });

const text = { type: 'string', nullable: true } as const;
const reference = {
  type: 'object',
  nullable: true,
  required: ['id'],
  properties: { id: { type: 'string' }, summary: text, name: text },
} as const;
const presentReference = { ...reference, nullable: false } as const;

export const isIncident: ValidateFunction<RawIncident> = ajv.compile<RawIncident>({
  type: 'object',
  required: ['id', 'created_at', 'status'],
  properties: {
    id: { type: 'string' },
    created_at: { type: 'string' },
    status: { type: 'string' },
    title: text,
    summary: text,
    description: text,
    html_url: text,
    urgency: text,
    resolved_at: text,
    last_status_change_at: text,
    priority: { type: 'object', nullable: true, properties: { summary: text, name: text } },
    service: reference,
    teams: { type: 'array', nullable: true, items: presentReference },
    assignments: {
      type: 'array',
      nullable: true,
      items: { type: 'object', required: ['assignee'], properties: { assignee: presentReference } },
    },
    acknowledgements: {
      type: 'array',
      nullable: true,
      items: { type: 'object', required: ['at'], properties: { at: { type: 'string' } } },
    },
    resolve_reason: { type: 'object', nullable: true, properties: { type: text, incident: reference } },
  },
});

export const isLogEntry: ValidateFunction<RawLogEntry> = ajv.compile<RawLogEntry>({
  type: 'object',
  required: ['type', 'created_at'],
  properties: { type: { type: 'string' }, created_at: { type: 'string' }, incident: reference },
});

export const isUser: ValidateFunction<RawUser> = ajv.compile<RawUser>({
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    name: text,
    email: text,
    role: text,
    invitation_sent: { type: 'boolean', nullable: true },
    teams: { type: 'array', nullable: true, items: presentReference },
  },
});

export const isReference: ValidateFunction<RawReference> = ajv.compile<RawReference>(presentReference);

/** A page of `resource`, or undefined for anything else. `more` is always sent, so a page without it was cut off. */
export function pageOf(resource: string, body: unknown): RawPage | undefined {
  const items = memberOf(body, resource);
  const more = memberOf(body, 'more');
  return Array.isArray(items) && typeof more === 'boolean' ? { items: items as readonly unknown[], more } : undefined;
}

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}

/** The `error.code` of a refusal (PagerDuty/developer-docs docs/REST-API/14-Errors.md): a number, so it is safe in a message. */
export function errorCodeOf(body: unknown): number | undefined {
  const code = memberOf(memberOf(body, 'error'), 'code');
  return typeof code === 'number' ? code : undefined;
}
