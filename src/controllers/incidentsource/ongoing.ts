// How far the deliveries of one source have come: facts stored, remembered in the source's status, applied and still in the cache. In memory;
// whoever leads next begins anew, which comes to the same. Writes nothing.

import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { IntakeDeps } from './intake-deps.ts';
import type { Received } from './plan-received.ts';
import { Storing } from './storing.ts';

/** After the key of a source: the key under which its status is written. No name of a source has a slash. */
export const REMEMBER = '/remember';

export const isRememberKey = (key: string): boolean => key === `${sourceKeyOf(key)}${REMEMBER}`;

/** `namespace/name` of either key. */
export function sourceKeyOf(key: string): string {
  const [namespace = '', name = ''] = key.split('/');
  return `${namespace}/${name}`;
}

export class Ongoing {
  readonly storing: Storing;
  /** The uids of the deliveries whose facts are stored. */
  readonly stored = new Set<string>();
  readonly #applied = new Set<string>();
  readonly #clock: IntakeDeps['clock'];
  #rememberedAtMs = -Infinity;
  #written: { readonly over: string | undefined; readonly received: Received } | undefined;

  constructor(deps: IntakeDeps) {
    this.storing = new Storing(deps);
    this.#clock = deps.clock;
  }

  /** Without those that are deleted, which the cache may show a moment longer. */
  notApplied(waiting: readonly Delivery[]): readonly Delivery[] {
    return waiting.filter(({ metadata }) => !this.#applied.has(metadata.uid ?? ''));
  }

  /** Of the time between two writes of the status. */
  readonly leftMs = (everyMs: number): number =>
    Math.max(0, this.#rememberedAtMs + everyMs - this.#clock.monotonicMs());

  /** What the status of the source has: what was written, also while the cache shows the version that it was written over. */
  receivedOf({ metadata, status }: IncidentSource): Received | undefined {
    return this.#written?.over === metadata.resourceVersion ? this.#written?.received : status?.received;
  }

  /** The status was written over that of this object. */
  remembered({ metadata }: IncidentSource, received: Received, lacks: readonly string[]): void {
    this.#written = { over: metadata.resourceVersion, received };
    this.#rememberedAtMs = this.#clock.monotonicMs();
    this.storing.done(lacks);
  }

  /** Nothing waits. */
  rest(): void {
    this.stored.clear();
    this.#applied.clear();
  }

  applied(deliveries: readonly Delivery[]): void {
    this.#applied.clear();
    for (const { metadata } of deliveries) {
      this.#applied.add(metadata.uid ?? '');
      this.stored.delete(metadata.uid ?? '');
    }
  }
}
