// The caches of the operator: one store per kind, fed by a reflector per namespace. Reads the cluster, writes nothing.

import { INCIDENT } from '../api/kinds.ts';
import { keyOf, type KubeObject } from '../api/meta.ts';
import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Clock } from '../base/clock.ts';
import type { Row } from '../runtime/lister.ts';
import type { Logger } from '../runtime/log.ts';
import type { RuntimeMetrics } from '../runtime/metrics.ts';
import { RecentObjects } from '../runtime/recent-objects.ts';
import { createReflector, type Reflector } from '../runtime/reflector.ts';
import { createStores, eachKind, type Listers, type StoredKind } from '../judgement/stores.ts';

export interface CacheOptions {
  readonly client: KubeClient;
  /** Empty: every namespace. */
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
}

/** One watch, or several where namespaces are watched, keep the objects of a kind. */
export interface Watched {
  readonly kind: string;
  readonly reflectors: readonly Reflector[];
}

export interface Caches extends Listers {
  readonly watched: readonly Watched[];
  /** The statuses of incidents that changed lately; their rows leave out the history. */
  readonly recentStatuses: RecentObjects<IncidentStatus>;
  /** They lack objects of the cluster, or may lack some: no check may pass on them. */
  readonly hasGaps: boolean;
  /** Calls back whenever `hasGaps` changed. */
  onGaps(listener: () => void): void;
  /** Watches until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  readonly synced: boolean;
  /** What cannot be read now and why, one text for each kind and namespace. */
  faults(): string[];
  whenSynced(signal: AbortSignal): Promise<void>;
}

export function createCaches(options: CacheOptions): Caches {
  const stores = createStores((err) => options.log.error({ err }, 'change handler failed'));
  const listeners = new Set<() => void>();
  let hadGaps = false;
  const onGaps = (): void => {
    if (hadGaps === hasGaps()) return;
    hadGaps = !hadGaps;
    for (const listener of listeners) listener();
  };
  const recentStatuses = new RecentObjects<IncidentStatus>();
  const noteStatus = ({ metadata, status }: KubeObject & { readonly status?: IncidentStatus }): void => {
    if (status === undefined || !stores.incidents.synced) return;
    recentStatuses.note(keyOf(metadata), metadata.resourceVersion ?? '', status);
  };
  const watched = eachKind(stores, (kind) => ({
    kind: kind.type.kind,
    reflectors: reflect({ ...options, onGaps, ...(kind.type === INCIDENT && { onObject: noteStatus }) }, kind),
  }));
  const reflectors = watched.flatMap((each) => each.reflectors);
  const hasGaps = (): boolean => reflectors.some((reflector) => reflector.hasGaps);
  const all = Object.values(stores);
  return {
    ...stores,
    watched,
    recentStatuses,
    get hasGaps() {
      return hasGaps();
    },
    onGaps: (listener) => void listeners.add(listener),
    async run(signal) {
      await Promise.all(reflectors.map((reflector) => reflector.run(signal)));
    },
    get synced() {
      return all.every((store) => store.synced);
    },
    faults: () => reflectors.flatMap(faultOf),
    async whenSynced(signal) {
      await Promise.all(all.map((store) => store.whenSynced(signal)));
    },
  };
}

interface ReflectOptions extends CacheOptions {
  readonly onGaps: () => void;
  /** Called with each object before its row is stored. */
  readonly onObject?: (object: KubeObject) => void;
}

function faultOf({ kind, namespace, fault }: Reflector): string[] {
  if (fault === undefined) return [];
  return [`${kind}${namespace === undefined ? '' : ` in namespace ${namespace}`}: ${fault}`];
}

function reflect<T extends KubeObject, R extends Row>(
  { namespaces, client, clock, random, log, metrics, onGaps, onObject }: ReflectOptions,
  { type, store, project }: StoredKind<T, R>,
): Reflector[] {
  const projectSeen = (object: T): R => {
    onObject?.(object);
    return project(object);
  };
  const scopes = namespaces.length === 0 || !type.namespaced ? [undefined] : namespaces;
  return scopes.map((namespace) =>
    createReflector<T, R>({
      client,
      type,
      store,
      project: projectSeen,
      clock,
      random,
      log,
      metrics,
      onGaps,
      ...(namespace === undefined ? {} : { namespace }),
    }),
  );
}
