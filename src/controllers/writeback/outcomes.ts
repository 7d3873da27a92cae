// What a writer's answer means for the record of an effect. Pure but for the command that it sends.

import { UNSUPPORTED } from '../../compliance/write-back.ts';
import { isTransient, SourceError } from '../../integrations/ports/failure.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../../integrations/ports/write.ts';
import type { EffectFailure, EffectOutcome } from '../../runtime/effects.ts';

/** The bound of `status.writeBack[].message`. */
const MAX_MESSAGE = 1_024;

/** Carries a command out. Throws only what is no SourceError. */
export async function writeWith(writer: Writer, command: WriteCommand, signal: AbortSignal): Promise<EffectOutcome> {
  try {
    return outcomeOf(await writer.write(command, signal));
  } catch (error) {
    return thrownOutcome(error);
  }
}

/** The vendor did nothing, and will say the same again. */
export function refusal(reason: string, message: string): Extract<EffectFailure, { kind: 'refused' }> {
  return { kind: 'refused', reason, message: message.slice(0, MAX_MESSAGE) };
}

function outcomeOf(outcome: WriteOutcome): EffectOutcome {
  switch (outcome.kind) {
    case 'applied':
      return { kind: 'done' };
    case 'already':
      return { kind: 'already' };
    case 'conflict':
      return refusal(
        'Reopened',
        'Somebody reopened the incident at its source after the closure. A closure with a later closedAt resolves it again.',
      );
    case 'unsupported':
      return refusal(UNSUPPORTED, 'The provider has nothing of the kind.');
    case 'refused':
      return refusal(outcome.reason, outcome.message);
  }
}

/** What an error of a provider means. 429 is the one error that says that nothing was done; whether another transient one came after the write, nobody can tell. */
export function thrownOutcome(error: unknown): EffectOutcome {
  if (!(error instanceof SourceError)) throw error;
  const { kind, message, retryAfterMs = 0 } = error;
  if (kind === 'rate-limited') return { kind: 'transient', reason: 'RateLimited', message, retryAfterMs };
  if (isTransient(kind) || kind === 'malformed') return { kind: 'ambiguous', reason: 'AnswerLost', message };
  const isAboutRights = kind === 'unauthorized' || kind === 'forbidden';
  return refusal(isAboutRights ? 'MissingPermission' : 'NotAllowed', message);
}
