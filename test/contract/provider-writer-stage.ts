// What the contract of writers drives a provider with: its stage, and attempts as the controller makes them. Knows no provider.

import type { Writer } from '../../src/integrations/ports/write.ts';
import type { EffectOutcome } from '../../src/runtime/effects.ts';
import { writerPorts } from '../support/effects/writer-ports.ts';
import type { FakeClock } from '../support/time/fake-clock.ts';
import type { Fault } from '../support/vendors/loopback/faults.ts';
import type { VendorServer } from '../support/vendors/loopback/server.ts';
import { never } from '../support/vendors/source-context.ts';

/** A vendor with one open incident, `ONE`, that nobody touched since before the commands were decided on. */
export interface WriterStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly loopback: Pick<VendorServer, 'failNext' | 'clearFaults' | 'takeRequests'>;
  openWriter(): Writer;
  /** The vendor's external ID of it; default `ONE`. */
  readonly externalID?: string;
  /** How often `ONE` was resolved by Docket; and the texts of its notes. */
  seen(): { readonly resolutions: number; readonly isOpen: boolean; readonly notes: readonly string[] };
  readonly people: {
    resolve(): void;
    reopen(): void;
    /** Works on it: its state changes, and it stays open. */
    acknowledge(): void;
    remove(): void;
  };
  /** The signs of a refusal for lack of a right. */
  readonly forbid: Fault;
}

export const BOTH = ['Resolve', 'Note'] as const;
export type Kind = (typeof BOTH)[number];
const KEYS = { Resolve: 'jira.SEC-1.resolve.7', Note: 'jira.SEC-1.note.7' } as const;
const TEXT = 'Rotated the key.\nSee review ONE.';
const MAX_ATTEMPTS = 4;

/** What tells one closure from another; by default of one that was decided on before anything happens here. */
export interface Closure {
  readonly key?: string;
  readonly decidedOn?: string;
}

export async function attempt(
  { openWriter, externalID = 'ONE' }: WriterStage,
  kind: Kind,
  { key = KEYS[kind], decidedOn }: Closure = {},
): Promise<EffectOutcome> {
  const ports = writerPorts(openWriter, decidedOn);
  const effect = { lane: 'x', incidentID: externalID, key, text: TEXT };
  const limits = { signal: never, isOver: () => false };
  return kind === 'Resolve'
    ? ports.Resolve.send({ ...effect, kind }, limits)
    : ports.Note.send({ ...effect, kind }, limits);
}

/** As the controller does: again, by another process, until the outcome is known. */
export async function persist(staged: WriterStage, kind: Kind, closure?: Closure): Promise<EffectOutcome> {
  for (let count = 1; ; count++) {
    const outcome = await attempt(staged, kind, closure);
    const isFinal = outcome.kind === 'done' || outcome.kind === 'already' || count === MAX_ATTEMPTS;
    if (isFinal) return outcome;
    await staged.clock.advance(61_000);
  }
}

/** Requests that change nothing, though they are no GET. */
const READS = ['/filter/', '/search/jql', '/bulkfetch', '/findings/get', '/oauth2/v2.0/token'] as const;

export function isWrite({ method, path }: { method: string; path: string }): boolean {
  return method !== 'GET' && !READS.some((end) => path.endsWith(end));
}
