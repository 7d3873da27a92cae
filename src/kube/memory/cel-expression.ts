// One CEL expression, compiled once and evaluated often. Evaluation errors are values, as the library returns them. An expression that
// cannot be compiled, or that calls an unknown function, is refused at once.

import { celEnv, isCelError, parse, plan, type CelInput } from '@bufbuild/cel';
import { RE2JS } from '@bufbuild/re2';

export type Evaluation =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'error'; readonly message: string };

export interface Expression {
  /** The parser's tree, for callers that inspect it. */
  readonly tree: unknown;
  evaluate(bindings: Record<string, CelInput>): Evaluation;
}

/** Patterns of rules are few and constant; compiling one costs a hundred times what matching does. */
const patterns = new Map<string, RE2JS>();

function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const compiled = RE2JS.compile(pattern);
  if (patterns.size < 1000) patterns.set(pattern, compiled);
  return compiled;
}

const ENV = celEnv({ re2: { compile: compilePattern } });

/** `path` is where the expression stands, for the error. */
export function compileExpression(text: string, path: string): Expression {
  const parsed = parseAt(text, path);
  // Only of the tree: the source notes beside it list macros, which are no functions.
  const tree: unknown = parsed.expr;
  const unbound = functionsIn(tree).find((name) => !isBound(name));
  if (unbound !== undefined) {
    throw new Error(`${path}: the embedded cluster has no CEL function ${unbound} (rule ${text})`);
  }
  const program = plan(ENV, parsed);
  return {
    tree,
    evaluate(bindings) {
      const result = program(bindings);
      return isCelError(result)
        ? { kind: 'error', message: asServerSays(result.message) }
        : { kind: 'value', value: result };
    },
  };
}

function parseAt(text: string, path: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${path}: cannot parse the CEL rule ${text}`, { cause: error });
  }
}

/** The library's error text, replaced by the API server's where they differ. */
function asServerSays(message: string): string {
  const missing = /^(?:field|key) not found: (.*)$/.exec(message);
  if (missing !== null) return `no such key: ${missing[1]}`;
  if (/overload/.test(message)) return 'no such overload';
  return message === 'int divide by zero' ? 'division by zero' : message;
}

/** Operators and macros are always known. A plain name must be a function of the environment. */
function isBound(name: string): boolean {
  return !/^[a-zA-Z]\w*$/.test(name) || ENV.funcs.find(name) !== undefined;
}

function functionsIn(tree: unknown): string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const node = tree as { readonly case?: unknown; readonly value?: { readonly function?: unknown } };
  const own = node.case === 'callExpr' ? [String(node.value?.function)] : [];
  return [...own, ...Object.values(tree).flatMap(functionsIn)];
}
