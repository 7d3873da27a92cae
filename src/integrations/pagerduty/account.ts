// What is kept for one PagerDuty account between syncs: the request budget, OAuth tokens, acknowledgement times and hints that
// were read, and the parts that the plan does not include. Holds no incident and no text.

import { Allowance } from '../../base/allowance.ts';
import { type Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
import { createTokens, type Tokens } from '../kit/oauth.ts';
import { createRateBudget, type RateBudget } from '../kit/rate-budget.ts';
import { RATE_SIGNALS } from './limits.ts';

export interface Account {
  readonly budget: RateBudget;
  readonly tokens: Tokens;
  /** When an incident was first acknowledged, by its id and time of resolution. Null when it never was. */
  readonly acknowledgements: Map<string, string | null>;
  /** What was read of the notes of incidents (notes.ts), by the words that were looked for. */
  readonly notes: Map<string, NoteMemory>;
  /** How often notes are read, whatever the number of sources. */
  readonly noteAllowance: Allowance;
  /** Parts that the vendor refused for this credential or plan. */
  readonly degraded: Set<string>;
}

export interface NoteMemory {
  readonly byIncident: Map<string, NotesRead>;
  /** The allowance did not reach for all that were wanted in the last sync. */
  isBehind: boolean;
}

export interface NotesRead {
  readonly isHinted: boolean;
  /** Of the incident, when they were read. */
  readonly state: string;
  readonly isOpen: boolean;
  /** Monotonic time of the last reading, or of the last turn. */
  turnMs: number;
}

const MAX_ACKNOWLEDGEMENTS = 20_000;
/** A sixteenth of the vendor's budget of a minute. */
const NOTES_PER_MINUTE = 60;

export function createAccount(clock: Clock): Account {
  return {
    budget: createRateBudget(clock, RATE_SIGNALS),
    tokens: createTokens(),
    acknowledgements: new Map(),
    notes: new Map(),
    noteAllowance: new Allowance({ burst: NOTES_PER_MINUTE, everyMs: 60_000 / NOTES_PER_MINUTE }),
    degraded: new Set(),
  };
}

export function rememberAcknowledgement(account: Account, key: string, at: string | null): void {
  keepNewest(account.acknowledgements, { key, value: at, max: MAX_ACKNOWLEDGEMENTS });
}
