// The shapes that every answer of Microsoft Graph has. Checks only; decides nothing. https://learn.microsoft.com/graph/paging

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}

export interface Page {
  readonly items: readonly unknown[];
  /** The address of the next page. */
  readonly next: string | undefined;
  /** How many items the whole listing has, where Graph says so. */
  readonly total: number | undefined;
}

/** A list of Graph; undefined for anything else. */
export function pageOf(body: unknown): Page | undefined {
  const [items, next, total] = ['value', '@odata.nextLink', '@odata.count'].map((name) => memberOf(body, name));
  if (!Array.isArray(items) || (next !== undefined && next !== null && typeof next !== 'string')) return undefined;
  const count = Number.isSafeInteger(total) ? Number(total) : undefined;
  return { items: items as readonly unknown[], next: next ?? undefined, total: count };
}
