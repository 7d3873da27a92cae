// Reads what was pushed: its format first, then the expressions of the spec in the thread that evaluates them. Waits for that thread and for
// nothing else. An expression that runs out of time costs the items that it was asked about, one by one, and nothing else.

import type { ItemReading, ItemsQuestion, ItemsReading, ReadItems } from '../ports/expressions.ts';
import type { Item, Pushed, PushReading, ReceiveContext } from '../ports/receive.ts';
import type { RejectedItem } from '../ports/record.ts';
import type { WebhookConfig } from './config.ts';
import type { FormatBody } from './format.ts';
import { readBody } from './normalize-body.ts';
import { visibleHeaders } from './normalize-headers.ts';
import { gapItem, heartbeatItem, itemRead, lossItem, type RecordContext } from './normalize-records.ts';

/** What one question may ask: items times expressions. Some ten milliseconds. */
const MAX_EVALUATIONS = 2_000;
const MAX_ITEMS_ASKED = 50;

const NOTHING_SAID: ItemReading = { heartbeat: false, counted: [], failed: [] };
const POSTPONED: PushReading = { items: [], rejected: [], isPostponed: true };

export function createReader(readItems: ReadItems) {
  return async (pushed: Pushed, context: ReceiveContext<WebhookConfig>): Promise<PushReading> => {
    const { config, source, dataPolicy, severityMap } = context;
    const body = readBody(config.format, pushed);
    const placing: RecordContext = {
      ...{ config, dataPolicy, severityMap },
      sourceUID: source.uid,
      receivedAtMs: pushed.receivedAt.getTime(),
    };
    const asked = questionOf(pushed, context, body);
    const read =
      body.items === undefined
        ? await found(asked, readItems, placing)
        : await listed(body.items, { asked, readItems, placing });
    if (read.isPostponed === true) return POSTPONED;
    const rejected = [...body.rejected, ...read.rejected];
    return { items: [...read.items, ...signsOf(body, config, { rejected, atMs: placing.receivedAtMs })], rejected };
  };
}

interface Arrived {
  readonly rejected: readonly RejectedItem[];
  readonly atMs: number;
}

/** What a request says besides its items: that its sender lives, that it is whole, and that something in it is lost. */
function signsOf(body: FormatBody, config: WebhookConfig, { rejected, atMs }: Arrived): Item[] {
  const loss = lossItem(rejected, atMs);
  return [
    ...(isSignOfLife(config, body) ? [heartbeatItem(atMs)] : []),
    ...(body.gap === undefined ? [] : [gapItem(body.gap, atMs)]),
    ...(loss === undefined ? [] : [loss]),
  ];
}

type Question = Omit<ItemsQuestion, 'items'>;

/** The payload is copied to the thread only where an expression may read it. */
function questionOf(pushed: Pushed, { config, source }: ReceiveContext<WebhookConfig>, body: FormatBody): Question {
  const { items, time, heartbeat, incidents, detections } = config;
  const expressions = {
    ...(items === undefined ? {} : { items }),
    ...(time === undefined ? {} : { time }),
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(incidents === undefined ? {} : { incidents }),
    ...(detections === undefined
      ? {}
      : {
          detections: detections.map(({ name, when, groupBy }) => ({
            name,
            when,
            ...(groupBy === undefined ? {} : { groupBy }),
          })),
        }),
  };
  const isRead = body.items === undefined || JSON.stringify(expressions).includes('payload');
  const payload = isRead ? body.payload : {};
  const asker = { namespace: source.namespace, source: source.name };
  return { ...asker, expressions, payload, headers: visibleHeaders(pushed.headers, config) };
}

/** Without a heartbeat of its own, all that comes is one; a sender's heartbeat always is. */
function isSignOfLife({ expectWithin, heartbeat }: WebhookConfig, { isHeartbeat }: FormatBody): boolean {
  return isHeartbeat === true || (expectWithin !== undefined && heartbeat === undefined);
}

type Read = PushReading;

async function found(asked: Question, readItems: ReadItems, placing: RecordContext): Promise<Read> {
  const reading = await readItems({ ...asked, items: undefined });
  if (reading.kind === 'Postponed') return POSTPONED;
  if (reading.kind !== 'Items') return { items: [], rejected: [refusalOf(reading)] };
  return joined(reading.items.map((each) => itemRead({ key: each.hash ?? '', timeMs: undefined }, each, placing)));
}

interface Asking {
  readonly asked: Question;
  readonly readItems: ReadItems;
  readonly placing: RecordContext;
}

type Items = NonNullable<FormatBody['items']>;

async function listed(items: Items, { asked, readItems, placing }: Asking): Promise<Read> {
  const expressions = countOf(asked);
  if (expressions === 0) return joined(items.map((item) => itemRead(item, NOTHING_SAID, placing)));
  const size = Math.max(1, Math.min(MAX_ITEMS_ASKED, Math.floor(MAX_EVALUATIONS / expressions)));
  return inParts(items, size, { asked, readItems, placing });
}

/** One after the other, so that a delivery has one question open. */
async function inParts(items: Items, size: number, asking: Asking): Promise<Read> {
  const parts: Read[] = [];
  for (let from = 0; from < items.length; from += size) {
    const read = await part(items.slice(from, from + size), asking);
    if (read.isPostponed === true) return POSTPONED;
    parts.push(read);
  }
  return joined(parts);
}

/** What fails for some items together is asked for each by itself. */
async function part(items: Items, asking: Asking): Promise<Read> {
  const { asked, readItems, placing } = asking;
  const reading = await readItems({ ...asked, items: items.map(({ item }) => item) });
  if (reading.kind === 'Items') {
    return joined(items.map((item, index) => itemRead(item, reading.items[index] ?? NOTHING_SAID, placing)));
  }
  if (reading.kind === 'Postponed') return POSTPONED;
  if (reading.kind === 'NotEvaluated' && items.length > 1) return inParts(items, 1, asking);
  return { items: [], rejected: items.map(() => refusalOf(reading)) };
}

function countOf({ expressions: { time, heartbeat, incidents = [], detections = [] } }: Question): number {
  const own = [time, heartbeat].filter((text) => text !== undefined).length;
  return own + incidents.reduce((sum, entry) => sum + 1 + Object.keys(entry).length, 0) + 2 * detections.length;
}

function refusalOf(reading: Exclude<ItemsReading, { kind: 'Items' | 'Postponed' }>): RejectedItem {
  const reason = 'ExpressionFailed';
  switch (reading.kind) {
    case 'ExpressionsInvalid':
      return { reason, detail: `spec.webhook.${reading.faults[0] ?? ''}` };
    case 'NoItems':
      return { reason, detail: 'spec.webhook.items gave no list, or more than 1000 items' };
    case 'NotEvaluated':
      return { reason, detail: `spec.webhook: ${reading.message}` };
  }
}

function joined(parts: readonly Read[]): Read {
  return { items: parts.flatMap(({ items }) => items), rejected: parts.flatMap(({ rejected }) => rejected) };
}
