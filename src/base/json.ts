// Plain JSON values: telling them apart, parsing and comparing them. Not for cyclic values or class instances: what counts is what
// JSON.stringify would send.

/** An object of JSON; what is inside is checked where it is used. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON. The parser's own error would quote the text, which may be an object's content. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether two values are the same JSON to the API server: the order of keys does not count, nor do members that are undefined (they are
 * not sent). Dates and other objects with toJSON are compared by what they would be sent as.
 */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const left = sent(a);
  const right = sent(b);
  return isJsonObject(left) && isJsonObject(right) ? hasSameMembers(left, right) : left === right;
}

function sent(value: JsonObject): unknown {
  const { toJSON } = value;
  return typeof toJSON === 'function' ? (toJSON as () => unknown).call(value) : value;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
}

function hasSameMembers(a: JsonObject, b: JsonObject): boolean {
  let missing = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    missing++;
    // What else a prototype has are functions, which equal no JSON.
    if (key === '__proto__' && !Object.hasOwn(b, key)) return false;
    if (!isSameJson(a[key], b[key])) return false;
  }
  for (const key of Object.keys(b)) if (b[key] !== undefined) missing--;
  return missing === 0;
}
