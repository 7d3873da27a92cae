// Compiles a rule, and evaluates it over an incident and its review. Pure. Only the length of a rule is limited: a hostile rule may take
// any time and memory, so it has to run in a worker (src/judgement/expressions/). Never throws.
//
// A rule is first evaluated strictly (strict-tree.ts): a result that would be true only because input is missing is an error there. The
// strict evaluation adds errors and changes no result, so its `true` and `false` are those of CEL. After an error the rule is evaluated
// by CEL itself, and only `false` counts: a known failure stays a failure, and nothing passes by an error or by empty input.

import { celEnv, celError, type CelInput, type CelResult, isCelError, parse, plan } from '@bufbuild/cel';

import { faultOf, NO_REVIEW } from './faults.ts';
import { mended } from './functions.ts';
import type { ExpressionInput, ExpressionOutcome } from './outcome.ts';
import { strict } from './strict-functions.ts';
import { choicelessTree, strictTree } from './strict-tree.ts';
import type { Tree } from './tree.ts';
import { viewOf } from './view.ts';
import { readsInput, wrongName } from './vocabulary.ts';

/** Characters of a rule; the CRD says the same. */
export const MAX_RULE_LENGTH = 4096;

/** A rule that can be evaluated any number of times. */
export interface Rule {
  evaluate(input: ExpressionInput): ExpressionOutcome;
}

export type RuleResult = { readonly ok: true; readonly rule: Rule } | { readonly ok: false; readonly message: string };

type Program = (bindings: Bindings) => CelResult;
type Bindings = Readonly<Record<'incident' | 'review', CelInput>>;

const LENIENT = celEnv({ funcs: [...mended] });
const STRICT = celEnv({ funcs: [...mended, ...strict] });

/** The message says what is wrong with the rule, and quotes only the rule. */
export function compileRule(text: string): RuleResult {
  if (text.length > MAX_RULE_LENGTH) return invalid(`the rule has more than ${MAX_RULE_LENGTH} characters`);
  try {
    const tree = parse(text).expr;
    const wrong = wrongName(tree);
    return wrong === undefined ? { ok: true, rule: ruleOf(tree) } : invalid(wrong);
  } catch (error) {
    return invalid(`cannot read the rule: ${error instanceof Error ? error.message : 'it is malformed'}`);
  }
}

/** Compiles and evaluates at once. */
export function evaluateRule(text: string, input: ExpressionInput): ExpressionOutcome {
  const compiled = compileRule(text);
  return compiled.ok ? compiled.rule.evaluate(input) : { kind: 'ExpressionInvalid', message: compiled.message };
}

function ruleOf(tree: Tree): Rule {
  if (!readsInput(tree)) return { evaluate: () => NOTHING_READ };
  const program = { lenient: planned(LENIENT, tree), strict: planned(STRICT, strictTree(tree)) };
  let constant: boolean | undefined;
  const isConstant = (): boolean => (constant ??= holdsWithoutInput(tree, program.lenient));
  return {
    evaluate(input) {
      const bindings = bind(input);
      const result = program.strict(bindings);
      if (isCelError(result)) return afterError(program.lenient(bindings), result);
      return result === true && isConstant() ? HOLDS_ALWAYS : decided(result);
    },
  };
}

const NOTHING_READ = fault('EmptyInput', 'the rule reads neither incident nor review');
const HOLDS_ALWAYS = fault('EmptyInput', 'the rule holds whatever the input is');

function decided(result: unknown): ExpressionOutcome {
  if (typeof result === 'boolean') return { kind: result ? 'true' : 'false' };
  return fault('ExpressionNotBoolean', 'the rule gives neither true nor false; compare its result with something');
}

/** What CEL says of a rule that the strict evaluation refused. */
function afterError(lenient: CelResult, error: CelResult & Error): ExpressionOutcome {
  if (lenient === false) return { kind: 'false' };
  if (lenient === true || isCelError(lenient)) return faultOf(error as Parameters<typeof faultOf>[0]);
  return decided(lenient);
}

function bind({ incident, review }: ExpressionInput): Bindings {
  return {
    incident: viewOf('incident', incident),
    review: review === undefined ? absent(NO_REVIEW) : viewOf('review', review),
  };
}

/** An error in place of a value: reading it fails with that error. */
const absent = (message: string): CelInput => celError(message) as unknown as CelInput;

/** Whether a rule is true without any input: for unknown input, or for empty objects. */
function holdsWithoutInput(tree: Tree, lenient: Program): boolean {
  const unknown = absent('unknown');
  const empty = new Map<string, CelInput>();
  return (
    planned(STRICT, choicelessTree(tree))({ incident: unknown, review: unknown }) === true ||
    lenient({ incident: empty, review: empty }) === true
  );
}

function planned(environment: typeof LENIENT, tree: Tree): Program {
  return plan(environment, tree);
}

function fault(kind: 'EmptyInput' | 'ExpressionNotBoolean', message: string): ExpressionOutcome {
  return { kind, message };
}

function invalid(message: string): RuleResult {
  return { ok: false, message };
}
