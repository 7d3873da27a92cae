// Finds the place of a field in a parsed YAML document: `spec.severityMap[0].from` has a line and a column. Where a field is
// missing, the place of its parent is given.

import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from 'yaml';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a field of one object is. `undefined` and `<nil>` are the object itself. */
export type Locate = (field: string | undefined) => Place;

export function locator(document: Document.Parsed, base: Node | null, lines: LineCounter): Locate {
  return (field) => {
    const offset = find(document, base, field === undefined || field === '<nil>' ? '' : field);
    const { line, col } = lines.linePos(offset ?? base?.range?.[0] ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
}

/** The offset of the field, or of its nearest parent that exists; undefined for the base itself. */
function find(document: Document.Parsed, base: unknown, field: string): number | undefined {
  let node = resolved(document, base);
  let offset: number | undefined;
  let rest = field;
  while (rest !== '') {
    const step = isMap(node) ? memberStep(node.items, rest) : isSeq(node) ? itemStep(node.items, rest) : undefined;
    if (step === undefined) return offset;
    offset = step.offset ?? offset;
    node = resolved(document, step.node);
    rest = step.rest;
  }
  return offset;
}

interface Step {
  readonly node: unknown;
  readonly offset: number | undefined;
  readonly rest: string;
}

/** A key may contain dots (`a.b`), so the longest match is taken. It may be in brackets. */
function memberStep(pairs: ReadonlyArray<Pair>, rest: string): Step | undefined {
  const fits = pairs.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : undefined;
    const left = name === undefined ? undefined : (after(rest, name) ?? after(rest, `[${name}]`));
    return left === undefined ? [] : [{ node: value, offset: isScalar(key) ? key.range?.[0] : undefined, rest: left }];
  });
  return fits.sort((one, other) => one.rest.length - other.rest.length)[0];
}

/** The rest of a path after a name; undefined when the path does not begin with it. */
function after(path: string, name: string): string | undefined {
  if (!path.startsWith(name)) return undefined;
  const left = path.slice(name.length);
  if (left === '' || left.startsWith('[')) return left;
  return left.startsWith('.') ? left.slice(1) : undefined;
}

function itemStep(items: readonly unknown[], rest: string): Step | undefined {
  const match = /^\[(\d+)\]\.?/.exec(rest);
  const node = match === null ? undefined : items[Number(match[1])];
  if (match === null || node === undefined) return undefined;
  return { node, offset: (node as Node).range?.[0], rest: rest.slice(match[0].length) };
}

const resolved = (document: Document.Parsed, node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
