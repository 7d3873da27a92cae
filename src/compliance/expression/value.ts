// An expression over what was pushed: compiled once, evaluated over an item, its payload and its headers. Pure; it may take any time and
// memory, so it has to run in a worker (src/judgement/expressions/). Never throws. Unlike a rule it makes no verdict, so that plain CEL
// holds: an error is an error, and nothing is true for want of input.

import {
  celEnv,
  type CelInput,
  type CelResult,
  type CelValue,
  isCelError,
  isCelList,
  isCelMap,
  parse,
  plan,
} from '@bufbuild/cel';

import { mended } from './functions.ts';
import { PUSHED, wrongName } from './vocabulary.ts';

/** Characters of an expression; the CRD says the same. */
const MAX_LENGTH = 1024;
/** Parts of a text that a list gives, such as the groups of a detection. */
const MAX_PARTS = 16;
/** Nested lists and maps of a value that an expression gives. */
const MAX_DEPTH = 64;

/** What an expression reads. */
export type PushedBindings = Readonly<Record<'item' | 'payload' | 'headers', CelInput>>;

export type Expression = (bindings: PushedBindings) => CelResult;
export type Compiled =
  { readonly ok: true; readonly evaluate: Expression } | { readonly ok: false; readonly message: string };

const ENVIRONMENT = celEnv({ funcs: [...mended] });

/** The message says what is wrong, and quotes only the expression. */
export function compileExpression(text: string): Compiled {
  if (text.length > MAX_LENGTH) return { ok: false, message: `it has more than ${MAX_LENGTH} characters` };
  try {
    const tree = parse(text).expr;
    const wrong = wrongName(tree, PUSHED);
    return wrong === undefined ? { ok: true, evaluate: plan(ENVIRONMENT, tree) } : { ok: false, message: wrong };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'it is malformed' };
  }
}

/** Undefined where the expression failed, or gives neither true nor false. */
export function truthOf(result: CelResult): boolean | undefined {
  return typeof result === 'boolean' ? result : undefined;
}

/** A text, or a number as one, or the texts of a list joined by commas. Undefined where the expression failed or gives anything else. */
export function textOf(result: CelResult): string | undefined {
  if (isCelError(result)) return undefined;
  if (!isCelList(result)) return scalarText(result);
  const parts = [...result].map(scalarText);
  return parts.length > MAX_PARTS || parts.includes(undefined) ? undefined : parts.join(', ');
}

function scalarText(value: CelValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : undefined;
}

/** The values of a list. Undefined where the expression failed, or gives no list. */
export function listOf(result: CelResult): readonly CelValue[] | undefined {
  return !isCelError(result) && isCelList(result) ? [...result] : undefined;
}

/**
 * A text that is equal for equal values and differs for different ones, of what an expression reads or gives. Undefined for what is no JSON,
 * or is nested too deeply.
 */
export function canonicalText(value: CelInput | CelValue, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const inside = (item: CelInput | CelValue): string | undefined => canonicalText(item, depth + 1);
  if (Array.isArray(value) || isCelList(value)) return joined('[', [...value].map(inside), ']');
  if (value instanceof Map || isCelMap(value)) {
    const members = [...(value as Iterable<[unknown, CelValue]>)].map(([name, member]) => named(name, inside(member)));
    return joined(
      '{',
      members.toSorted((a = '', b = '') => (a < b ? -1 : 1)),
      '}',
    );
  }
  return typeof value === 'bigint' ? value.toString() : scalar(value);
}

function named(name: unknown, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${scalar(name) ?? ''}:${text}`;
}

/** What stands for null in a list is a symbol. */
function scalar(value: unknown): string | undefined {
  if (typeof value === 'symbol') return 'null';
  return ['string', 'number', 'boolean'].includes(typeof value) ? JSON.stringify(value) : undefined;
}

function joined(open: string, parts: ReadonlyArray<string | undefined>, close: string): string | undefined {
  return parts.includes(undefined) ? undefined : `${open}${parts.join(',')}${close}`;
}
