// What a format gives of the body of a request: its items, and what the format itself says of each. Types only.

import type { RejectedItem } from '../ports/record.ts';

/** How far an incident is, as a format says it. Absent: the format does not say. */
export type FormatState = 'open' | 'resolved';

/** What a format says of an incident. Texts are as the sender has them; times are epoch milliseconds. */
export interface FormatFacts {
  /** Tells it from every other one of the sender. */
  readonly id: string;
  readonly title: string;
  readonly severity?: string | undefined;
  readonly state?: FormatState | undefined;
  readonly category?: string | undefined;
  readonly url?: string | undefined;
  readonly service?: string | undefined;
  readonly description?: string | undefined;
  readonly detectedAtMs?: number | undefined;
  readonly resolvedAtMs?: number | undefined;
}

export interface FormatItem {
  /** JSON; what the expressions see as `item`. */
  readonly item: unknown;
  /** What the sender knows the item by. The same for each repetition. */
  readonly key: string;
  /** When it happened. Undefined: the format does not say. */
  readonly timeMs: number | undefined;
  /** Absent: the format says nothing of incidents. */
  readonly facts?: FormatFacts;
}

export interface FormatBody {
  /** Undefined: the expression `items` gives them, or the payload is the one item. */
  readonly items: readonly FormatItem[] | undefined;
  /** JSON; what the expressions see as `payload`: the body without its items. */
  readonly payload: unknown;
  readonly rejected: readonly RejectedItem[];
  /** The sender has left out items of a group, or has sent all of the group. */
  readonly gap?: { readonly scope: string; readonly isOpen: boolean };
  /** A sign of life and nothing else. */
  readonly isHeartbeat?: true;
}

/** A request, as the formats read it. The body is JSON already. */
export interface FormatRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}
