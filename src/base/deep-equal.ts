// Equality of JSON values as the API server sees them: the order of keys and members that are undefined (not sent) do not count.
// Not for cyclic values or class instances: what is compared is what JSON.stringify would send.

type Members = Readonly<Record<string, unknown>>;

/** Whether two values are the same JSON. Dates and other objects with toJSON are compared by what they would be sent as. */
export function isDeepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) || Array.isArray(b)) return isEqualList(a, b);
  const [left, right] = [sent(a), sent(b)];
  return isObject(left) && isObject(right) ? isEqualMembers(left, right) : left === right;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function sent(value: Members): unknown {
  const { toJSON } = value;
  return typeof toJSON === 'function' ? (toJSON as () => unknown).call(value) : value;
}

function isEqualList(a: unknown, b: unknown): boolean {
  return (
    Array.isArray(a) &&
    Array.isArray(b) &&
    a.length === b.length &&
    a.every((item, index) => isDeepEqual(item, (b as readonly unknown[])[index]))
  );
}

function isEqualMembers(a: Members, b: Members): boolean {
  for (const key of Object.keys(a)) if (!isDeepEqual(a[key], b[key])) return false;
  for (const key of Object.keys(b)) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}
