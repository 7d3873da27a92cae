// What the chart grants, as `update incidents/status.docket.dev`: verb, resource and group, as requests in an audit log are named
// (test/support/rights/used.ts). It must not say what should be granted.

import { type Manifest, render } from '../chart/helm.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const RBAC_GROUP = 'rbac.authorization.k8s.io/';
/** What only the admission policies ask for; no request has it as its verb. */
const ADMISSION_VERBS = new Set(['mirror']);
const OPERATORS_ROLES = new Set(['docket-operator', 'docket-leader-election']);

/** The accounts, roles and bindings of the chart, as an installation into docket-system has them. None watched: everywhere. */
export async function chartRights(watchNamespaces: readonly string[]): Promise<Manifest[]> {
  const objects = await render({ watchNamespaces, 'crds.enabled': false, 'admissionPolicies.enabled': false });
  return objects.filter(({ kind, apiVersion }) => kind === 'ServiceAccount' || apiVersion.startsWith(RBAC_GROUP));
}

/** The verbs of the operator's own roles among objects, sorted, each once. */
export function grantedRights(objects: readonly Manifest[]): string[] {
  const own = objects.filter(({ kind, metadata }) => /Role$/.test(kind) && OPERATORS_ROLES.has(metadata.name));
  return [...new Set(own.flatMap((role) => (role['rules'] as readonly Rule[]).flatMap(rightsOf)))].toSorted();
}

function rightsOf({ apiGroups: [group = ''], resources, verbs }: Rule): string[] {
  const asked = verbs.filter((verb) => !ADMISSION_VERBS.has(verb));
  return resources.flatMap((resource) => asked.map((verb) => `${verb} ${resource}.${group}`));
}
