// The records of one object's effects: what an outcome changes, and which attempt comes next. Pure; it carries out nothing. The rule
// that keeps an effect from being doubled is here: no attempt without a record of it, and none while an earlier one may be under way.

import { instantOf, rfc3339 } from '../base/instants.ts';
import type { Effect, EffectOutcome, EffectRecord } from './effects.ts';

/** An attempt sends nothing later than this after it was decided on. */
export const ATTEMPT_LIMIT_MS = 30_000;
/**
 * Nobody repeats an attempt whose outcome is unknown before this has passed. The difference to the limit covers the skew of two
 * replicas' clocks and a request that is still on its way.
 */
export const QUIET_MS = 90_000;
const BASE_BACKOFF_MS = 10_000;
const MAX_BACKOFF_MS = 900_000;
/** A vendor that asks for more is asked again all the same. */
const MAX_RETRY_AFTER_MS = 3_600_000;
/** Records of effects that are not wanted any more; the newest stay. */
const MAX_UNWANTED = 20;

/** The outcome of an attempt that this process made. */
export interface EffectReport {
  readonly key: string;
  readonly kind: string;
  readonly attempt: number;
  readonly outcome: EffectOutcome;
  /** The effect's `revision` when it was sent. */
  readonly revision: string | undefined;
}

/** An attempt to make once the records are stored, and not before. */
export interface Claim<E extends Effect> {
  readonly effect: E;
  readonly attempt: number;
}

export interface NextStep<E extends Effect> {
  readonly records: readonly EffectRecord[];
  readonly claim?: Claim<E>;
  /** When to look again, if nothing happens before. */
  readonly waitMs?: number;
  /** The next attempt waits for room in this lane. */
  readonly waitsFor?: string;
}

/** What the process knows besides the records. */
export interface Surroundings {
  /** An attempt for this object is under way in this process. */
  readonly isUnderWay: boolean;
  readonly hasRoom: (lane: string) => boolean;
}

/** The records once an outcome is known. An outcome of an attempt that was superseded counts only if it says that the effect is there. */
export function withReport(
  records: readonly EffectRecord[],
  report: EffectReport | undefined,
  now: Date,
): readonly EffectRecord[] {
  if (report === undefined) return records;
  const known = records.find(({ key }) => key === report.key);
  if (known !== undefined && isFinal(known)) return records;
  const isThere = report.outcome.kind === 'done' || report.outcome.kind === 'already';
  if (!isThere && known !== undefined && known.attempts > report.attempt) return records;
  return withRecord(records, recordOf(report, now));
}

/**
 * The next attempt, if one may be made now: effects are carried out one at a time, in the order in which they are wanted, and the next
 * one begins when the one before is done or refused.
 */
export function nextStep<E extends Effect>(
  wanted: readonly E[],
  recorded: readonly EffectRecord[],
  { isUnderWay, hasRoom }: Surroundings,
  now: Date,
): NextStep<E> {
  const nowMs = now.getTime();
  const records = pruned(recorded, new Set(wanted.map(({ key }) => key)), nowMs);
  if (isUnderWay) return { records };
  const next = wanted.find((effect) => !isSettled(effect, records));
  if (next === undefined) return { records };
  const waitMs = waitOf(next, records, nowMs);
  if (waitMs > 0) return { records, waitMs };
  if (!hasRoom(next.lane)) return { records, waitsFor: next.lane };
  const attempt = 1 + (records.find(({ key }) => key === next.key)?.attempts ?? 0);
  const retryAt = rfc3339(nowMs + QUIET_MS);
  const { key, kind } = next;
  const announced: EffectRecord = { key, kind, state: 'Sending', attempts: attempt, at: rfc3339(now), retryAt };
  return { records: withRecord(records, announced), claim: { effect: next, attempt } };
}

/** Whether these records announce the attempt. */
export function announces<E extends Effect>(records: readonly EffectRecord[], { effect, attempt }: Claim<E>): boolean {
  return records.some(({ key, state, attempts }) => key === effect.key && state === 'Sending' && attempts === attempt);
}

function isFinal({ state }: EffectRecord): boolean {
  return state === 'Done' || state === 'Refused';
}

function isSettled({ key, revision }: Effect, records: readonly EffectRecord[]): boolean {
  const record = records.find((each) => each.key === key);
  if (record?.state === 'Refused') return record.revision === revision;
  return record?.state === 'Done';
}

/** Until the effect's own time to try again, and until an attempt of any other effect of the object is surely over. */
function waitOf({ key }: Effect, records: readonly EffectRecord[], nowMs: number): number {
  const waits = records
    .filter((record) => !isFinal(record) && (record.key === key || record.state === 'Sending'))
    .map(({ retryAt }) => (instantOf(retryAt) ?? nowMs) - nowMs);
  return Math.max(0, ...waits);
}

function recordOf({ key, kind, attempt, outcome, revision }: EffectReport, now: Date): EffectRecord {
  const base = { key, kind, attempts: attempt, at: rfc3339(now) };
  const later = (ms: number): string => rfc3339(now.getTime() + ms);
  switch (outcome.kind) {
    case 'done':
    case 'already':
      return { ...base, state: 'Done' };
    case 'refused': {
      const { reason, message } = outcome;
      return { ...base, state: 'Refused', reason, message, ...(revision !== undefined && { revision }) };
    }
    case 'transient': {
      const { reason, message, retryAfterMs } = outcome;
      return { ...base, state: 'Waiting', retryAt: later(backoffMs(attempt, retryAfterMs)), reason, message };
    }
    case 'ambiguous': {
      const { reason, message } = outcome;
      return { ...base, state: 'Waiting', retryAt: later(Math.max(QUIET_MS, backoffMs(attempt, 0))), reason, message };
    }
  }
}

function backoffMs(attempt: number, retryAfterMs = 0): number {
  const backoff = Math.min(BASE_BACKOFF_MS * 2 ** Math.min(attempt - 1, 10), MAX_BACKOFF_MS);
  return Math.max(backoff, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
}

/** In the place of the record with its key, or at the end. */
function withRecord(records: readonly EffectRecord[], record: EffectRecord): readonly EffectRecord[] {
  const index = records.findIndex(({ key }) => key === record.key);
  return index < 0 ? [...records, record] : records.with(index, record);
}

/** Drops what is not wanted any more: attempts whose time is over, and the oldest of the final records. */
function pruned(records: readonly EffectRecord[], wanted: ReadonlySet<string>, nowMs: number): readonly EffectRecord[] {
  const unwanted = records.filter(({ key }) => !wanted.has(key));
  const over = unwanted.filter((record) => !isFinal(record) && (instantOf(record.retryAt) ?? 0) <= nowMs);
  const dropped = new Set([...over, ...unwanted.filter(isFinal).slice(0, -MAX_UNWANTED)]);
  return dropped.size === 0 ? records : records.filter((record) => !dropped.has(record));
}
