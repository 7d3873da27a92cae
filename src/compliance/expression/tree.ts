// The syntax tree of a rule: its shape, its parts, and how to build a changed copy. Knows the meaning of no function.

import type { parse } from '@bufbuild/cel';

export type Tree = ReturnType<typeof parse>['expr'];
type TreeKind = NonNullable<Tree['exprKind']>;
type ValueOf<Case extends TreeKind['case']> = Extract<TreeKind, { readonly case: Case }>['value'];

/** The parts of a node, in no particular order. */
export function partsOf({ exprKind }: Tree): Tree[] {
  switch (exprKind.case) {
    case 'callExpr':
      return present([exprKind.value.target, ...exprKind.value.args]);
    case 'selectExpr':
      return present([exprKind.value.operand]);
    case 'listExpr':
      return exprKind.value.elements;
    case 'structExpr':
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        present([keyKind.case === 'mapKey' ? keyKind.value : undefined, value]),
      );
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return present([iterRange, accuInit, loopCondition, loopStep, result]);
    }
    default:
      return [];
  }
}

/** The same node with each part replaced. */
export function withParts(tree: Tree, change: (part: Tree) => Tree): Tree {
  return { ...tree, exprKind: kindWithParts(tree.exprKind, change) };
}

function kindWithParts(kind: TreeKind, change: (part: Tree) => Tree): TreeKind {
  switch (kind.case) {
    case 'callExpr':
      return {
        case: kind.case,
        value: { ...kind.value, ...changed(kind.value, ['target'], change), args: kind.value.args.map(change) },
      };
    case 'selectExpr':
      return { case: kind.case, value: { ...kind.value, ...changed(kind.value, ['operand'], change) } };
    case 'listExpr':
      return { case: kind.case, value: { ...kind.value, elements: kind.value.elements.map(change) } };
    case 'structExpr':
      return {
        case: kind.case,
        value: { ...kind.value, entries: kind.value.entries.map((entry) => withEntry(entry, change)) },
      };
    case 'comprehensionExpr':
      return { case: kind.case, value: { ...kind.value, ...changed(kind.value, COMPREHENSION_PARTS, change) } };
    default:
      return kind;
  }
}

const COMPREHENSION_PARTS = ['iterRange', 'accuInit', 'loopCondition', 'loopStep', 'result'] as const;

type Entry = ValueOf<'structExpr'>['entries'][number];

function withEntry(entry: Entry, change: (part: Tree) => Tree): Entry {
  const { keyKind } = entry;
  const key = keyKind.case === 'mapKey' ? { case: keyKind.case, value: change(keyKind.value) } : keyKind;
  return { ...entry, keyKind: key, ...changed(entry, ['value'], change) };
}

function changed<Name extends string>(
  node: { readonly [Key in Name]?: Tree | undefined },
  names: readonly Name[],
  change: (part: Tree) => Tree,
): { [Key in Name]?: Tree } {
  const result: { [Key in Name]?: Tree } = {};
  for (const name of names) {
    const part = node[name];
    if (part !== undefined) result[name] = change(part);
  }
  return result;
}

/** `condition ? one : other`. */
export const CHOICE = '_?_:_';

/** A call. No rule can name a function that begins with `@`. */
export function callOf(tree: Tree, name: `@${string}` | typeof CHOICE, args: Tree[]): Tree {
  return { ...tree, exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args } } };
}

/** Whether a node is `name` or a selection `name.a.b` without calls: repeating it is cheap and gives the same value. */
export function isPath({ exprKind }: Tree): boolean {
  if (exprKind.case === 'identExpr') return true;
  if (exprKind.case !== 'selectExpr' || exprKind.value.testOnly) return false;
  return exprKind.value.operand !== undefined && isPath(exprKind.value.operand);
}

/** The text of a node without its position: equal for nodes that are written alike. */
export function textOf(tree: Tree): string {
  return JSON.stringify(tree.exprKind, (key, value: unknown) => {
    if (key === 'id') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}

const present = (parts: ReadonlyArray<Tree | undefined>): Tree[] => parts.filter((part) => part !== undefined);
