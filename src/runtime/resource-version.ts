// Order of resource versions. Kubernetes says since 1.35 that those of one resource may be compared as numbers; where one is no
// number nothing is concluded from it. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions

const DECIMAL = /^[1-9]\d*$/;

/** Whether `a` is older than `b`; false where that cannot be said. */
export function isOlderVersion(a: string, b: string): boolean {
  if (!DECIMAL.test(a) || !DECIMAL.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}
