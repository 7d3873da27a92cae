// The Secrets of the sources that receive, for some seconds each, so that a flood of forged requests is no load for the API server. A
// changed Secret counts within seconds. Holds them in memory only.

import type { Clock } from '../base/clock.ts';
import type { Secret } from '../integrations/ports/http.ts';

export type SecretData = ReadonlyMap<string, Secret>;

export interface SecretCacheOptions {
  /** Undefined where there is no Secret, or one without a key for webhooks. */
  readonly read: (namespace: string, name: string) => Promise<SecretData | undefined>;
  readonly clock: Clock;
}

const KEPT_MS = 5_000;
const MAX_ENTRIES = 1_000;

interface Entry {
  readonly untilMs: number;
  readonly data: Promise<SecretData | undefined>;
}

export class SecretCache {
  readonly #options: SecretCacheOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SecretCacheOptions) {
    this.#options = options;
  }

  /** Rejects when the API server does not answer; that is not kept. */
  get(namespace: string, name: string): Promise<SecretData | undefined> {
    const key = `${namespace}/${name}`;
    const nowMs = this.#options.clock.monotonicMs();
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.untilMs > nowMs) return entry.data;
    const data = this.#options.read(namespace, name);
    this.#entries.delete(key);
    this.#entries.set(key, { untilMs: nowMs + KEPT_MS, data });
    data.catch(() => this.#entries.delete(key));
    this.#dropOldest();
    return data;
  }

  #dropOldest(): void {
    if (this.#entries.size <= MAX_ENTRIES) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
