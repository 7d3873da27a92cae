// The options of a reflector, and what it reports about itself.

import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Clock } from '../base/clock.ts';
import type { Row } from './lister.ts';
import type { Logger } from './log.ts';
import type { RuntimeMetrics } from './metrics.ts';
import type { Store } from './store.ts';

export interface ReflectorOptions<T extends KubeObject, R extends Row> {
  readonly client: Pick<KubeClient, 'list' | 'watch'>;
  readonly type: ResourceType;
  /** Absent: every namespace. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Makes the row of an object before it is stored. Pure. An object on which it throws is quarantined. */
  readonly project: (object: T) => R;
  readonly store: Store<R>;
  readonly clock: Clock;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
  /** Called when {@link Reflector.hasGaps} may have changed. */
  readonly onGaps?: () => void;
}

/** Counters since the start, and monotonic times of the last contact with the server (undefined: none yet). */
export interface ReflectorStats {
  /** Attempts to read the present state, streamed or in pages. */
  readonly lists: number;
  /** How often a version to resume from was given up. */
  readonly relists: number;
  readonly watches: number;
  /** Watch events, bookmarks included. */
  readonly events: number;
  readonly failures: number;
  readonly lastListMs: number | undefined;
  readonly lastEventMs: number | undefined;
}

export interface Reflector {
  readonly kind: string;
  readonly namespace: string | undefined;
  /** Feeds the store until the signal aborts; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  readonly stats: ReflectorStats;
  /** Keys of objects that exist but could not be projected, so that they are not in the store. */
  readonly quarantined: ReadonlySet<string>;
  /** Why the last attempt to read failed, with what was attempted; undefined while reading goes well. */
  readonly fault: string | undefined;
  /** The store is incomplete: objects are quarantined, or nothing could be read for five minutes. */
  readonly hasGaps: boolean;
  /** For a liveness probe: whether the server answered in the last five minutes (or the start is more recent than that). */
  isAlive(nowMs: number): boolean;
}
