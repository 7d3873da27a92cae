// The names that a rule may use. Any other name is refused before the rule is evaluated: has() of the library takes an unknown variable
// for absent, some operators can be called by name, and bytes and messages have no use here.

import { partsOf, type Tree } from './tree.ts';

/** The variables that expressions of one use may read, and how to say so. */
export interface Vocabulary {
  readonly variables: ReadonlySet<string>;
  readonly hint: string;
}

const RULE: Vocabulary = { variables: new Set(['incident', 'review']), hint: 'a rule reads incident and review' };
/** Of what is pushed to a source. */
export const PUSHED: Vocabulary = {
  variables: new Set(['item', 'payload', 'headers']),
  hint: 'an expression reads item, payload and headers',
};

const TYPES: ReadonlySet<string> = new Set('bool int uint double string list map null_type type'.split(' '));

const OPERATORS = '_+_ _-_ _*_ _/_ _%_ -_ !_ _==_ _!=_ _<_ _<=_ _>_ _>=_ _&&_ _||_ _?_:_ _[_] @in @not_strictly_false';
const NAMED = 'size contains startsWith endsWith matches int uint double string bool type dyn timestamp duration';
const OF_TIME =
  'getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds';
const FUNCTIONS: ReadonlySet<string> = new Set(`${OPERATORS} ${NAMED} ${OF_TIME}`.split(' '));

/** What is wrong with the names of a rule, and what to do about it; undefined when nothing is. */
export function wrongName(tree: Tree, vocabulary = RULE, bound = vocabulary.variables): string | undefined {
  return (
    wrongHere(tree, vocabulary, bound) ??
    firstOf(partsOf(tree), (part) => wrongName(part, vocabulary, boundIn(tree, part, bound)))
  );
}

/** Whether a rule names a variable at all. */
export function readsInput(tree: Tree): boolean {
  const { exprKind } = tree;
  if (exprKind.case === 'identExpr') return RULE.variables.has(exprKind.value.name);
  return partsOf(tree).some(readsInput);
}

function wrongHere(
  { exprKind }: Tree,
  { variables, hint }: Vocabulary,
  bound: ReadonlySet<string>,
): string | undefined {
  switch (exprKind.case) {
    case 'identExpr': {
      const { name } = exprKind.value;
      return bound.has(name) || TYPES.has(name) ? undefined : `unknown name ${name}; ${hint}`;
    }
    case 'callExpr':
      return FUNCTIONS.has(exprKind.value.function) ? undefined : `unknown function ${exprKind.value.function}`;
    case 'structExpr':
      return exprKind.value.messageName === '' ? undefined : `a rule makes no ${exprKind.value.messageName}`;
    case 'constExpr':
      return exprKind.value.constantKind.case === 'bytesValue' ? 'a rule has no use for bytes' : undefined;
    case 'comprehensionExpr':
      return isTaken(exprKind.value.iterVar, variables)
        ? `the name ${exprKind.value.iterVar} is taken; use another one`
        : undefined;
    default:
      return undefined;
  }
}

/** The variable of a macro is known in the macro, except in the list that it goes through. */
function boundIn({ exprKind }: Tree, part: Tree, bound: ReadonlySet<string>): ReadonlySet<string> {
  if (exprKind.case !== 'comprehensionExpr') return bound;
  const { iterRange, iterVar, accuVar } = exprKind.value;
  return part === iterRange ? bound : new Set([...bound, iterVar, accuVar]);
}

const isTaken = (name: string, variables: ReadonlySet<string>): boolean => variables.has(name) || TYPES.has(name);

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
