// The condition WrittenBack of an Incident: whether its source has the closure of its review, or why not. Pure.

import { type ConditionState, conditionState } from '../../api/conditions.ts';
import { isSettled, WRITTEN_BACK } from '../../compliance/write-back.ts';
import type { EffectRecord } from '../../runtime/effects.ts';
import type { WriteBackObservation } from './observation.ts';

/** Documented in docs/spec/v1alpha1/incident.md, with those that a refusal brings. */
const REASONS = {
  written: 'Written',
  inProgress: 'InProgress',
  sourceNotFresh: 'SourceNotFresh',
  notListed: 'NotListed',
} as const;

export function writtenBackState(observation: WriteBackObservation, records: readonly EffectRecord[]): ConditionState {
  const { keys, revision } = observation;
  const own = records.filter(({ key }) => key === keys.resolve || key === keys.note);
  if (own.length === 2 && own.every(isSettled)) return state('True', REASONS.written, writtenMessage(own));
  const refused = own.find((each) => each.state === 'Refused' && !isSettled(each) && each.revision === revision);
  if (refused !== undefined) return recorded(refused);
  const hindrance = hindranceOf(observation);
  if (hindrance !== undefined) return hindrance;
  const waiting = own.find((each) => each.state === 'Waiting');
  if (waiting !== undefined) return recorded(waiting);
  return state('False', REASONS.inProgress, 'The closure is being written to the source.');
}

/** Why nothing is written now, whatever the provider would say. */
function hindranceOf({ data, isListed }: WriteBackObservation): ConditionState | undefined {
  if (!isListed) return state('False', REASONS.notListed, 'The source does not list the incident: nothing is written.');
  if (data.kind === 'fresh') return undefined;
  const message = 'The data of the source is not complete and fresh: nothing is written until it is.';
  return state('False', REASONS.sourceNotFresh, message);
}

const recorded = ({ state: its, reason = its, message = '' }: EffectRecord): ConditionState =>
  state('False', reason, message);

const state = (status: 'True' | 'False', reason: string, message: string): ConditionState =>
  conditionState(WRITTEN_BACK, status, reason, message);

function writtenMessage(records: readonly EffectRecord[]): string {
  const hasNote = records.some(({ kind, state: its }) => kind === 'Note' && its === 'Done');
  return hasNote
    ? 'The source has the closure: the incident is resolved there, and a note says why.'
    : 'The source has the closure: the incident is resolved there. The provider takes no note.';
}
