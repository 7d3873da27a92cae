// The reply to whoever reported an incident by mail: the effect, and for which incidents there is one. Pure.

import { createHash } from 'node:crypto';

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Effect } from '../../runtime/effects.ts';

export interface ReplyEffect extends Effect {
  readonly kind: 'Reply';
  readonly namespace: string;
  readonly source: string;
  readonly externalID: string;
  /** The name of the incident. */
  readonly name: string;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Whether the incident is to be answered: its source says so, and it came on record within the last day, of a mail that was not older than
 * a day. So nobody is answered about what lay in the folder before, and an outage of the mail server for more than a day is not made up for.
 */
export function isAnswered(source: IncidentSource | undefined, row: IncidentRow, nowMs: number): boolean {
  const { recordedAt, detectedAt } = row;
  if (source?.spec.mailbox?.reply !== 'Enabled' || recordedAt === undefined || row.externalID === undefined)
    return false;
  return nowMs - recordedAt < DAY_MS && recordedAt - detectedAt < DAY_MS;
}

/** 32 hex characters: of what outlives the process and the object. */
export function replyKey(namespace: string, source: string, externalID: string): string {
  return createHash('sha256').update(['reply', namespace, source, externalID].join('\0')).digest('hex').slice(0, 32);
}

/** A new spec, or a sync that somebody asked for after they changed the Secret or the rights at the server. */
export function revisionOf({ metadata, status }: IncidentSource): string {
  return `${metadata.generation ?? 0} ${status?.lastHandledRequestedAt ?? ''}`.slice(0, 128).trim();
}
