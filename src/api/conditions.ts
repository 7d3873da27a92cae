// Conditions in the shape of metav1.Condition, and the pure upsert that every controller uses for them. Decides nothing
// about any kind, reads no clock, and never changes what it is given.

import { rfc3339 } from '../base/instants.ts';

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** One aspect of an object's state. `lastTransitionTime` is RFC 3339 in UTC, whole seconds. */
export interface Condition {
  type: string;
  status: ConditionStatus;
  reason: string;
  message: string;
  lastTransitionTime: string;
  observedGeneration?: number;
}

/** What a controller concludes. {@link setCondition} fills in since when, and for which generation. */
export type ConditionState = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export function conditionState(type: string, status: ConditionStatus, reason: string, message: string): ConditionState {
  return { type, status, reason, message };
}

/** For what only a change of the spec can correct: not Ready, and Stalled. */
export function stalledStates(reason: string, message: string): ConditionState[] {
  return [conditionState('Ready', 'False', reason, message), conditionState('Stalled', 'True', reason, message)];
}

/** For which generation of the object a condition was computed, and when. */
export interface ConditionStamp {
  readonly generation: number;
  readonly now: Date;
}

/** The condition of a type; undefined while nobody has set it. */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with one of them replaced, at its old place, or added at the end. `lastTransitionTime` moves only when
 * the status differs, so setting an equal state again gives an equal list, and no write.
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  state: ConditionState,
  stamp: ConditionStamp,
): Condition[] {
  const before = findCondition(conditions, state.type);
  const next: Condition = {
    type: state.type,
    status: state.status,
    reason: state.reason,
    message: state.message,
    lastTransitionTime: before?.status === state.status ? before.lastTransitionTime : rfc3339(stamp.now),
    observedGeneration: stamp.generation,
  };
  if (before === undefined) return [...(conditions ?? []), next];
  return (conditions ?? []).map((condition) => (condition === before ? next : condition));
}

/** The types that kstatus knows besides Ready. Each is present only while it applies. */
const PASSING_TYPES: ReadonlySet<string> = new Set(['Reconciling', 'Stalled']);

/** The conditions with all of these set, and without `Reconciling` and `Stalled` unless they are among them. */
export function setConditions(
  conditions: readonly Condition[] | undefined,
  states: readonly ConditionState[],
  stamp: ConditionStamp,
): Condition[] {
  const isOver = (type: string): boolean => PASSING_TYPES.has(type) && !states.some((each) => each.type === type);
  const kept = (conditions ?? []).filter(({ type }) => !isOver(type));
  return states.reduce((list, each) => setCondition(list, each, stamp), kept);
}
