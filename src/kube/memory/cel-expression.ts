// One CEL expression, compiled once and evaluated often. Errors of an evaluation are values, as the library returns them;
// an expression that cannot be compiled, or calls a function that is not bound, is refused at once.

import { celEnv, isCelError, parse, plan, type CelInput } from '@bufbuild/cel';

export type Evaluation =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'error'; readonly message: string };

export interface Expression {
  /** A transition rule: without an old value it is not evaluated. */
  readonly usesOldSelf: boolean;
  evaluate(bindings: Record<string, CelInput>): Evaluation;
}

const ENV = celEnv();

export function compileExpression(text: string, path: string): Expression {
  const parsed = parseAt(text, path);
  // Of the tree only: the source's notes beside it list macros, which are no functions.
  const used = namesIn(parsed.expr);
  const unbound = used.functions.find((name) => !isBound(name));
  if (unbound !== undefined) {
    throw new Error(`${path}: the embedded cluster has no CEL function ${unbound} (rule ${text})`);
  }
  const program = plan(ENV, parsed);
  return {
    usesOldSelf: used.variables.has('oldSelf'),
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

/** The library's words for what goes wrong, in those of the API server where they differ. */
function asServerSays(message: string): string {
  const missing = /^(?:field|key) not found: (.*)$/.exec(message);
  if (missing !== null) return `no such key: ${missing[1]}`;
  if (/overload/.test(message)) return 'no such overload';
  return message === 'int divide by zero' ? 'division by zero' : message;
}

/** Operators and macros are bound by construction; what has a plain name has to be a function of the environment. */
function isBound(name: string): boolean {
  return !/^[a-zA-Z]\w*$/.test(name) || ENV.funcs.find(name) !== undefined;
}

interface Names {
  readonly variables: Set<string>;
  readonly functions: string[];
}

/** Every identifier and function in an expression's tree, whatever the kind of node that holds it. */
function namesIn(tree: unknown, found: Names = { variables: new Set(), functions: [] }): Names {
  if (typeof tree !== 'object' || tree === null) return found;
  const node = tree as {
    readonly case?: unknown;
    readonly value?: { readonly name?: unknown; readonly function?: unknown };
  };
  if (node.case === 'identExpr') found.variables.add(String(node.value?.name));
  if (node.case === 'callExpr') found.functions.push(String(node.value?.function));
  for (const part of Object.values(tree)) namesIn(part, found);
  return found;
}
