// A source under other external IDs: the contract names incidents by short words, and a vendor's IDs have a form of their own. Only the
// names change.

import type { Cursor } from '../../../src/integrations/ports/changes.ts';
import type { IncidentRecord, Lookup, RejectedItem } from '../../../src/integrations/ports/record.ts';
import type { ChangesSource } from '../../../src/integrations/provider.ts';

/** The words of the contract and the vendor's external IDs, one for each. */
export interface Names {
  toVendor(word: string): string;
  toWord(externalID: string): string;
}

/** Remembers each pair. Words that were never given stay as they are. */
export class RememberedNames implements Names {
  readonly #words = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  give(word: string, externalID: string): void {
    this.#words.set(word, externalID);
    this.#ids.set(externalID, word);
  }

  toVendor(word: string): string {
    return this.#words.get(word) ?? word;
  }

  toWord(externalID: string): string {
    return this.#ids.get(externalID) ?? externalID;
  }
}

export function renamedSource(source: ChangesSource, names: Names): ChangesSource {
  const record = (each: IncidentRecord): IncidentRecord => ({ ...each, externalID: names.toWord(each.externalID) });
  const item = (each: RejectedItem): RejectedItem =>
    each.externalID === undefined ? each : { ...each, externalID: names.toWord(each.externalID) };
  return {
    reads: 'changes',
    openSet: source.openSet,
    unmappedSeverities: source.unmappedSeverities,
    degraded: source.degraded,
    probe: (signal) => source.probe(signal),
    async *changes(request) {
      const { cursor } = request;
      const asked = cursor === undefined ? cursor : anchored(cursor, (word) => names.toVendor(word));
      for await (const page of source.changes({ ...request, cursor: asked })) {
        const { cursor: reached, ...rest } = page;
        const shown = { ...rest, records: page.records.map(record), rejected: page.rejected.map(item) };
        yield reached === undefined ? shown : { ...shown, cursor: anchored(reached, (id) => names.toWord(id)) };
      }
    },
    async *lookup(words, signal) {
      const ids = words.map((word) => names.toVendor(word));
      for await (const found of source.lookup(ids, signal)) yield renamedLookup(found, { record, item, names });
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

function anchored(cursor: Cursor, rename: (anchor: string) => string): Cursor {
  return cursor.anchor === undefined ? cursor : { ...cursor, anchor: rename(cursor.anchor) };
}

interface Renaming {
  readonly record: (each: IncidentRecord) => IncidentRecord;
  readonly item: (each: RejectedItem) => RejectedItem;
  readonly names: Names;
}

function renamedLookup(found: Lookup, { record, item, names }: Renaming): Lookup {
  if (found.kind === 'found') return { ...found, record: record(found.record) };
  const externalID = names.toWord(found.externalID);
  return found.kind === 'gone'
    ? { kind: 'gone', externalID }
    : { kind: 'rejected', externalID, item: item(found.item) };
}
