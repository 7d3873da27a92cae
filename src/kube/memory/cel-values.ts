// Turns a JSON value into the CEL value that a rule sees under its schema: whole numbers as int, date-times as timestamps, names escaped as
// Kubernetes does. Evaluates no rule.

import { celEnv, isCelError, parse, plan, type CelInput } from '@bufbuild/cel';
import type { Reads } from './cel-reads.ts';
import { correspondingItem } from './correlation.ts';
import { isJsonObject, isSameJson, type JsonObject } from '../../base/json.ts';
import { furtherMembers, hasKeyedLists, memberSchema, type Schema } from './schema.ts';

/** The only members of `metadata` that a rule sees. */
const VISIBLE_META = ['name', 'generateName'] as const;

/** The whole object, for a rule on the root, with the visible part of its metadata. */
export function celObject(object: JsonObject, schema: Schema, reads?: Reads): CelInput {
  const members = celMembers(object, schema, reads);
  members.set('apiVersion', object['apiVersion'] as string);
  members.set('kind', object['kind'] as string);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const visible = VISIBLE_META.filter((name) => typeof metadata[name] === 'string');
  members.set('metadata', new Map(visible.map((name) => [name, metadata[name] as string])));
  return members;
}

/** The parts of a value that are read; the whole value without `reads`. */
export function celValue(value: unknown, schema: Schema, reads?: Reads): CelInput {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const items = schema.items ?? {};
    return value.map((item) => celValue(item, items));
  }
  if (isJsonObject(value)) return celMembers(value, schema, reads);
  if (typeof value === 'string') return celText(value, schema);
  return celScalar(value, schema);
}

function celScalar(value: unknown, schema: Schema): CelInput {
  if (typeof value !== 'number') return value as boolean;
  const whole = schema.type === 'integer' || (schema.type === undefined && Number.isSafeInteger(value));
  return whole ? BigInt(Math.trunc(value)) : value;
}

function celMembers(object: JsonObject, schema: Schema, reads?: Reads): Map<string, CelInput> {
  const members = new Map<string, CelInput>();
  const all = reads === undefined || reads.whole;
  for (const name of Object.keys(object)) {
    const known = memberSchema(schema, name);
    if (known === undefined) continue;
    const named = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
    const spelling = named ? spellingOf(name) : name;
    const below = all ? undefined : reads.members.get(spelling);
    if (all || below !== undefined) members.set(spelling, celValue(object[name], known, below));
  }
  return members;
}

/** Reserved words of CEL: they cannot be the name of a member in a rule. */
const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const spellings = new Map<string, string>();

/** How a rule has to spell a property of a schema: `namespace` is `__namespace__`, `a-b` is `a__dash__b`. */
function spellingOf(name: string): string {
  return spellings.getOrInsertComputed(name, escapeName);
}

function escapeName(name: string): string {
  return RESERVED.has(name)
    ? `__${name}__`
    : name
        .replaceAll('__', '__underscores__')
        .replaceAll('.', '__dot__')
        .replaceAll('-', '__dash__')
        .replaceAll('/', '__slash__');
}

/** Timestamps come from CEL's own `timestamp()`, so that they have the type that its operators expect. */
const toTimestamp = plan(celEnv(), parse('timestamp(text)'));

function celText(text: string, schema: Schema): CelInput {
  if (schema.format !== 'date-time' && schema.format !== 'date') return text;
  const made = toTimestamp({ text: schema.format === 'date' ? `${text}T00:00:00Z` : text.toUpperCase() });
  return isCelError(made) ? text : made;
}

/**
 * The old value, with the items of its sets and list-maps in the order of the new value. In Kubernetes their equality ignores the order,
 * while CEL compares lists item by item.
 */
export function alignLists(old: unknown, value: unknown, schema: Schema): unknown {
  if (!hasKeyedLists(schema)) return old;
  if (Array.isArray(old) && Array.isArray(value)) return alignItems(old, value, schema);
  if (!isJsonObject(old) || !isJsonObject(value)) return old;
  return Object.fromEntries(
    Object.entries(old).map(([name, inside]) => {
      const known = memberSchema(schema, name) ?? furtherMembers(schema);
      return [name, known === undefined ? inside : alignLists(inside, value[name], known)] as const;
    }),
  );
}

function alignItems(old: readonly unknown[], value: readonly unknown[], schema: Schema): unknown[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [...old];
  const find = (item: unknown): unknown =>
    type === 'map' ? correspondingItem(schema, old, item) : old.find((candidate) => isSameJson(candidate, item));
  const matched = value.flatMap((item) => {
    const match = find(item);
    return match === undefined ? [] : [{ match, aligned: alignLists(match, item, schema.items ?? {}) }];
  });
  const taken = new Set<unknown>(matched.map(({ match }) => match));
  return [...matched.map(({ aligned }) => aligned), ...old.filter((item) => !taken.has(item))];
}
