// Holds the credentials of requests and renews them: by age (files and plugins are read again every few seconds while in use), and when
// the server refuses them. It must not print them, nor run a plugin twice at the same time.

import { isDeepStrictEqual } from 'node:util';
import { abortable } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { TlsMaterial } from './wire.ts';

/** Stays the same object until something changes. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

/** Reads the credentials again; `fresh` also drops what a plugin cached. */
export type Authenticate = (fresh: boolean) => Promise<Credentials>;

export interface CredentialSource {
  current(signal?: AbortSignal): Promise<Credentials>;
  /** Credentials other than the refused ones, if there are any by now; undefined when a retry would be useless. */
  renew(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined>;
}

const REREAD_AFTER_MS = 10_000;
/** A plugin that hangs must not block everything. */
const AUTHENTICATE_TIMEOUT_MS = 60_000;
/** The wait after a renewal that brought nothing new or failed: a refused credential must not start a plugin for every request. */
const RENEW_PAUSE_MS = 5_000;

export function createCredentials(authenticate: Authenticate, clock: Clock): CredentialSource {
  let held: Credentials | undefined;
  let rereadAt = 0;
  let renewAt = 0;

  const keep = (read: Credentials): Credentials => {
    const tls = held !== undefined && isDeepStrictEqual(held.tls, read.tls) ? held.tls : read.tls;
    const isSame = held !== undefined && held.tls === tls && isDeepStrictEqual(held.headers, read.headers);
    if (!isSame) held = { headers: read.headers, tls };
    rereadAt = clock.monotonicMs() + REREAD_AFTER_MS;
    return held ?? read;
  };
  const readOnce = oneAtATime((fresh) => withTimeout(clock, authenticate(fresh)).then(keep));
  // The present credentials may still be valid. If they are not, the server refuses them and the renewal shows the error.
  const reread = async (): Promise<Credentials> => {
    try {
      return await readOnce(false);
    } catch (error) {
      if (held === undefined) throw error;
      rereadAt = clock.monotonicMs() + REREAD_AFTER_MS;
      return held;
    }
  };

  return {
    async current(signal) {
      if (held !== undefined && clock.monotonicMs() < rereadAt) return held;
      return abortable(reread(), signal);
    },
    async renew(refused, signal) {
      if (held !== refused) return held;
      if (clock.monotonicMs() < renewAt) return undefined;
      try {
        await abortable(readOnce(true), signal);
      } finally {
        if (held === refused) renewAt = clock.monotonicMs() + RENEW_PAUSE_MS;
      }
      return held === refused ? undefined : held;
    },
  };
}

type Read = (fresh: boolean) => Promise<Credentials>;

// A caller that needs current credentials shares a read that is running. A caller that needs fresh ones waits for it, then reads again.
function oneAtATime(read: Read): Read {
  let pending: { readonly fresh: boolean; readonly done: Promise<Credentials> } | undefined;
  return (fresh) => {
    if (pending !== undefined && (pending.fresh || !fresh)) return pending.done;
    const before = pending?.done.catch(() => undefined) ?? Promise.resolve();
    const mine = { fresh, done: before.then(() => read(fresh)) };
    const clear = (): void => {
      if (pending === mine) pending = undefined;
    };
    pending = mine;
    mine.done.then(clear, clear);
    return mine.done;
  };
}

function withTimeout<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = new Error(`reading the credentials took more than ${AUTHENTICATE_TIMEOUT_MS / 1000} s`);
    const cancel = clock.setTimer(() => reject(late), AUTHENTICATE_TIMEOUT_MS);
    work.finally(cancel).then(resolve, reject);
  });
}
