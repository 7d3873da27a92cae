// A Writer over the tracker's API, like one from a provider's `openWriter`: it reads first, writes at most once, and throws when the
// result of the write is unknown.

import { SourceError } from '../../../../src/integrations/ports/failure.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../../../../src/integrations/ports/write.ts';
import type { AttemptLimits } from '../../../../src/runtime/effects.ts';
import type { TrackedIncident } from './account.ts';
import type { TrackerAnswer, TrackerRequest } from './api.ts';
import type { TrackerTransport } from './server.ts';

export function openTrackerWriter(transport: TrackerTransport, { isOver }: AttemptLimits): Writer {
  return {
    probe: async () => ({ missingScopes: [] }),
    async write(command, signal) {
      const marker = `[docket ${command.key}]`;
      const request = async (what: TrackerRequest): Promise<TrackerAnswer> => {
        if (what.method === 'POST' && isOver())
          throw new SourceError('unreachable', 'the time was over before it was sent');
        return transport(what, signal).catch((cause: unknown) => {
          throw new SourceError('unreachable', 'no answer from the tracker', { cause });
        });
      };
      const seen = await request({ method: 'GET', path: lookPath(command) });
      if (seen.status >= 300) return refusalOf(seen);
      if (isThere(command, marker, seen.body)) return { kind: 'already' };
      const answer = await request(writeRequest(command, marker));
      return answer.status < 300 ? { kind: 'applied' } : refusalOf(answer);
    },
    async [Symbol.asyncDispose]() {
      await Promise.resolve();
    },
  };
}

function lookPath({ kind, externalID }: WriteCommand): string {
  return kind === 'note' ? `/incidents/${externalID}/notes` : `/incidents/${externalID}`;
}

function isThere({ kind, key }: WriteCommand, marker: string, body: unknown): boolean {
  if (kind === 'note') return (body as readonly string[]).some((text) => text.includes(marker));
  const { state, history } = body as TrackedIncident;
  return state === 'resolved' || history.some(({ reference }) => reference === key);
}

function writeRequest(command: WriteCommand, marker: string): TrackerRequest {
  const { externalID, key } = command;
  if (command.kind === 'note')
    return { method: 'POST', path: `/incidents/${externalID}/notes`, body: { text: `${command.text} ${marker}` } };
  return { method: 'POST', path: `/incidents/${externalID}/resolve`, body: { reference: key } };
}

function refusalOf({ status, retryAfterSeconds = 0 }: TrackerAnswer): WriteOutcome {
  const message = `the tracker answered ${status}`;
  if (status === 429) throw new SourceError('rate-limited', message, { retryAfterMs: retryAfterSeconds * 1_000 });
  if (status === 409 || status >= 500) throw new SourceError('unavailable', message);
  return { kind: 'refused', reason: status === 403 ? 'MissingPermission' : 'NotFound', message };
}
