// Projects a reflector's objects and puts the rows into the store; no whole object is kept. An object that cannot be projected is
// quarantined: it stops nothing, and no older row is shown in its place.

import { keyOf, type KubeObject } from '../api/meta.ts';
import type { Row } from './lister.ts';
import type { Logger } from './log.ts';
import type { RuntimeMetrics } from './metrics.ts';
import type { Replacement, Scope, Store } from './store.ts';

export interface SinkOptions<T extends KubeObject, R extends Row> {
  readonly kind: string;
  readonly scope: Scope;
  readonly project: (object: T) => R;
  readonly store: Store<R>;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
  /** Called when the set of quarantined objects changes. */
  readonly onGaps: () => void;
}

/** The write side of one reflector. */
export interface Sink<T extends KubeObject> {
  /** Starts to replace the scope. Drops an earlier replacement that was not committed. */
  begin(): void;
  put(object: T): void;
  drop(object: T): void;
  /** Removes what has not come since `begin`. */
  commit(): void;
  /** Keys of objects that exist and could not be projected. */
  readonly quarantined: ReadonlySet<string>;
}

export function createSink<T extends KubeObject, R extends Row>(options: SinkOptions<T, R>): Sink<T> {
  const { kind, scope, project, store, log, metrics, onGaps } = options;
  const quarantined = new Set<string>();
  let replacement: Replacement<R> | undefined;
  /** Keys that were quarantined before the replacement began and have not come in it. */
  let unseen = new Set<string>();

  const quarantine = (key: string, err: unknown): void => {
    metrics.quarantined(kind);
    const isNew = !quarantined.has(key);
    quarantined.add(key);
    (replacement ?? store).remove(key);
    log[isNew ? 'error' : 'debug']({ key, err }, 'object left out: it cannot be read');
    if (isNew) onGaps();
  };
  const release = (key: string): void => {
    if (quarantined.delete(key)) onGaps();
  };

  return {
    quarantined,
    begin() {
      replacement = store.beginReplace(scope);
      unseen = new Set(quarantined);
    },
    put(object) {
      const key = keyOf(object.metadata);
      unseen.delete(key);
      try {
        (replacement ?? store).upsert(project(object));
        release(key);
      } catch (error) {
        quarantine(key, error);
      }
    },
    drop(object) {
      const key = keyOf(object.metadata);
      (replacement ?? store).remove(key);
      release(key);
    },
    commit() {
      replacement?.commit();
      replacement = undefined;
      for (const key of unseen) release(key);
      unseen.clear();
    },
  };
}
