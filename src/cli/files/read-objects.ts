// Reads the Kubernetes objects of one parsed document: one object, or a list of them. Reports faults, and what is not an object. Does
// not decide whether a fault is a problem or the document is skipped: that depends on the whole file.

import { isMap, isSeq, type Document, type LineCounter, type Node } from 'yaml';
import { apiVersionOf } from '../../api/meta.ts';
import { INCIDENT } from '../../api/kinds.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { isDockets } from './docket-marks.ts';
import type { FileProblem } from './read-text.ts';
import { locator, type Locate } from './yaml-place.ts';

export interface LoadedObject {
  readonly file: string;
  /** Where the object begins. */
  readonly line: number;
  /** With apiVersion, kind and metadata; nothing else is checked. */
  readonly object: { apiVersion: string; kind: string; metadata: Record<string, unknown> } & Record<string, unknown>;
  readonly locate: Locate;
}

/** A document that is skipped: not a Kubernetes object, or one that cannot be parsed and is not Docket's. */
export interface Skipped {
  readonly file: string;
  readonly line: number;
  /** `is no Kubernetes object: kind is missing`. */
  readonly why: string;
}

export interface ReadValue {
  readonly objects: readonly LoadedObject[];
  readonly faults: readonly FileProblem[];
  readonly foreign: readonly Skipped[];
  /** Whether one of them is Docket's, or was meant to be. */
  readonly isDockets: boolean;
}

/** A value with the node that it was read from, for its place. */
interface Read {
  readonly value: unknown;
  readonly node: Node | null;
  readonly document: Document.Parsed;
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

const API_VERSION = apiVersionOf(INCIDENT);
const NOTHING: ReadValue = { objects: [], faults: [], foreign: [], isDockets: false };

export function readValue({ value, node, document }: Read, source: Source): ReadValue {
  if (value === null || value === undefined) return NOTHING;
  const { line } = locator(document, node, source.lines)(undefined);
  if (!isJsonObject(value) || !isObjectLike(value))
    return { ...NOTHING, foreign: [{ file: source.file, line, why: noObject(value) }] };
  return readObject({ value, node, document }, source);
}

/** Whether a value is a Kubernetes object, or should be one because it is Docket's. */
export const isObjectLike = (value: unknown): boolean =>
  isJsonObject(value) && (headFault(value) === undefined || isDockets(value));

function noObject(value: unknown): string {
  const [fault = 'it is no map'] = isJsonObject(value) ? (headFault(value)?.message.split(':') ?? []) : [];
  return `is no Kubernetes object: ${fault}`;
}

function readObject({ value, node, document }: Read & { readonly value: JsonObject }, source: Source): ReadValue {
  const locate = locator(document, node, source.lines);
  const ours = isDockets(value);
  const fault = headFault(value);
  if (fault !== undefined) {
    const fix = fault.field === 'apiVersion' && ours ? { fix: `write ${API_VERSION}` } : {};
    const problem = { file: source.file, ...locate(fault.field), message: fault.message, ...fix };
    return { ...NOTHING, faults: [problem], isDockets: ours };
  }
  if (isListOfObjects(value)) {
    const results = value.items.map((item, index) =>
      readItem({ value: item, node: itemOf(node, index), document }, index, source),
    );
    return {
      objects: results.flatMap(({ objects }) => objects),
      faults: results.flatMap(({ faults }) => faults),
      foreign: [],
      isDockets: results.some((result) => result.isDockets),
    };
  }
  const object = { ...value, metadata: value['metadata'] ?? {} } as LoadedObject['object'];
  return {
    ...NOTHING,
    objects: [{ file: source.file, line: locate(undefined).line, object, locate }],
    isDockets: ours,
  };
}

/** In a list of objects, every item must be an object. */
function readItem({ value, node, document }: Read, index: number, source: Source): ReadValue {
  if (isJsonObject(value)) return readObject({ value, node, document }, source);
  const place = locator(document, node, source.lines)(undefined);
  return { ...NOTHING, faults: [{ file: source.file, ...place, message: `items[${index}] is not an object` }] };
}

/** What keeps a document from being a Kubernetes object. */
function headFault(value: JsonObject): { readonly field: string; readonly message: string } | undefined {
  for (const name of ['apiVersion', 'kind'] as const) {
    const given = value[name];
    if (given === undefined || given === null || given === '') {
      return { field: name, message: `${name} is missing: every Kubernetes object says its apiVersion and kind` };
    }
    if (typeof given !== 'string') return { field: name, message: `${name} must be a text; put it in quotes` };
  }
  const { metadata } = value;
  if (metadata !== undefined && metadata !== null && !isJsonObject(metadata)) {
    return { field: 'metadata', message: 'metadata must be an object' };
  }
  return undefined;
}

const OBJECT_MEMBERS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'spec']);

const looksLikeObject = (value: unknown): boolean =>
  isJsonObject(value) && Object.keys(value).some((name) => OBJECT_MEMBERS.has(name));

/** `kind: List`, or the list of one kind that an API server gives. A kind such as AllowList holds something else. */
function isListOfObjects(value: JsonObject): value is { items: unknown[] } & JsonObject {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return false;
  return kind === 'List' || items.length === 0 || items.some(looksLikeObject);
}

function itemOf(node: Node | null, index: number): Node | null {
  if (!isMap(node)) return node;
  const items: unknown = node.get('items', true);
  return isSeq(items) ? (items.items[index] as Node) : node;
}
