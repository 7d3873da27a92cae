// How a whole listing of accounts or people was read, and what that means for the conditions, for checks, and for the next reading. The
// controllers of critical systems and of staff rosters find out; this decides, in the same way for both. Pure.

import type { ConditionState } from '../../api/conditions.ts';
import type { SyncFailure } from '../../compliance/freshness.ts';
import type { FileReason } from '../../compliance/access/file-reading.ts';
import { SHRUNK } from '../../compliance/access/refusals.ts';
import { type Guarded, type ShrinkJudgement, shrunkMessage } from '../../compliance/shrink-guard.ts';
import type { Requeue } from '../../runtime/plan.ts';
import { failureOf, type Obstacle, obstacleStates, READING_REASONS, state, trouble } from './obstacle.ts';
import { afterObstacle, regularMs, type Timing } from './schedule.ts';

/** What is listed, for messages. */
export type Listed = 'accounts' | 'people';

/** Reasons of the conditions of kinds that read a listing, beside those of every reading. */
const LISTING_REASONS = {
  ...READING_REASONS,
  synced: 'Synced',
  complete: 'Complete',
  itemsQuarantined: 'ItemsQuarantined',
  filterUnmatched: 'FilterUnmatched',
  shrunk: SHRUNK,
} as const;

export type ListingOutcome =
  | {
      readonly kind: 'read';
      readonly shrink: ShrinkJudgement;
      /** Why items could not be read: a CamelCase reason each. */
      readonly rejected: readonly string[];
      /** Parts that the credential or the vendor's plan does not include. */
      readonly degraded: readonly string[];
      /** Names in the spec that the vendor does not know. */
      readonly unmatched: readonly string[];
      /** A vendor was asked with a credential; false for a file. */
      readonly isVendor: boolean;
      /** What the data is as of, epoch milliseconds. */
      readonly asOfMs: number;
      /** Until when the file counts, this instant included; undefined for what a vendor answered. */
      readonly validUntilMs: number | undefined;
    }
  | { readonly kind: 'shrunk'; readonly guarded: Guarded }
  /** The message names the file, the line and the column, and nothing of what is in the file. */
  | { readonly kind: 'file-refused'; readonly reason: FileReason; readonly message: string }
  | Obstacle;

type Outcome<K extends ListingOutcome['kind']> = Extract<ListingOutcome, { kind: K }>;

/** What is to be said of a file that was read. `asOf` in epoch milliseconds. */
export function fileFacts(
  asOf: number,
  { nowMs, maxAgeMs }: { readonly nowMs: number; readonly maxAgeMs: number },
): Omit<Outcome<'read'>, 'kind' | 'shrink'> {
  const asOfMs = Math.min(asOf, nowMs);
  return { rejected: [], degraded: [], unmatched: [], isVendor: false, asOfMs, validUntilMs: asOf + maxAgeMs };
}

/** What the conditions depend on, beside the outcome. */
export interface ListingStanding {
  readonly what: Listed;
  /** Checks may still use what was read before: it is fresh, and was read for the same spec. */
  readonly dataIsFresh: boolean;
  readonly graceLeftMs: number;
}

/** kstatus: Ready is never True together with Stalled or Reconciling, and is False or Unknown only with one of them. */
export function listingStates(outcome: ListingOutcome, standing: ListingStanding): ConditionState[] {
  switch (outcome.kind) {
    case 'read':
      return readStates(outcome, standing.what);
    case 'shrunk':
      return refusedStates(LISTING_REASONS.shrunk, shrunkMessage(outcome.guarded, standing.what));
    case 'file-refused':
      return refusedStates(outcome.reason, outcome.message);
    default:
      return obstacleStates(outcome, standing);
  }
}

/** Why what was read is not everything; undefined when it is. Unmatched names come first, as nobody knows how much is missing. */
export function lackOf({ rejected, unmatched }: Pick<Outcome<'read'>, 'rejected' | 'unmatched'>): string | undefined {
  if (unmatched.length > 0) return LISTING_REASONS.filterUnmatched;
  return rejected.length > 0 ? LISTING_REASONS.itemsQuarantined : undefined;
}

