// Schemas of Zenduty's responses, only for the fields that are used: a field that is not listed here may have any value.
// https://apidocs.zenduty.com/#tag/Incidents. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawIncident {
  readonly unique_id: string;
  readonly incident_number: number;
  /** 1 triggered, 2 acknowledged, 3 resolved. */
  readonly status: number;
  readonly creation_date: string;
  readonly acknowledged_date?: string | null;
  readonly resolved_date?: string | null;
  readonly title?: string | null;
  readonly summary?: string | null;
  /** 1 high, 0 low. Listings may lack it. */
  readonly urgency?: number | null;
  readonly service?: string | null;
  readonly service_object?: {
    readonly unique_id?: string | null;
    readonly name?: string | null;
    readonly team?: string | null;
  } | null;
  readonly team_priority_object?: { readonly name?: string | null } | null;
  readonly assigned_to?: string | null;
  readonly assigned_to_name?: string | null;
  readonly merged_with?: string | null;
  /** Objects with a `name`. Listings may lack them. */
  readonly tags?: unknown;
}

const ajv = new Ajv({ allErrors: false, strict: true });

const text = { type: 'string', nullable: true } as const;

export const isIncident: ValidateFunction<RawIncident> = ajv.compile<RawIncident>({
  type: 'object',
  required: ['unique_id', 'incident_number', 'status', 'creation_date'],
  properties: {
    unique_id: { type: 'string' },
    incident_number: { type: 'integer' },
    status: { type: 'integer' },
    creation_date: { type: 'string' },
    acknowledged_date: text,
    resolved_date: text,
    title: text,
    summary: text,
    urgency: { type: 'integer', nullable: true },
    service: text,
    service_object: { type: 'object', nullable: true, properties: { unique_id: text, name: text, team: text } },
    team_priority_object: { type: 'object', nullable: true, properties: { name: text } },
    assigned_to: text,
    assigned_to_name: text,
    merged_with: text,
  },
});

/** https://apidocs.zenduty.com/#tag/Account-Members */
export interface RawMember {
  readonly unique_id: string;
  readonly user: {
    readonly username?: string | null;
    readonly email?: string | null;
    readonly first_name?: string | null;
    readonly last_name?: string | null;
  };
  /** 1 owner, 2 admin, 3 user. */
  readonly role?: number | null;
  readonly is_verified?: boolean | null;
}

export const isMember: ValidateFunction<RawMember> = ajv.compile<RawMember>({
  type: 'object',
  required: ['unique_id', 'user'],
  properties: {
    unique_id: { type: 'string' },
    user: { type: 'object', properties: { username: text, email: text, first_name: text, last_name: text } },
    role: { type: 'integer', nullable: true },
    is_verified: { type: 'boolean', nullable: true },
  },
});

export interface RawPage {
  readonly items: readonly unknown[];
  /** The address of the next page. */
  readonly next: string | undefined;
}

/** Undefined for anything that is not a page: `next` is always sent, so a page without it was cut off. */
export function pageOf(body: unknown): RawPage | undefined {
  const [items, next] = [memberOf(body, 'results'), memberOf(body, 'next')];
  if (!Array.isArray(items) || (next !== null && typeof next !== 'string')) return undefined;
  return { items: items as readonly unknown[], next: next ?? undefined };
}

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}
