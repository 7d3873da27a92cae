// The facts that providers hand over: incidents, and items that could not be read. Types only.

import type { IncidentState, Severity } from '../../api/v1alpha1/vocabulary.gen.ts';

/** The facts of one incident as its source states them; becomes `Incident.spec`. Times are RFC 3339 in UTC, whole seconds, `Z`. */
export interface IncidentRecord {
  readonly externalID: string;
  readonly title: string;
  readonly severity: Severity;
  /** What the vendor's own value means, where the spec's map made it less. It is shown, and not kept. */
  readonly ownSeverity?: Severity;
  /**
   * What the vendor itself says of the severity, before the spec's map, and by which field of the spec. Absent where it says nothing, and
   * where what it says never changes.
   */
  readonly sourceSeverity?: { readonly value: string; readonly field?: string };
  readonly state: IncidentState;
  readonly detectedAt: string;
  readonly acknowledgedAt?: string;
  readonly resolvedAt?: string;
  readonly closedAt?: string;
  readonly category?: string;
  readonly url?: string;
  readonly service?: string;
  readonly origin?: string;
  readonly assignees?: readonly string[];
  /** Only with `dataPolicy: Full`. */
  readonly description?: string;
  /** A label or note at the vendor speaks of a data loss: a hint, which no check reads. */
  readonly dataLossHint?: 'Suspected';
  /** The external ID of the incident that this one was merged into. */
  readonly mergedInto?: string;
  /** For what a detection counted together: how often, and when first and last. */
  readonly occurrences?: { readonly count: number; readonly firstAt: string; readonly lastAt: string };
  /**
   * Until when `state` counts without being repeated; then the review decides. No later than `detectedAt` for a source that knows no
   * states. Absent: for good.
   */
  readonly stateUntil?: string;
}

/** An item that could not be read: left out, counted by reason, and named so that a person can look it up. Holds no provider text. */
export interface RejectedItem {
  /** CamelCase, from a small fixed set: it becomes a metric label. */
  readonly reason: 'MissingField' | 'WrongType' | 'InvalidTime' | 'InvalidID' | 'UnknownState' | 'ExpressionFailed';
  readonly externalID?: string;
  readonly detail: string;
}

/** How many items were no incidents, by reason: CamelCase, from a small fixed set, as it becomes a metric label. */
export type IgnoredItems = Readonly<Record<string, number>>;

/** What became of an incident that is asked for by its ID. */
export type Lookup =
  | {
      readonly kind: 'found';
      readonly record: IncidentRecord;
      /** The source's filters still select it. */
      readonly inScope: boolean;
    }
  | { readonly kind: 'gone'; readonly externalID: string }
  | { readonly kind: 'rejected'; readonly externalID: string; readonly item: RejectedItem };
