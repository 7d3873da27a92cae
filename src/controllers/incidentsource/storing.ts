// Stores the facts of one source's deliveries, each once, although they are looked at again until they are remembered in the status and the
// cache may not show them yet. What finds no room, or whose name is taken, is counted and becomes a gap. Writes nothing itself.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { ProviderName } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import { keyOf } from '../../api/meta.ts';
import { REASONS } from './conditions.ts';
import { desiredOf } from './desired.ts';
import type { Intake, IntakeDeps } from './intake-deps.ts';
import type { DesiredIncident } from './observation.ts';
import { isHeldByAnother } from './plan-record.ts';
import { withinRoom } from './room.ts';

export class Storing {
  readonly #deps: IntakeDeps;
  /** The digest that was stored last, by the key of the incident. */
  readonly #stored = new Map<string, number>();
  readonly #lacks = new Set<string>();

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /** The gaps that are to be remembered. */
  get lacks(): ReadonlySet<string> {
    return this.#lacks;
  }

  /** What was stored and these gaps are remembered. Facts that the cache does not show yet may be of deliveries that are not. */
  done(lacks: readonly string[]): void {
    for (const [key, digest] of this.#stored) {
      if (this.#deps.incidents.get(key)?.digest === digest) this.#stored.delete(key);
    }
    for (const lack of lacks) this.#lacks.delete(lack);
  }

  async *store(source: IncidentSource, provider: ProviderName, records: readonly IncidentRecord[]): Intake<void> {
    const deps = this.#deps;
    const all = desiredOf(deps, source, provider, records).filter((each) => !this.#isStored(each));
    const free = all.filter((each) => !isHeldByAnother(each));
    const memory = deps.memories.of(keyOf(source.metadata));
    const pending = [...this.#stored.keys()].filter((key) => deps.incidents.get(key) === undefined).length;
    const desired = withinRoom(deps, { source, memory, pending }, free);
    this.#lack(REASONS.nameCollision, all.length - free.length);
    this.#lack(REASONS.tooManyIncidents, free.length - desired.length);
    if (desired.length === 0) return;
    const report = yield { kind: 'facts', desired };
    this.#lack(REASONS.nameCollision, report.collisions.length);
    for (const { key, digest } of desired) this.#stored.set(key, digest);
  }

  #isStored({ key, digest, row }: DesiredIncident): boolean {
    return (this.#stored.get(key) ?? row?.digest) === digest;
  }

  #lack(reason: string, count: number): void {
    if (count === 0) return;
    if (!this.#lacks.has(reason)) this.#deps.meters.itemsDropped(reason, count);
    this.#lacks.add(reason);
  }
}
