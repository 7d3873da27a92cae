// The ports to a tracker: how a provider's write capability implements the contract of an EffectPort. Each effect stores its key in the
// tracker: a resolution next to the change of state, a note as a marker in its text.

import type { Effect, EffectFailure, EffectOutcome, EffectPorts } from '../../../../src/runtime/effects.ts';
import type { TrackedIncident } from './account.ts';
import type { TrackerAnswer } from './api.ts';
import type { TrackerTransport } from './server.ts';

export interface Resolve extends Effect {
  readonly kind: 'Resolve';
  readonly incidentID: string;
}

export interface Note extends Effect {
  readonly kind: 'Note';
  readonly incidentID: string;
  readonly text: string;
}

export type TrackerEffect = Resolve | Note;

export function markerOf({ key }: Effect): string {
  return `[docket ${key}]`;
}

export function trackerPorts(transport: TrackerTransport): EffectPorts<TrackerEffect> {
  return {
    Resolve: {
      async look({ incidentID, key }, { signal }) {
        const answer = await transport({ method: 'GET', path: `/incidents/${incidentID}` }, signal);
        const failure = failureOf(answer);
        if (failure !== undefined) return failure;
        const { state, history } = answer.body as TrackedIncident;
        const isOurs = history.some(({ reference }) => reference === key);
        return { kind: state === 'resolved' || isOurs ? 'already' : 'absent' };
      },
      async send({ incidentID, key }, { signal }) {
        const path = `/incidents/${incidentID}/resolve`;
        return outcomeOf(await transport({ method: 'POST', path, body: { reference: key } }, signal));
      },
    },
    Note: {
      async look(note, { signal }) {
        const answer = await transport({ method: 'GET', path: `/incidents/${note.incidentID}/notes` }, signal);
        const notes = answer.body as readonly string[];
        const failure = failureOf(answer);
        return failure ?? { kind: notes.some((text) => text.includes(markerOf(note))) ? 'already' : 'absent' };
      },
      async send(note, { signal }) {
        const body = { text: `${note.text} ${markerOf(note)}` };
        return outcomeOf(
          await transport({ method: 'POST', path: `/incidents/${note.incidentID}/notes`, body }, signal),
        );
      },
    },
  };
}

/** After a 5xx it is unknown whether the request was executed. */
function outcomeOf(answer: TrackerAnswer): EffectOutcome {
  if (answer.status >= 500) return { kind: 'ambiguous', reason: 'ServerError', message: 'the tracker answered 5xx' };
  return failureOf(answer) ?? { kind: 'done' };
}

function failureOf({ status, retryAfterSeconds }: TrackerAnswer): EffectFailure | undefined {
  if (status < 300) return undefined;
  const transient = { kind: 'transient', message: `the tracker answered ${status}` } as const;
  if (status === 429) return { ...transient, reason: 'RateLimited', retryAfterMs: (retryAfterSeconds ?? 0) * 1_000 };
  if (status === 409 || status >= 500) return { ...transient, reason: 'Unavailable' };
  const reason = status === 403 ? 'Forbidden' : 'NotFound';
  return { kind: 'refused', reason, message: `the tracker answered ${status}` };
}
