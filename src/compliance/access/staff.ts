// The people of a StaffRoster as accounts are matched to them: found by name and by address, with their roles mapped. Holds one reading;
// what changed between two readings is told by the keys under which people are found.

import { isDeepStrictEqual } from 'node:util';

import type { StaffRosterSpec } from '../../api/v1alpha1/staffroster.gen.ts';
import type { PersonRecord, PersonState } from '../../integrations/ports/directory.ts';
import { internedList } from '../intern.ts';
import { foldedAddress, foldedName } from './address.ts';
import { Matches } from './matches.ts';

/** How a roster matches accounts and roles. */
export type StaffRules = Pick<StaffRosterSpec, 'identityMappings' | 'roleMap' | 'absentMeans'>;

export interface Person {
  /** As the roster names them, in the form in which names are compared. */
  readonly name: string;
  /** In the form in which addresses are compared. */
  readonly addresses: readonly string[];
  /** After the roleMap, in the form in which roles are compared. */
  readonly roles: readonly string[];
  readonly state: PersonState;
  /** When the person left or will leave, epoch milliseconds. */
  readonly leftAt: number | undefined;
}

/** Who is found under a key. `Ambiguous`: more than one person. */
export type Found = Person | 'Ambiguous' | undefined;

/** A key under which people are found: `~` and a name, or `@` and an address. */
export type StaffKey = string;

const nameKey = (name: string): StaffKey => `~${name}`;
export const addressKey = (address: string): StaffKey => `@${address}`;

export class Staff {
  readonly people: readonly Person[];
  readonly absentMeans: StaffRules['absentMeans'];
  readonly #rules: Partial<StaffRules>;
  readonly #found = new Map<StaffKey, Exclude<Found, undefined>>();
  readonly #mappings: Matches<string>;

  constructor(records: Iterable<PersonRecord>, rules: Partial<StaffRules>) {
    this.#rules = rules;
    const rolesOf = roleMapping(rules.roleMap ?? []);
    this.people = [...records].map((record) => personOf(record, rolesOf));
    this.absentMeans = rules.absentMeans ?? 'Unidentified';
    this.#mappings = new Matches((rules.identityMappings ?? []).map(({ account, person }) => [account, person]));
    for (const person of this.people) for (const key of keysOf(person)) this.#add(key, person);
  }

  /** Who is found under a key. */
  at(key: StaffKey): Found {
    return this.#found.get(key);
  }

  /** The people that identityMappings name for an account, as they name them. */
  mapped(account: Parameters<Matches<string>['of']>[0]): readonly string[] {
    return this.#mappings.isEmpty ? [] : this.#mappings.of(account);
  }

  /** Whether accounts are matched to people by the same rules. What the roleMap says is seen in the people. */
  matchesAs(other: Staff): boolean {
    const { identityMappings } = this.#rules;
    return this.absentMeans === other.absentMeans && isDeepStrictEqual(identityMappings, other.#rules.identityMappings);
  }

  /** The keys under which somebody else is found than before, or somebody who has changed. O(people). */
  changedSince(before: Staff): Set<StaffKey> {
    const changed = new Set<StaffKey>();
    for (const person of this.people) if (!before.#has(person)) for (const key of keysOf(person)) changed.add(key);
    for (const person of before.people) if (!this.#has(person)) for (const key of keysOf(person)) changed.add(key);
    return changed;
  }

  /** Whether this very person, with the same facts, is found under their name and nobody else is. */
  #has(person: Person): boolean {
    const found = this.#found.get(nameKey(person.name));
    return found !== undefined && found !== 'Ambiguous' && isSame(found, person);
  }

  #add(key: StaffKey, person: Person): void {
    const found = this.#found.get(key);
    this.#found.set(key, found === undefined || found === person ? person : 'Ambiguous');
  }
}

const keysOf = ({ name, addresses }: Person): StaffKey[] => [nameKey(name), ...addresses.map(addressKey)];

/** Keys for what a mapping calls a person: a name, or one of their addresses. */
export function keysOfReference(reference: string): StaffKey[] {
  const address = foldedAddress(reference);
  return [nameKey(foldedName(reference)), ...(address === undefined ? [] : [addressKey(address)])];
}

function personOf(
  { person, email, aliases, roles, state, leftAt }: PersonRecord,
  rolesOf: (role: string) => readonly string[],
): Person {
  const addresses = [...(email === undefined ? [] : [email]), ...aliases].flatMap((text) => foldedAddress(text) ?? []);
  return {
    name: foldedName(person),
    addresses: [...new Set(addresses)].toSorted(),
    roles: internedList([...new Set(roles.flatMap(rolesOf))].toSorted()),
    state,
    leftAt,
  };
}

/** What a role counts as: what the map says, else itself. */
function roleMapping(map: NonNullable<StaffRules['roleMap']>): (role: string) => readonly string[] {
  const mapped = Map.groupBy(map, ({ from }) => foldedName(from));
  return (role) => {
    const name = foldedName(role);
    return mapped.get(name)?.map(({ to }) => foldedName(to)) ?? [name];
  };
}

function isSame(a: Person, b: Person): boolean {
  return (
    a.state === b.state && a.leftAt === b.leftAt && isSameList(a.roles, b.roles) && isSameList(a.addresses, b.addresses)
  );
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((text, index) => text === b[index]));
