// Shares values that repeat in many rows (names of sources, zones, categories, label sets), so that a row holds a pointer instead of
// a copy. Bounded: a value that was not asked for lately is forgotten. That costs memory and changes no result.

/** Returns the value held under the key, or makes, keeps and returns it. */
export type Interner<T> = (key: string, make: () => T) => T;

/**
 * An interner with two generations. Once `limit` keys are young, they become the old generation, and the former old one is dropped. It
 * holds at most twice `limit` values, and keeps a value that is asked for at least once in every `limit` other keys.
 */
export function createInterner<T>(limit: number): Interner<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (key, make) => {
    const known = young.get(key);
    if (known !== undefined) return known;
    const value = old.get(key) ?? make();
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}

const GENERATION = 4_096;

const strings = createInterner<string>(GENERATION);
const labelSets = createInterner<Readonly<Record<string, string>>>(GENERATION);

/** The shared copy of a text. */
export function interned(text: string): string {
  return strings(text, () => text);
}

/** {@link interned} for a field that may be absent. */
export function internedOptional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : interned(text);
}

/** The shared copy of a set of labels, whatever the order of its keys; undefined for none. */
export function internedLabels(
  labels: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (labels === undefined) return undefined;
  const names = Object.keys(labels).toSorted();
  if (names.length === 0) return undefined;
  // No name and no value of a label contains a line break.
  const key = names.map((name) => `${name}\n${labels[name]}`).join('\n');
  return labelSets(key, () => Object.fromEntries(names.map((name) => [interned(name), interned(labels[name] ?? '')])));
}

const lists = createInterner<readonly string[]>(GENERATION);

/** The shared copy of a list of texts. */
export function internedList(texts: readonly string[]): readonly string[] {
  return lists(JSON.stringify(texts), () => texts.map(interned));
}
