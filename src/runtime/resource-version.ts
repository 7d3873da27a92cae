// The order of resource versions. Since 1.35 Kubernetes says that those of one resource may be compared as numbers. If one is no
// number, no order is known. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions

const DECIMAL = /^[1-9]\d*$/;

/** Whether `a` is older than `b`; false if no order is known. */
export function isOlderVersion(a: string, b: string): boolean {
  if (!DECIMAL.test(a) || !DECIMAL.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}
