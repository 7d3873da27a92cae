// One user of Microsoft Entra ID as a person. Pure. Entra has one way to bar somebody (`accountEnabled`), so who is barred has left; guests
// are of other organizations, so they are nobody's staff.

import { toInstant } from '../../api/facts.ts';
import { personOf, rejectedRow, type ReadPerson } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import type { PersonState } from '../ports/directory.ts';
import { isUser, type RawUser } from './schema.ts';

export interface NormalizeOptions {
  /** Roles by the id of a user. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly nowMs: number;
}

/** Undefined: a guest. */
export function normalizeUser(raw: unknown, { roles, nowMs }: NormalizeOptions): ReadPerson | undefined {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  if (raw.userType?.toLowerCase() === 'guest') return undefined;
  const { id, accountEnabled, employeeLeaveDateTime } = raw;
  const leftAt = instantMs(employeeLeaveDateTime);
  const isGone = leftAt !== undefined && leftAt < nowMs;
  const state = isGone ? 'offboarded' : stateOf(accountEnabled);
  return personOf({ id, state, ...addressesOf(raw, raw.userPrincipalName), roles: roles.get(id) ?? [], leftAt });
}

/**
 * A user that was deleted within the last 30 days. `isTaken` says which addresses somebody has who was not deleted: a person who came back
 * is a new user with the old addresses. Undefined: a guest.
 */
export function normalizeDeleted(raw: unknown, isTaken: (address: string) => boolean): ReadPerson | undefined {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  if (raw.userType?.toLowerCase() === 'guest') return undefined;
  const { id, userPrincipalName, deletedDateTime, employeeLeaveDateTime } = raw;
  // Entra puts the id without its hyphens before the name of a deleted user, so that the name is free again.
  const prefix = id.replaceAll('-', '').toLowerCase();
  const isRenamed = userPrincipalName?.toLowerCase().startsWith(prefix) === true;
  const { email, aliases } = addressesOf(raw, isRenamed ? userPrincipalName?.slice(prefix.length) : userPrincipalName);
  const isFree = (address: string | null | undefined): boolean => typeof address === 'string' && !isTaken(address);
  return personOf({
    id,
    state: 'offboarded',
    email: isFree(email) ? email : undefined,
    aliases: aliases.filter(isFree),
    leftAt: instantMs(employeeLeaveDateTime) ?? instantMs(deletedDateTime),
  });
}

function stateOf(isEnabled: boolean | null | undefined): PersonState {
  if (typeof isEnabled !== 'boolean') return 'unknown';
  return isEnabled ? 'active' : 'offboarded';
}

interface Addresses {
  readonly email: string | null | undefined;
  readonly aliases: ReadonlyArray<string | null | undefined>;
}

function addressesOf({ mail, otherMails, proxyAddresses }: RawUser, name: string | null | undefined): Addresses {
  const proxies = (proxyAddresses ?? []).flatMap(
    (proxy) => /^smtp:(?<address>.+)$/i.exec(proxy)?.groups?.['address'] ?? [],
  );
  return { email: mail ?? name, aliases: [name, ...proxies, ...(otherMails ?? [])] };
}

function instantMs(text: string | null | undefined): number | undefined {
  const instant = typeof text === 'string' ? toInstant(text) : undefined;
  return instant === undefined ? undefined : Date.parse(instant);
}
