// One user of Google Workspace as a person. Pure. Google tells who is barred for a while (suspended) from who is gone (archived, deleted).

import { toInstant } from '../../api/facts.ts';
import { personOf, rejectedRow, type ReadPerson } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import type { PersonState } from '../ports/directory.ts';
import { isUser, type RawUser } from './schema.ts';

/** `roles`: by the id of a user. */
export function normalizeUser(raw: unknown, roles: ReadonlyMap<string, readonly string[]>): ReadPerson {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  return personOf({ ...personalOf(raw), state: stateOf(raw), roles: roles.get(raw.id) ?? [] });
}

/**
 * A user that was deleted within the last 20 days. `isTaken` says which addresses somebody has who was not deleted: an address is free again
 * after the deletion.
 */
export function normalizeDeleted(raw: unknown, isTaken: (address: string) => boolean): ReadPerson {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  const { id, email, aliases } = personalOf(raw);
  const [main, ...others] = [email, ...aliases].filter((text) => typeof text === 'string' && !isTaken(text));
  const instant = toInstant(raw.deletionTime ?? '');
  const leftAt = instant === undefined ? undefined : Date.parse(instant);
  return personOf({ id, state: 'offboarded', email: main, aliases: others, leftAt });
}

function stateOf({ suspended, archived }: RawUser): PersonState {
  if (archived === true) return 'offboarded';
  if (typeof suspended !== 'boolean') return 'unknown';
  return suspended ? 'inactive' : 'active';
}

function personalOf({ id, primaryEmail, aliases, nonEditableAliases, emails }: RawUser) {
  const others = [...(aliases ?? []), ...(nonEditableAliases ?? []), ...(emails ?? []).map(({ address }) => address)];
  return { id, email: primaryEmail, aliases: others };
}