/** What an outcome means for checks, unless everything was read. A refused listing is definite: nobody knows what is true now. */
export function listingFailure(
  outcome: Exclude<ListingOutcome, { kind: 'read' }>,
  context: { readonly specIsNew: boolean; readonly suspended: string },
): SyncFailure {
  switch (outcome.kind) {
    case 'shrunk':
      return { definite: true, reason: LISTING_REASONS.shrunk };
    case 'file-refused':
      return { definite: true, reason: outcome.reason };
    default:
      return failureOf(outcome, context);
  }
}

/** When to read again: at the interval, or just after the file is too old. */
export function nextListing(outcome: ListingOutcome, { intervalMs, timing, graceLeftMs, now }: ListingTimes): Requeue {
  const regular = regularMs(intervalMs, timing);
  switch (outcome.kind) {
    case 'read': {
      const leftMs = outcome.validUntilMs === undefined ? Infinity : outcome.validUntilMs + 1 - now.getTime();
      return { kind: 'after', ms: Math.min(regular, Math.max(leftMs, 1)) };
    }
    case 'shrunk':
    case 'file-refused':
      return { kind: 'after', ms: regular };
    default:
      return afterObstacle(outcome, { regular, failures: timing.failures, graceLeftMs });
  }
}

interface ListingTimes {
  readonly intervalMs: number;
  readonly timing: Timing;
  readonly graceLeftMs: number;
  readonly now: Date;
}

/** Only a person, or the next export, can mend it. */
function refusedStates(reason: string, message: string): ConditionState[] {
  return [...trouble('Stalled', reason, message), state('Complete', 'False', reason, message)];
}

function readStates(outcome: Outcome<'read'>, what: Listed): ConditionState[] {
  return [
    state('Ready', 'True', LISTING_REASONS.synced, 'The last reading went through.'),
    authenticatedState(outcome),
    completeState(outcome, what),
  ];
}

function authenticatedState({ isVendor, degraded }: Outcome<'read'>): ConditionState {
  if (!isVendor) return state('Authenticated', 'True', LISTING_REASONS.notRequired, 'The file needs no credential.');
  if (degraded.length > 0) {
    const parts = degraded.join(', ');
    const message = `The credential was accepted, but it (or the plan) does not give ${parts}. What it gives is read without.`;
    return state('Authenticated', 'True', LISTING_REASONS.limited, message);
  }
  return state('Authenticated', 'True', LISTING_REASONS.authenticated, 'The credential was accepted.');
}

function completeState(outcome: Outcome<'read'>, what: Listed): ConditionState {
  const lack = lackOf(outcome);
  if (lack === undefined) return state('Complete', 'True', LISTING_REASONS.complete, `All ${what} were read.`);
  const message = lack === LISTING_REASONS.filterUnmatched ? unmatchedMessage(outcome) : rejectedMessage(outcome, what);
  return state('Complete', 'False', lack, message);
}

function rejectedMessage({ rejected }: Outcome<'read'>, what: Listed): string {
  const counted = [...Map.groupBy(rejected, (reason) => reason)].map(([reason, all]) => `${reason} ${all.length}`);
  const list = counted.toSorted().join(', ');
  return `${rejected.length} ${what} could not be read (${list}), so nobody knows whether the others are all: the log at level debug names them.`;
}

/** How many names a message has. */
const MAX_NAMED = 3;
const MAX_NAME = 128;

/** The names are the spec's own. */
function unmatchedMessage({ unmatched }: Outcome<'read'>): string {
  const named = unmatched.slice(0, MAX_NAMED).map((name) => JSON.stringify(name.slice(0, MAX_NAME)));
  const rest = unmatched.length > MAX_NAMED ? ` and ${unmatched.length - MAX_NAMED} more` : '';
  return `The vendor does not know what the spec names: ${named.join(', ')}${rest}. Correct the spec, or let the credential see it.`;
}
