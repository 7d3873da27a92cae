// Loads Kubernetes objects from YAML and JSON files, with the place of each object and its fields. A fault in a file that holds an
// object of Docket is a problem with file, line and column; files of other tools are skipped and listed. One bad document does not hide
// the others.

import { type Document, isMap, LineCounter, parseAllDocuments, visit } from 'yaml';
import { mentionsDocket } from './docket-marks.ts';
import { isObjectLike, type LoadedObject, type ReadValue, readValue, type Skipped } from './read-objects.ts';
import { type FileProblem, type Input, readInput, readText, type TextFile } from './read-text.ts';
import { yamlOptions } from './yaml-dialect.ts';
import { findYamlFiles } from './yaml-files.ts';
import { locator } from './yaml-place.ts';

export interface Loaded {
  readonly objects: readonly LoadedObject[];
  readonly problems: readonly FileProblem[];
  readonly skipped: readonly Skipped[];
  readonly files: number;
  /** The files and folders that .docketignore leaves out. */
  readonly leftOut: readonly string[];
}

/** Aliases that a document may use in all: far more than a person writes, far fewer than a bomb needs. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;
/** Shorter texts are always parsed. */
const SMALL_CHARACTERS = 64 * 1024;

/** Loads a folder (recursively), one file, or standard input (`-`). Rejects when it is not there. */
export async function loadYaml(root: string, input: Input = noInput): Promise<Loaded> {
  const isInput = root === '-';
  const { names, leftOut } = isInput ? { names: [root], leftOut: [] } : await findYamlFiles(root);
  const loaded = { objects: [] as LoadedObject[], problems: [] as FileProblem[], skipped: [] as Skipped[] };
  // One file at a time, to hold only one text in memory.
  for (const name of names) {
    const { objects, problems, skipped } = await loadFile(isInput ? readInput(input) : readText(name));
    loaded.objects.push(...objects);
    loaded.problems.push(...problems);
    loaded.skipped.push(...skipped);
  }
  return { ...loaded, files: names.length, leftOut };
}

/** Empty input, for callers that pass none. */
async function* noInput(): AsyncGenerator<Uint8Array> {}

type Parsed = Pick<Loaded, 'objects' | 'problems' | 'skipped'>;

async function loadFile(reading: ReturnType<typeof readText>): Promise<Parsed> {
  const read = await reading;
  if ('text' in read) return parseYaml(read);
  const { mayBeDockets, ...problem } = read;
  if (mayBeDockets) return { objects: [], problems: [problem], skipped: [] };
  return { objects: [], problems: [], skipped: [{ file: read.file, line: read.line, why: read.message }] };
}

/** Loads the documents of one text. */
export function parseYaml({ file, text }: TextFile): Parsed {
  if (text.length > SMALL_CHARACTERS && isPlainlyForeign(text)) {
    return { objects: [], problems: [], skipped: [{ file, line: 1, why: NO_OBJECT }] };
  }
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { ...yamlOptions, lineCounter: lines })];
  const results = documents.map((document) => readDocument(document, { file, lines }));
  const faults = results.flatMap((result) => result.faults);
  const isHeld = results.some(({ isDockets }) => isDockets) || (faults.length > 0 && mentionsDocket(text));
  const template = isHeld ? templateProblem({ file, text }, documents, faults.length > 0) : undefined;
  return {
    objects: template === undefined ? results.flatMap(({ objects }) => objects) : [],
    problems: template === undefined ? (isHeld ? faults : []) : [template],
    skipped: results.flatMap((each) => [...each.foreign, ...(isHeld ? [] : each.faults.slice(0, 1).map(skippedFault))]),
  };
}

const NO_OBJECT = 'is no Kubernetes object';

/** True if the text certainly holds no Kubernetes object. Cheap: parsing megabytes of YAML takes seconds. */
function isPlainlyForeign(text: string): boolean {
  if (mentionsDocket(text)) return false;
  if (!/apiVersion/i.test(text)) return true;
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    return !isObjectLike(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const skippedFault = ({ file, line, message }: FileProblem): Skipped => ({
  file,
  line,
  why: `cannot be read as Kubernetes objects: ${message}`,
});

/**
 * A template (Helm's, or any with `{{`) must be rendered before it is YAML. Some templates parse as YAML all the same: then `{{ x }}`
 * is a map whose key is a map.
 */
function templateProblem(
  { file, text }: TextFile,
  documents: readonly Document.Parsed[],
  hasFaults: boolean,
): FileProblem | undefined {
  const at = text.search(/(?<=^\s*(?:-\s+)?)\{\{|(?<=:\s*["']?)\{\{/m);
  if (at < 0 || !(hasFaults || documents.some(hasMapAsKey))) return undefined;
  const before = text.slice(0, at).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const fix = 'render it first, as helm template CHART | docket test - does, or name it in .docketignore';
  return { file, ...place, message: 'is a template that holds objects of docket.dev, and no YAML yet', fix };
}

function hasMapAsKey(document: Document.Parsed): boolean {
  let found = false;
  visit(document, {
    Pair(_key, { key }) {
      if (!isMap(key)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

function readDocument(document: Document.Parsed, source: Source): ReadValue {
  const { file, lines } = source;
  const nothing: ReadValue = { objects: [], faults: [], foreign: [], isDockets: false };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      ...nothing,
      faults: faults.map(({ pos, message }) => ({ file, ...placeOf(lines, pos[0]), ...told(message) })),
    };
  }
  const place = locator(document, document.contents, lines)(undefined);
  const refuse = (message: string): ReadValue => ({ ...nothing, faults: [{ file, ...place, message }] });
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

function placeOf(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Adds the fix for a tag of another tool. */
function told(message: string): Pick<FileProblem, 'message' | 'fix'> {
  if (!message.startsWith('Unresolved tag')) return { message };
  return { message, fix: 'no API server knows it: write the value itself, or render the file first' };
}

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= MAX_DEPTH || Object.values(value).some((inside) => isTooDeep(inside, depth + 1));
}
