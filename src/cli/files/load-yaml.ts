// Loads Kubernetes objects from YAML and JSON files, and keeps for each where it and its fields stand. What is wrong with a
// file is a problem with file, line and column; one bad document does not hide the others. Knows no kind.

import { isMap, isSeq, LineCounter, parseAllDocuments, type Document, type Node, type Tags } from 'yaml';
import { readYamlFiles, type FileProblem, type TextFile } from './yaml-files.ts';
import { locator, type Locate } from './yaml-place.ts';

export interface LoadedObject {
  readonly file: string;
  /** Where the object begins. */
  readonly line: number;
  /** With apiVersion, kind and metadata; nothing else is checked. */
  readonly object: { apiVersion: string; kind: string; metadata: Record<string, unknown> } & Record<string, unknown>;
  readonly locate: Locate;
}

export interface Loaded {
  readonly objects: readonly LoadedObject[];
  readonly problems: readonly FileProblem[];
  readonly files: number;
  /** Documents that do not look like Kubernetes objects at all (values of a chart, a kustomization). */
  readonly foreign: number;
}

/** Aliases that a document may use in all: far more than a person writes, far fewer than a bomb needs. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;

/** Loads a folder (recursively) or one file. Rejects when it is not there. */
export async function loadYaml(root: string): Promise<Loaded> {
  const { files, problems } = await readYamlFiles(root);
  const parsed = files.map(parseYaml);
  return {
    objects: parsed.flatMap(({ objects }) => objects),
    problems: [...problems, ...parsed.flatMap((each) => each.problems)],
    files: files.length + problems.length,
    foreign: parsed.reduce((sum, { foreign }) => sum + foreign, 0),
  };
}

/** Loads the documents of one text. */
export function parseYaml({ file, text }: TextFile): Omit<Loaded, 'files'> {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    schema: 'yaml-1.1',
    customTags: asKubectlReads,
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const results = [...documents].map((document) => readDocument(document, { file, lines }));
  return {
    objects: results.flatMap(({ objects }) => objects),
    problems: results.flatMap(({ problems }) => problems),
    foreign: results.filter(({ foreign }) => foreign).length,
  };
}

/**
 * kubectl reads YAML 1.1 in part: `yes` and `on` are booleans and 010 is eight, but 10:30 is no number in base 60 and
 * 2026-01-01 no date.
 * https://pkg.go.dev/sigs.k8s.io/yaml#Unmarshal
 */
function asKubectlReads(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === 'string')
      return !['timestamp', 'intTime', 'floatTime', 'binary', 'omap', 'pairs', 'set'].includes(tag);
    return !('format' in tag && tag.format === 'TIME') && !/:(timestamp|binary|omap|pairs|set)$/.test(tag.tag);
  });
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

interface DocumentResult {
  readonly objects: LoadedObject[];
  readonly problems: FileProblem[];
  readonly foreign: boolean;
}

function readDocument(document: Document.Parsed, source: Source): DocumentResult {
  const { file, lines } = source;
  const faults = [...document.errors, ...document.warnings];
  const problems = faults.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return { file, line, column: col, message };
  });
  if (problems.length > 0) return { objects: [], problems, foreign: false };
  const { line, column } = locator(document, document.contents, lines)(undefined);
  const refuse = (message: string): DocumentResult => ({
    objects: [],
    problems: [{ file, line, column, message }],
    foreign: false,
  });
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (isTooDeep(value))
      return refuse(`is nested more than ${MAX_DEPTH} levels deep, or an alias refers to what holds it`);
    return readValue({ value, node: document.contents, document }, source);
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return refuse(/alias count/i.test(error.message) ? `uses more than ${MAX_ALIASES} aliases` : error.message);
  }
}

/** A value with the node that it was read from, for its place. */
interface Read {
  readonly value: unknown;
  readonly node: Node | null;
  readonly document: Document.Parsed;
}

function readValue({ value, node, document }: Read, source: Source): DocumentResult {
  const nothing: DocumentResult = { objects: [], problems: [], foreign: false };
  if (value === null || value === undefined) return nothing;
  if (!isRecord(value) || !looksLikeObject(value)) return { ...nothing, foreign: true };
  return readObject({ value, node, document }, source);
}

function readObject({ value, node, document }: Read & { readonly value: Fields }, source: Source): DocumentResult {
  const nothing: DocumentResult = { objects: [], problems: [], foreign: false };
  const locate = locator(document, node, source.lines);
  const fault = headFault(value);
  if (fault !== undefined) {
    const problem = { file: source.file, ...locate(fault.field), message: fault.message };
    return { ...nothing, problems: [problem] };
  }
  if (isListOfObjects(value)) {
    const results = value.items.map((item, index) =>
      readItem({ value: item, node: itemOf(node, index), document }, index, source),
    );
    return {
      objects: results.flatMap(({ objects }) => objects),
      problems: results.flatMap(({ problems }) => problems),
      foreign: false,
    };
  }
  const object = { metadata: {}, ...value } as LoadedObject['object'];
  return { ...nothing, objects: [{ file: source.file, line: locate(undefined).line, object, locate }] };
}

/** Among objects there is nothing that is not meant as one. */
function readItem({ value, node, document }: Read, index: number, source: Source): DocumentResult {
  if (isRecord(value)) return readObject({ value, node, document }, source);
  const place = locator(document, node, source.lines)(undefined);
  const problem = { file: source.file, ...place, message: `items[${index}] is not an object` };
  return { objects: [], problems: [problem], foreign: false };
}

type Fields = Record<string, unknown>;

const OBJECT_MEMBERS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'spec']);

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const looksLikeObject = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).some((name) => OBJECT_MEMBERS.has(name));

/** What keeps a document from being a Kubernetes object. */
function headFault(value: Fields): { readonly field: string; readonly message: string } | undefined {
  for (const name of ['apiVersion', 'kind'] as const) {
    const given = value[name];
    if (given === undefined || given === null || given === '') {
      return { field: name, message: `${name} is missing: every Kubernetes object says its apiVersion and kind` };
    }
    if (typeof given !== 'string') return { field: name, message: `${name} must be a text; put it in quotes` };
  }
  const { metadata } = value;
  if (metadata !== undefined && metadata !== null && !isRecord(metadata)) {
    return { field: 'metadata', message: 'metadata must be an object' };
  }
  return undefined;
}

/** `kind: List`, or the list of one kind that an API server gives. Another kind may be called so, too, and hold something else. */
function isListOfObjects(value: Fields): value is { items: unknown[] } & Fields {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return false;
  return kind === 'List' || items.length === 0 || items.some(looksLikeObject);
}

function itemOf(node: Node | null, index: number): Node | null {
  if (!isMap(node)) return node;
  const items: unknown = node.get('items', true);
  return isSeq(items) ? (items.items[index] as Node) : node;
}

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= MAX_DEPTH || Object.values(value).some((inside) => isTooDeep(inside, depth + 1));
}
