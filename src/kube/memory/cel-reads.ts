// Which parts of a variable an expression reads: `self.spec.a == self.spec.b` reads `spec.a` and `spec.b`. Only these parts become CEL
// values, since converting a whole object costs more than the rule itself.

/** Parts of a value, by the names of members. */
export interface Reads {
  /** The whole value is read. */
  whole: boolean;
  readonly members: Map<string, Reads>;
}

export const noReads = (): Reads => ({ whole: false, members: new Map() });

/** Adds what an expression's tree (from the library's parser) reads of a variable. Returns whether it uses the variable at all. */
export function addReads(tree: unknown, variable: string, reads: Reads): boolean {
  if (!isNode(tree)) return false;
  const path = selection(tree, variable);
  if (path !== undefined) {
    const last = path.reduce((at, name) => memberOf(at, name), reads);
    last.whole = true;
    return true;
  }
  // Every part must be visited; `some` would stop too early.
  return Object.values(tree).filter((part) => addReads(part, variable, reads)).length > 0;
}

function memberOf(reads: Reads, name: string): Reads {
  const found = reads.members.get(name) ?? noReads();
  reads.members.set(name, found);
  return found;
}

interface AstNode {
  readonly case?: unknown;
  readonly value?: {
    readonly name?: unknown;
    readonly field?: unknown;
    readonly operand?: { readonly exprKind?: unknown };
  };
}

const isNode = (value: unknown): value is AstNode => typeof value === 'object' && value !== null;

/** The names in `variable.a.b.c` if the node is such a selection; empty for the variable itself. */
function selection(node: AstNode, variable: string): string[] | undefined {
  if (node.case === 'identExpr') return node.value?.name === variable ? [] : undefined;
  if (node.case !== 'selectExpr') return undefined;
  const inside = node.value?.operand?.exprKind;
  const path = isNode(inside) ? selection(inside, variable) : undefined;
  return path === undefined ? undefined : [...path, String(node.value?.field)];
}
