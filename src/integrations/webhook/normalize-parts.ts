// What the formats share: lists of items with those left out that cannot be read, and times. Pure.

import { instantOf } from '../../base/instants.ts';
import { FACT_BOUNDS, toInstant } from '../../api/facts.ts';
import { isJsonObject } from '../../base/json.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import type { RejectedItem } from '../ports/record.ts';
import type { FormatItem } from './format.ts';

export type Members = Readonly<Record<string, unknown>>;

/** A member of a value that may be anything. */
export function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Epoch milliseconds, whole seconds. Undefined for what is no instant, and for the year 1, by which Go says that there is none. */
export function timeMsOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : instantOf(toInstant(text));
}

/** Of one body. An API server sends 400 at once by default, and a group of alerts has some dozens. */
const MAX_ITEMS = 1_000;

type Checked<T> = ((value: unknown) => value is T) & Parameters<typeof schemaFault>[0];

/**
 * The items that can be read, and the rest as rejected ones. `itemOf` may refuse an item that has the right shape. A member that is null is
 * absent; the expressions see the item as it came.
 */
export function itemsOf<T>(
  values: readonly unknown[],
  { isItem, what, itemOf }: { isItem: Checked<T>; what: string; itemOf: (value: T) => FormatItem | RejectedItem },
): { readonly items: FormatItem[]; readonly rejected: RejectedItem[] } {
  const items: FormatItem[] = [];
  const rejected: RejectedItem[] = [];
  if (values.length > MAX_ITEMS) {
    const detail = `${values.length - MAX_ITEMS} items beyond ${MAX_ITEMS}: send fewer at once`;
    rejected.push({ reason: 'WrongType', detail });
  }
  for (const value of values.slice(0, MAX_ITEMS)) {
    const said = withoutNulls(value);
    const read = isItem(said) ? itemOf(said) : schemaFault(isItem, what);
    if ('reason' in read) rejected.push(read);
    else items.push({ ...read, item: value });
  }
  return { items, rejected };
}

/** CloudEvents demands it, https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md. */
function withoutNulls(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** An id is kept whole or not at all: one that is cut would be another incident's. */
export function isSoundID(id: string): boolean {
  return id !== '' && id.length <= FACT_BOUNDS.externalID && id === id.toWellFormed() && !/\p{Cc}/u.test(id);
}

/** A list of the sender's that is none is one rejected item. */
export const NO_LIST = (member: string): RejectedItem => ({
  reason: 'WrongType',
  detail: `/${member}: must be an array`,
});
