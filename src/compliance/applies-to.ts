// Which incidents a policy is for: the `appliesTo` that SLA and disclosure policies share. A member that is absent or empty rules
// nothing out, and a zone that is asked for is never met by an incident without one.

/** Compiled `appliesTo`; an empty list stands for any. */
export interface Scope {
  readonly namespaces: readonly string[];
  readonly zones: readonly string[];
}

/** Where an incident is. */
export interface Place {
  readonly namespace: string;
  readonly zone: string | undefined;
}

/** The scope of an `appliesTo`. */
export function compileScope({ namespaces = [], zones = [] }: Partial<Scope>): Scope {
  return { namespaces, zones };
}

/** Whether an incident lies in the scope. */
export function isInScope(scope: Scope, { namespace, zone }: Place): boolean {
  return allows(scope.namespaces, namespace) && allows(scope.zones, zone);
}

/** Whether a list lets a value through: it names the value, or nothing at all. */
export function allows(allowed: readonly string[], value: string | undefined): boolean {
  return allowed.length === 0 || (value !== undefined && allowed.includes(value));
}
