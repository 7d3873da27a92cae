// Paths of fields in the two spellings of an API server: with dots only in errors about a schema, and with `map[key]` in errors about a rule or
// a list. Knows no schema.

export const memberPath = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
export const indexPath = (path: string, index: number): string => `${path}[${index}]`;
export const keyPath = (path: string, key: string): string => `${path}[${key}]`;

/** The parts of a JSON pointer: `/spec/a~1b/0` gives `spec`, `a/b`, `0`. */
export function pointerParts(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
