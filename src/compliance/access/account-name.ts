// The name of an account in statuses, exceptions and output: its system's name and a keyed hash of its id. The same account has the same
// name for as long as the key stays; who has no key cannot tell from the name whose account it is. SECURITY.md says what a key protects.

import { createHmac } from 'node:crypto';

/** 48 bits: among 5,000 accounts of a system two have the same name once in 20 million systems. */
const HASH_LENGTH = 12;

/** The key of the Secret that holds the key of the hash. */
export const ACCOUNT_KEY = 'accountKey';

/** The system whose accounts are named. `uid` as the API server gave it. */
export interface NamedSystem {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Names the accounts of one system, by their ids. */
export type AccountNamer = (id: string) => string;

/**
 * `secret`: the value of {@link ACCOUNT_KEY} in the system's Secret; blanks at its ends do not count. Absent or empty: the key is derived from
 * the uid of the system, which whoever can read the CriticalSystem knows. `<system>-<12 hex digits>` of HMAC-SHA256 over namespace, system
 * and id, joined by a NUL byte.
 */
export function accountNamer({ namespace, name, uid }: NamedSystem, secret: string | undefined): AccountNamer {
  const key = secret?.trim() || `docket.dev/accounts\0${uid}`;
  return (id) => {
    const hash = createHmac('sha256', key).update(`${namespace}\0${name}\0${id}`, 'utf8').digest('hex');
    return `${name}-${hash.slice(0, HASH_LENGTH)}`;
  };
}
