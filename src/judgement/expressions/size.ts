// The size of a JSON value, before it is sent to another thread: copying it blocks the event loop. Counts only; copies nothing.

/** What a number, a member or a bracket counts. */
const PART = 8;

/** Roughly the characters of a JSON value; stops counting above `limit`. Never throws for JSON. */
export function sizeOf(value: unknown, limit: number): number {
  let size = 0;
  const rest: unknown[] = [value];
  while (rest.length > 0 && size <= limit) {
    const next = rest.pop();
    size += PART;
    if (typeof next === 'string') size += next.length;
    else if (typeof next === 'object' && next !== null) size += enter(next, rest);
  }
  return size;
}

function enter(value: object, rest: unknown[]): number {
  let names = 0;
  for (const name of Object.keys(value)) {
    names += name.length;
    rest.push((value as Readonly<Record<string, unknown>>)[name]);
  }
  return Array.isArray(value) ? 0 : names;
}
