// The write capability of a provider as ports of the effects in these tests, with the mapping of the write-back: a Writer looks for itself
// before it writes, so the ports have no `look`.

import type { Writer } from '../../../src/integrations/ports/write.ts';
import { writeWith } from '../../../src/controllers/writeback/outcomes.ts';
import type { AttemptLimits, EffectOutcome, EffectPorts } from '../../../src/runtime/effects.ts';
import type { Note, Resolve, TrackerEffect } from '../vendors/tracker/ports.ts';

/**
 * `open` gives a Writer for one attempt; its HTTP client must send no write once the attempt is over. `decidedOn`: RFC 3339, by default
 * before anything happens in these tests.
 */
export function writerPorts(
  open: (limits: AttemptLimits) => Writer,
  decidedOn = '2026-03-01T00:00:00Z',
): EffectPorts<TrackerEffect> {
  const send = async (effect: TrackerEffect, limits: AttemptLimits): Promise<EffectOutcome> => {
    await using writer = open(limits);
    return await writeWith(writer, commandOf(effect, decidedOn), limits.signal);
  };
  return { Resolve: { send }, Note: { send } };
}

function commandOf(effect: Resolve | Note, decidedOn: string): Parameters<Writer['write']>[0] {
  const { key, incidentID: externalID } = effect;
  const command = { key, externalID, decidedOn };
  if (effect.kind === 'Note') return { ...command, kind: 'note', text: effect.text };
  return { ...command, kind: 'resolve', summary: 'closed' };
}
