// Finds what people wrote down about an account: in identityMappings, expectedAccounts and validAccess they name it by its id, its login, its
// address or the name that findings give it. Decides nothing about the account.

import { foldedAddress, foldedName } from './address.ts';

/** What an account can be named by. */
export interface AccountKeys {
  /** The name that findings give it. */
  readonly name: string;
  readonly id: string;
  readonly login?: string | undefined;
  readonly email?: string | undefined;
}

/** The addresses of an account: its mail address, and a login that is one. In the form in which addresses are compared. */
export function addressesOf({ login, email }: Omit<AccountKeys, 'name'>): string[] {
  const addresses = [email, login]
    .map((text) => text && foldedAddress(text))
    .filter((address) => address !== undefined);
  return [...new Set(addresses)].filter((address) => address !== '');
}

/** Values under the texts that name accounts. */
export class Matches<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #folded = new Map<string, T[]>();
  readonly #addresses = new Map<string, T[]>();

  constructor(entries: ReadonlyArray<readonly [text: string, value: T]>) {
    for (const [text, value] of entries) {
      add(this.#exact, text, value);
      add(this.#folded, foldedName(text), value);
      const address = foldedAddress(text);
      if (address !== undefined) add(this.#addresses, address, value);
    }
  }

  /** The values whose text names the account. Ids are compared exactly, logins without regard to case, addresses as addresses. */
  of(account: AccountKeys): T[] {
    const { name, id, login } = account;
    return [
      ...new Set([
        ...(this.#exact.get(id) ?? []),
        ...(this.#exact.get(name) ?? []),
        ...(login === undefined ? [] : (this.#folded.get(foldedName(login)) ?? [])),
        ...addressesOf(account).flatMap((address) => this.#addresses.get(address) ?? []),
      ]),
    ];
  }

  /** The values whose text is such a name, or such an address, both in the form in which they are compared. */
  named(name: string, addresses: readonly string[]): T[] {
    const byAddress = addresses.flatMap((address) => this.#addresses.get(address) ?? []);
    return [...new Set([...(this.#folded.get(name) ?? []), ...byAddress])];
  }

  get isEmpty(): boolean {
    return this.#exact.size === 0;
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [value]);
  else held.push(value);
}
