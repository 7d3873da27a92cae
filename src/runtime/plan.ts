// What a controller decides: data only. The shell (controller.ts, apply.ts) carries it out, for every kind in the same way.

import type { KubeObject, ObjectKey, ResourceType } from '../api/meta.ts';

/** A write besides the object's own status. The writes of one plan are independent of each other: they run side by side. */
export type Write =
  | {
      readonly kind: 'create';
      readonly type: ResourceType;
      readonly object: KubeObject;
      /** What to do when the name is taken; pure. Absent: an existing object stands (created once, never changed). */
      readonly onExists?: (existing: KubeObject) => ExistsDecision;
    }
  | {
      /** A JSON merge patch that carries the resourceVersion it was computed from, so that it cannot overwrite a newer one. */
      readonly kind: 'patch';
      readonly type: ResourceType;
      readonly key: ObjectKey;
      readonly patch: Readonly<Record<string, unknown>>;
      /** What to do when the object has moved on since; pure. Absent: the conflict ends the plan, and the key is tried again. */
      readonly onConflict?: (existing: KubeObject) => ExistsDecision;
    };

export type ExistsDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'patch'; readonly patch: Readonly<Record<string, unknown>> }
  /** The name belongs to something else: nothing is written, the collision is reported. */
  | { readonly kind: 'collision'; readonly message: string };

/** Something that became different and that a person may want to know: one log line now; the journal and notifications later. */
export interface Transition {
  readonly kind: 'IncidentState' | 'CheckResult' | 'SourceHealth' | 'IncidentCompliance' | 'ExceptionState';
  readonly namespace: string;
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string;
  /** CamelCase; never provider text. */
  readonly reason: string;
}

export type Requeue =
  | { readonly kind: 'done' }
  | { readonly kind: 'after'; readonly ms: number }
  /** Try again with the queue's exponential back-off, without counting as an error; `maxMs` caps the wait. */
  | { readonly kind: 'backoff'; readonly maxMs: number };

/** The object whose status is decided, as it was seen: what `apply` compares with and whose resourceVersion it sends. */
export interface StatusTarget {
  readonly type: ResourceType;
  readonly key: ObjectKey;
  readonly resourceVersion: string;
  /** Absent: the object has no status yet. */
  readonly current: object | undefined;
}

export interface Plan {
  readonly writes: readonly Write[];
  /** Written only when it differs from `target.current`. */
  readonly status?: { readonly target: StatusTarget; readonly next: object };
  /** Published once the writes and the status are stored, and only then. */
  readonly transitions: readonly Transition[];
  readonly requeue: Requeue;
}

/** What became of a plan's writes. */
export interface ApplyReport {
  readonly created: number;
  readonly patched: number;
  readonly kept: number;
  readonly collisions: ReadonlyArray<{ readonly key: ObjectKey; readonly message: string }>;
  readonly statusWritten: boolean;
}

/** Where transitions go. One sink for all kinds. */
export type TransitionSink = (transition: Transition) => void;
