// What a controller decides, as data. The shell (controller.ts, apply.ts) carries it out, in the same way for every kind.

import type { KubeObject, ObjectKey, ResourceType } from '../api/meta.ts';

/** A write to anything but the object's own status. The writes of one plan do not depend on each other and run side by side. */
export type Write =
  | {
      readonly kind: 'create';
      readonly type: ResourceType;
      readonly object: KubeObject;
      /** What to do when the name is taken; pure. Absent: the existing object is kept as it is. */
      readonly onExists?: (existing: KubeObject) => ExistsDecision;
    }
  | {
      /** A JSON merge patch. It carries the resourceVersion it was computed from, so that it cannot overwrite a newer object. */
      readonly kind: 'patch';
      readonly type: ResourceType;
      readonly key: ObjectKey;
      readonly patch: Readonly<Record<string, unknown>>;
      /** What to do when the object has changed since; pure. Absent: the plan ends with a conflict, and the key is tried again. */
      readonly onConflict?: (existing: KubeObject) => ExistsDecision;
    }
  | {
      /** Only the object of this uid. One that is gone already, or another one under its name, is left. */
      readonly kind: 'delete';
      readonly type: ResourceType;
      readonly key: ObjectKey;
      readonly uid: string;
    };

export type ExistsDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'patch'; readonly patch: Readonly<Record<string, unknown>> }
  /** The name belongs to another thing: nothing is written, and the collision is reported. */
  | { readonly kind: 'collision'; readonly message: string };

/** A change that a person may want to know about. It becomes one log line. */
export interface Transition {
  readonly kind:
    | 'IncidentState'
    | 'CheckResult'
    | 'SourceHealth'
    | 'SystemHealth'
    | 'RosterHealth'
    | 'IncidentCompliance'
    | 'ExceptionState';
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
  /** Try again with the queue's exponential back-off, at most `maxMs` later; does not count as an error. */
  | { readonly kind: 'backoff'; readonly maxMs: number };

/** The object whose status is planned, as it was observed. `apply` compares with `current` and sends `resourceVersion`. */
export interface StatusTarget {
  readonly type: ResourceType;
  readonly key: ObjectKey;
  readonly resourceVersion: string;
  /** Absent: the object has no status yet. */
  readonly current: object | undefined;
}

export interface Plan {
  /** Somebody outside waits for these writes: they go before those of other plans. */
  readonly isPrompt?: boolean;
  readonly writes: readonly Write[];
  /** Written only when it differs from `target.current`. */
  readonly status?: { readonly target: StatusTarget; readonly next: object };
  /** Published only after the writes and the status are stored. */
  readonly transitions: readonly Transition[];
  readonly requeue: Requeue;
}

/** The result of a plan's writes. */
export interface ApplyReport {
  readonly created: number;
  readonly patched: number;
  readonly kept: number;
  readonly deleted: number;
  readonly collisions: ReadonlyArray<{ readonly key: ObjectKey; readonly message: string }>;
  readonly statusWritten: boolean;
}

/** Receives every transition, of all kinds. */
export type TransitionSink = (transition: Transition) => void;
