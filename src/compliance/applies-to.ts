// Which incidents a policy applies to: the `appliesTo` that SLA and disclosure policies share. A member that is absent or empty
// excludes nothing. An incident without a zone is in none of the zones that a policy names.

/** Compiled `appliesTo`. An empty list means any. */
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

/** Whether a list is empty or has the value. */
export function allows(allowed: readonly string[], value: string | undefined): boolean {
  return allowed.length === 0 || (value !== undefined && allowed.includes(value));
}
