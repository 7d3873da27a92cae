// How a source stands to which incidents are pushed: nothing is read, and what arrived says whether anything may be missing. Writes
// nothing; the Delivery controller stores what arrives.

import { findCondition } from '../../api/conditions.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { instantOf } from '../../base/instants.ts';
import { isSameJson } from '../../base/json.ts';
import { isOpen, isReviewsState } from '../../compliance/lifecycle.ts';
import type { PushedSource } from '../../integrations/provider.ts';
import { REASONS } from './conditions.ts';
import type { SourceDeps } from './deps.ts';
import type { PushLack, SyncOutcome } from './observation.ts';
import { notePresence } from './presence.ts';

/** A gap of which nothing more was heard counts for so long. */
const GAP_COUNTS_MS = 24 * 60 * 60 * 1000;

export async function pushedOutcome(
  source: IncidentSource,
  opened: PushedSource,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<SyncOutcome> {
  const probe = await opened.probe(signal);
  const silentAtMs = silenceBegins(source, opened.expectWithinMs);
  const leftMs = silentAtMs === undefined ? undefined : silentAtMs - now.getTime();
  const gaps = gapsThatCount(source, now);
  return {
    kind: 'synced',
    rejected: [],
    collisions: [],
    unmatched: probe.unmatched,
    unmapped: [...opened.unmappedSeverities],
    degraded: [...opened.degraded],
    lack: lackOf({ isSilent: leftMs !== undefined && leftMs <= 0, hasGaps: gaps.length > 0 }),
    unreadable: gaps.findLast(({ detail }) => detail !== undefined)?.detail,
    againInMs: leftMs !== undefined && leftMs > 0 ? leftMs : undefined,
  };
}

/** Notes the open incidents that the sender did not repeat in time: their reviews decide then, as a missing end is normal. */
export function noteUnrepeated(
  {
    incidents,
    presence,
  }: { readonly incidents: Pick<SourceDeps['incidents'], 'inNamespace'>; readonly presence: SourceDeps['presence'] },
  { metadata }: IncidentSource,
  now: Date,
): void {
  for (const row of incidents.inNamespace(metadata.namespace ?? '')) {
    if (row.source !== metadata.name || row.stateUntil === undefined || isReviewsState(row)) continue;
    const isOver = isOpen(row.recordState) && row.stateUntil < now.getTime();
    notePresence(presence, row, isOver ? 'NotRepeated' : 'Listed');
  }
}

/** Whether what arrived since may change how the source stands. */
export function hasArrivedNews(before: IncidentSource, after: IncidentSource): boolean {
  const [was, is] = [receivedOf(before), receivedOf(after)];
  if (!isSameJson(was.gaps, is.gaps)) return true;
  return was.heartbeatAt !== is.heartbeatAt && isHeldSilent(after);
}

const receivedOf = ({ status }: IncidentSource) => status?.received ?? {};

function isHeldSilent({ status }: IncidentSource): boolean {
  return findCondition(status?.conditions, 'Complete')?.reason === REASONS.nothingHeard;
}

/** Epoch milliseconds. A new source has as long as every other to be heard of. */
function silenceBegins({ metadata, status }: IncidentSource, expectWithinMs: number | undefined): number | undefined {
  const heardAt = instantOf(status?.received?.heartbeatAt) ?? instantOf(metadata.creationTimestamp);
  return heardAt === undefined || expectWithinMs === undefined ? undefined : heardAt + expectWithinMs;
}

function lackOf({ isSilent, hasGaps }: Readonly<Record<'isSilent' | 'hasGaps', boolean>>): PushLack | undefined {
  if (isSilent) return 'nothingHeard';
  return hasGaps ? 'itemsMissing' : undefined;
}

function gapsThatCount(source: IncidentSource, now: Date) {
  const { gaps = [] } = receivedOf(source);
  return gaps.filter(({ since }) => now.getTime() - (instantOf(since) ?? 0) < GAP_COUNTS_MS);
}
