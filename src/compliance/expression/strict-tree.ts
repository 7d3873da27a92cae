// Rewrites a rule so that a result which would be true only because input is missing is an error instead: macros over empty lists, `has`
// on a value that is no object, sizes, and comparisons that are always true. Uses the functions of strict-functions.ts. Evaluates nothing.

import { callOf, CHOICE, isPath, textOf, type Tree, withParts } from './tree.ts';

/** The rule in its strict form: it has to be true to pass. */
export function strictTree(tree: Tree): Tree {
  const { exprKind } = tree;
  if (exprKind.case === 'callExpr' && alwaysHolds(tree)) return callOf(tree, '@always', []);
  switch (exprKind.case) {
    case 'comprehensionExpr': {
      const { iterRange } = exprKind.value;
      return withParts(tree, (part) => (part === iterRange ? rangeOf(part) : strictTree(part)));
    }
    case 'selectExpr':
      return withParts(tree, (part) =>
        exprKind.value.testOnly ? callOf(part, '@object', [strictTree(part)]) : strictTree(part),
      );
    case 'callExpr': {
      if (exprKind.value.function === '_[_]') return withIndex(tree);
      const counted = countedAgainstNumber(tree);
      return withParts(tree, (part) => (part === counted ? countOf(part) : strictTree(part)));
    }
    default:
      return withParts(tree, strictTree);
  }
}

/** The rule with both sides of each choice, which have to agree: if that is true for unknown input, the rule is true for any input. */
export function choicelessTree(tree: Tree): Tree {
  const { exprKind } = tree;
  if (exprKind.case !== 'callExpr' || exprKind.value.function !== CHOICE) return withParts(tree, choicelessTree);
  return callOf(tree, '@same', exprKind.value.args.slice(1).map(choicelessTree));
}

/** An absent list is as empty as an empty one. */
function rangeOf(range: Tree): Tree {
  const filled = callOf(range, '@range', [strictTree(range)]);
  if (range.exprKind.case !== 'selectExpr' || !isPath(range)) return filled;
  const present: Tree = {
    ...range,
    exprKind: { case: 'selectExpr', value: { ...range.exprKind.value, testOnly: true } },
  };
  return callOf(range, CHOICE, [present, filled, callOf(range, '@absent', [])]);
}

function withIndex(tree: Tree): Tree {
  const index = tree.exprKind.case === 'callExpr' ? tree.exprKind.value.args[1] : undefined;
  return withParts(tree, (part) =>
    part === index && !isPlainIndex(part) ? callOf(part, '@key', [strictTree(part)]) : strictTree(part),
  );
}

function isPlainIndex({ exprKind }: Tree): boolean {
  if (exprKind.case !== 'constExpr') return false;
  const { case: type } = exprKind.value.constantKind;
  return type === 'stringValue' || type === 'int64Value';
}

const MIRRORED: Readonly<Record<string, string>> = {
  '_==_': '_==_',
  '_!=_': '_!=_',
  '_<_': '_>_',
  '_<=_': '_>=_',
  '_>_': '_<_',
  '_>=_': '_<=_',
};

interface SizeComparison {
  readonly size: Tree;
  readonly operator: string;
  readonly number: bigint;
}

/** `size(x) > 2` or `2 < size(x)`: such a rule says itself what an empty value means. */
function sizeComparison({ exprKind }: Tree): SizeComparison | undefined {
  if (exprKind.case !== 'callExpr') return undefined;
  const { function: operator, args } = exprKind.value;
  const mirrored = MIRRORED[operator];
  const [left, right] = args;
  if (mirrored === undefined || left === undefined || right === undefined) return undefined;
  const [leftNumber, rightNumber] = [wholeOf(left), wholeOf(right)];
  if (isSize(left) && rightNumber !== undefined) return { size: left, operator, number: rightNumber };
  if (isSize(right) && leftNumber !== undefined) return { size: right, operator: mirrored, number: leftNumber };
  return undefined;
}

const countedAgainstNumber = (tree: Tree): Tree | undefined => sizeComparison(tree)?.size;

function isSize({ exprKind }: Tree): boolean {
  if (exprKind.case !== 'callExpr' || exprKind.value.function !== 'size') return false;
  return exprKind.value.args.length === (exprKind.value.target === undefined ? 1 : 0);
}

function countOf(tree: Tree): Tree {
  if (tree.exprKind.case !== 'callExpr') return tree;
  const counted = tree.exprKind.value.target ?? tree.exprKind.value.args[0];
  return counted === undefined ? tree : callOf(tree, '@count', [strictTree(counted)]);
}

function wholeOf({ exprKind }: Tree): bigint | undefined {
  if (exprKind.case !== 'constExpr') return undefined;
  const { constantKind } = exprKind.value;
  return constantKind.case === 'int64Value' || constantKind.case === 'uint64Value' ? constantKind.value : undefined;
}

/** `x == x`, and a comparison that every size meets. */
function alwaysHolds(tree: Tree): boolean {
  const { exprKind } = tree;
  if (exprKind.case !== 'callExpr') return false;
  const { function: operator, args } = exprKind.value;
  const [left, right] = args;
  if (left !== undefined && right !== undefined && REFLEXIVE.has(operator) && textOf(left) === textOf(right))
    return true;
  const comparison = sizeComparison(tree);
  return comparison !== undefined && holdsForEverySize(comparison);
}

const REFLEXIVE: ReadonlySet<string> = new Set(['_==_', '_<=_', '_>=_']);

function holdsForEverySize({ operator, number }: SizeComparison): boolean {
  switch (operator) {
    case '_>=_':
      return number <= 0n;
    case '_>_':
    case '_!=_':
      return number < 0n;
    default:
      return false;
  }
}
