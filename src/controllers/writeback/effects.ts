// What the write-back of a closure does at a vendor. Types only.

import type { Effect } from '../../runtime/effects.ts';

interface ClosureEffect extends Effect {
  readonly namespace: string;
  /** The name of the IncidentSource. */
  readonly source: string;
  readonly externalID: string;
  /** RFC 3339. Somebody who reopened the incident at its source at this instant or later wins. */
  readonly decidedOn: string;
}

/** Resolves the incident. */
export interface Resolve extends ClosureEffect {
  readonly kind: 'Resolve';
  readonly summary: string;
  /** The text of the note that follows. */
  readonly text: string;
}

/** Leaves a note on it. */
export interface Note extends ClosureEffect {
  readonly kind: 'Note';
  readonly text: string;
}

export type WriteBackEffect = Resolve | Note;
