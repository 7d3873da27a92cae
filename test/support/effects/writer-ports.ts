// The write capability of a provider as ports of effects: a Writer looks for itself before it writes, so the ports have no `look`. What
// a kind with write-back needs, proved here before one has it.

import type { Writer, WriteOutcome } from '../../../src/integrations/ports/write.ts';
import { isTransient, SourceError } from '../../../src/integrations/ports/failure.ts';
import type { AttemptLimits, EffectOutcome, EffectPorts } from '../../../src/runtime/effects.ts';
import type { Note, Resolve, TrackerEffect } from '../vendors/tracker/ports.ts';

/** `open` gives a Writer for one attempt; its HTTP client must send no write once the attempt is over. */
export function writerPorts(open: (limits: AttemptLimits) => Writer): EffectPorts<TrackerEffect> {
  const send = async (effect: TrackerEffect, limits: AttemptLimits): Promise<EffectOutcome> => {
    await using writer = open(limits);
    try {
      return outcomeOf(await writer.write(commandOf(effect), limits.signal));
    } catch (error) {
      return thrownOutcome(error);
    }
  };
  return { Resolve: { send }, Note: { send } };
}

function commandOf(effect: Resolve | Note): Parameters<Writer['write']>[0] {
  const { key, incidentID: externalID } = effect;
  const command = { key, externalID, decidedOn: '2026-03-01T00:00:00Z' };
  if (effect.kind === 'Note') return { ...command, kind: 'note', text: effect.text };
  return { ...command, kind: 'resolve', summary: 'closed' };
}

function outcomeOf(outcome: WriteOutcome): EffectOutcome {
  switch (outcome.kind) {
    case 'applied':
      return { kind: 'done' };
    case 'already':
      return { kind: 'already' };
    case 'conflict':
      return { kind: 'refused', reason: 'Conflict', message: 'somebody changed the incident since the decision' };
    case 'unsupported':
      return { kind: 'refused', reason: 'Unsupported', message: 'the vendor has no such thing' };
    case 'refused':
      return outcome;
  }
}

/** 429 is the one error that says that nothing was done; whether another transient one came after the write, nobody can tell. */
function thrownOutcome(error: unknown): EffectOutcome {
  if (!(error instanceof SourceError)) throw error;
  const { kind, message, retryAfterMs = 0 } = error;
  if (kind === 'rate-limited') return { kind: 'transient', reason: 'RateLimited', message, retryAfterMs };
  if (isTransient(kind)) return { kind: 'ambiguous', reason: 'AnswerLost', message };
  return { kind: 'refused', reason: 'NotReadable', message };
}
