// What the expressions of a webhook's spec say of the items of one delivery. Pure; runs in the worker that evaluates expressions. An
// expression that fails for an item is named and costs that item what it would have given, and nothing else.

import { hash } from 'node:crypto';

import type { CelInput, CelResult } from '@bufbuild/cel';

import type {
  IncidentText,
  ItemExpressions,
  ItemReading,
  ItemsInput,
  ItemsReading,
} from '../../integrations/ports/expressions.ts';
import { canonicalText, type Compiled, compileExpression, listOf, textOf, truthOf } from './value.ts';
import { celOf } from './view.ts';

/** The members of an entry of `incidents` that are texts. */
const INCIDENT_TEXTS = [
  'id',
  'title',
  'severity',
  'state',
  'category',
  'url',
  'service',
] as const satisfies readonly IncidentText[];
/** Where these fail, as a member of the item is absent, nothing is said; the others must be said. */
const MAY_FAIL: ReadonlySet<IncidentText> = new Set(['severity', 'category', 'url', 'service']);

/** Items of one delivery. */
const MAX_ITEMS = 1_000;

type Evaluate = (text: string) => CelResult;

/** `compile` may keep what it has compiled. */
export function readItems(
  expressions: ItemExpressions,
  input: ItemsInput,
  compile: (text: string) => Compiled = compileExpression,
): ItemsReading {
  const faults = placesOf(expressions).flatMap(([place, text]) => {
    const compiled = compile(text);
    return compiled.ok ? [] : [`${place}: ${compiled.message}`];
  });
  if (faults.length > 0) return { kind: 'ExpressionsInvalid', faults };
  const payload = celOf(input.payload ?? {});
  const headers = celOf(input.headers);
  const evaluateOver =
    (item: CelInput): Evaluate =>
    (text) => {
      const compiled = compile(text);
      if (!compiled.ok) throw new Error('every expression was compiled before');
      return compiled.evaluate({ item, payload, headers });
    };
  if (input.items !== undefined) {
    const read = (item: unknown): ItemReading => readItem(expressions, evaluateOver(celOf(item)));
    return { kind: 'Items', items: input.items.map(read) };
  }
  const found = foundItems(expressions, payload, evaluateOver(new Map()));
  if (found === undefined || found.length > MAX_ITEMS) return { kind: 'NoItems' };
  return { kind: 'Items', items: found.map((item) => hashed(item, readItem(expressions, evaluateOver(item)))) };
}

function foundItems(
  { items }: ItemExpressions,
  payload: CelInput,
  evaluate: Evaluate,
): readonly CelInput[] | undefined {
  return items === undefined ? [payload] : listOf(evaluate(items));
}

function hashed(item: CelInput, reading: ItemReading): ItemReading {
  const text = canonicalText(item);
  if (text === undefined) return { ...NOTHING, failed: ['items'] };
  return { ...reading, hash: hash('sha256', text).slice(0, 32) };
}

const NOTHING: ItemReading = { heartbeat: false, counted: [], failed: [] };

/** Each expression with its place in the spec. */
function placesOf({ items, time, heartbeat, incidents = [], detections = [] }: ItemExpressions): [string, string][] {
  const all: Array<[string, string | undefined]> = [
    ['items', items],
    ['time', time],
    ['heartbeat', heartbeat],
    ...incidents.flatMap((entry, index) =>
      (['when', ...INCIDENT_TEXTS] as const).map((name): [string, string | undefined] => [
        `incidents[${index}].${name}`,
        entry[name],
      ]),
    ),
    ...detections.flatMap(({ name, when, groupBy }): Array<[string, string | undefined]> => [
      [`detections[${name}].when`, when],
      [`detections[${name}].groupBy`, groupBy],
    ]),
  ];
  return all.filter((one): one is [string, string] => one[1] !== undefined);
}

function readItem(expressions: ItemExpressions, evaluate: Evaluate): ItemReading {
  const failed: string[] = [];
  const whether = (place: string, text: string | undefined): boolean => {
    if (text === undefined) return true;
    const truth = truthOf(evaluate(text));
    if (truth === undefined) failed.push(place);
    return truth === true;
  };
  const said = timeOf(expressions, evaluate, failed);
  const { heartbeat } = expressions;
  if (heartbeat !== undefined && whether('heartbeat', heartbeat))
    return { ...NOTHING, ...said, heartbeat: true, failed };
  const incident = incidentOf(expressions, { evaluate, whether, failed });
  const counted = countedOf(expressions, { evaluate, whether, failed });
  return { ...said, heartbeat: false, ...(incident && { incident }), counted, failed };
}

function timeOf({ time }: ItemExpressions, evaluate: Evaluate, failed: string[]): Pick<ItemReading, 'time'> {
  if (time === undefined) return {};
  const text = textOf(evaluate(time));
  if (text === undefined) failed.push('time');
  return text === undefined ? {} : { time: text };
}

interface Reader {
  readonly evaluate: Evaluate;
  readonly whether: (place: string, text: string | undefined) => boolean;
  readonly failed: string[];
}

/** After a condition that fails, no later entry takes the item: it might be an incident of the failed one. */
function incidentOf({ incidents = [] }: ItemExpressions, reader: Reader): ItemReading['incident'] {
  for (const [entry, expressions] of incidents.entries()) {
    const before = reader.failed.length;
    if (reader.whether(`incidents[${entry}].when`, expressions.when)) return textsOf(entry, expressions, reader);
    if (reader.failed.length > before) return undefined;
  }
  return undefined;
}

function textsOf(
  entry: number,
  expressions: { readonly [Name in IncidentText]?: string },
  { evaluate, failed }: Reader,
): ItemReading['incident'] {
  const texts: { [Name in IncidentText]?: string } = {};
  const lost: string[] = [];
  for (const name of INCIDENT_TEXTS) {
    const expression = expressions[name];
    if (expression === undefined) continue;
    const text = textOf(evaluate(expression));
    if (text !== undefined) texts[name] = text;
    else if (!MAY_FAIL.has(name)) lost.push(`incidents[${entry}].${name}`);
  }
  failed.push(...lost);
  return lost.length > 0 ? undefined : { entry, texts };
}

function countedOf(
  { detections = [] }: ItemExpressions,
  { evaluate, whether, failed }: Reader,
): ItemReading['counted'] {
  const counted: Array<{ detection: string; group: string }> = [];
  for (const { name, when, groupBy } of detections) {
    if (!whether(`detections[${name}].when`, when)) continue;
    const group = groupBy === undefined ? '' : textOf(evaluate(groupBy));
    if (group === undefined) failed.push(`detections[${name}].groupBy`);
    else counted.push({ detection: name, group });
  }
  return counted;
}
