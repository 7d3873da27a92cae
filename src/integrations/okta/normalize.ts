// One user of Okta as a person. Pure. Okta tells who is barred for a while (SUSPENDED) from who is gone (DEPROVISIONED).
// https://developer.okta.com/docs/concepts/user-management/

import { toInstant } from '../../api/facts.ts';
import { personOf, rejectedRow, type ReadPerson } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import type { PersonState } from '../ports/directory.ts';
import { isUser, type RawUser } from './schema.ts';

const STATES: ReadonlyMap<string, PersonState> = new Map([
  ['STAGED', 'pending'],
  ['PROVISIONED', 'pending'],
  ['ACTIVE', 'active'],
  ['RECOVERY', 'active'],
  ['PASSWORD_EXPIRED', 'active'],
  ['LOCKED_OUT', 'active'],
  ['SUSPENDED', 'inactive'],
  ['DEPROVISIONED', 'offboarded'],
]);

/** `roles`: by the id of a user. */
export function normalizeUser(raw: unknown, roles: ReadonlyMap<string, readonly string[]>): ReadPerson {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  const { login, email, secondEmail } = raw.profile ?? {};
  const state = STATES.get(raw.status.toUpperCase()) ?? 'unknown';
  return personOf({
    id: raw.id,
    state,
    email: email ?? login,
    aliases: [login, secondEmail],
    roles: roles.get(raw.id) ?? [],
    leftAt: state === 'offboarded' ? changedMs(raw) : undefined,
  });
}

function changedMs({ statusChanged, lastUpdated }: RawUser): number | undefined {
  return instantMs(statusChanged) ?? instantMs(lastUpdated);
}

function instantMs(text: string | null | undefined): number | undefined {
  const instant = typeof text === 'string' ? toInstant(text) : undefined;
  return instant === undefined ? undefined : Date.parse(instant);
}
