// The schema of a user of Okta, only for the fields that are used. https://developer.okta.com/docs/api/openapi/okta-management/management/
// tag/User/. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawUser {
  readonly id: string;
  readonly status: string;
  readonly statusChanged?: string | null;
  readonly lastUpdated?: string | null;
  readonly profile?: {
    readonly login?: string | null;
    readonly email?: string | null;
    readonly secondEmail?: string | null;
  } | null;
}

const text = { type: 'string', nullable: true } as const;

export const isUser: ValidateFunction<RawUser> = new Ajv({ strict: true }).compile<RawUser>({
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: { type: 'string' },
    status: { type: 'string' },
    statusChanged: text,
    lastUpdated: text,
    profile: { type: 'object', nullable: true, properties: { login: text, email: text, secondEmail: text } },
  },
});

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}
