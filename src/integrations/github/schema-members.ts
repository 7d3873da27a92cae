// Schemas of GitHub's answers about people, only for the fields that are used. https://docs.github.com/rest/orgs/members. Checks only;
// decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawMember {
  readonly id: number;
  readonly login: string;
  /** `User`, `Bot` or `Organization`. */
  readonly type?: string | null;
}

export interface RawInvitation {
  readonly id: number;
  readonly login?: string | null;
  readonly email?: string | null;
  /** `direct_member`, `admin`, `billing_manager`, ... */
  readonly role?: string | null;
}

/** An identity at the organization's identity provider. */
export interface RawIdentity {
  readonly user?: { readonly databaseId?: number | null } | null;
  readonly samlIdentity?: { readonly nameId?: string | null } | null;
  readonly scimIdentity?: { readonly username?: string | null } | null;
}

const ajv = new Ajv({ strict: true });
const text = { type: 'string', nullable: true } as const;

export const isMember: ValidateFunction<RawMember> = ajv.compile<RawMember>({
  type: 'object',
  required: ['id', 'login'],
  properties: { id: { type: 'integer' }, login: { type: 'string' }, type: text },
});

export const isInvitation: ValidateFunction<RawInvitation> = ajv.compile<RawInvitation>({
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, login: text, email: text, role: text },
});

export const isIdentity: ValidateFunction<RawIdentity> = ajv.compile<RawIdentity>({
  type: 'object',
  properties: {
    user: { type: 'object', nullable: true, properties: { databaseId: { type: 'integer', nullable: true } } },
    samlIdentity: { type: 'object', nullable: true, properties: { nameId: text } },
    scimIdentity: { type: 'object', nullable: true, properties: { username: text } },
  },
});
