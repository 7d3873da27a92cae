// What a JSON merge patch makes of an object (RFC 7396), for tests of plans: members that are null go, objects merge, the rest is replaced.

export function applyMergePatch<T extends object>(target: T, patch: Readonly<Record<string, unknown>>): T {
  return merged(target as Readonly<Record<string, unknown>>, patch) as T;
}

type Members = Readonly<Record<string, unknown>>;

function merged(target: Members, patch: Members): Members {
  const result: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const before = result[name];
    if (value === null) delete result[name];
    else result[name] = isObject(value) ? merged(isObject(before) ? before : {}, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
