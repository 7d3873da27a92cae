// The opaque `status.checkpoint`: for which spec the last complete sync was. Everything else a sync continues from is read
// off the stored incidents, so that a checkpoint can never be ahead of them.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';

const VERSION = 1;

export function writeCheckpoint(generation: number): string {
  return JSON.stringify({ v: VERSION, generation });
}

/** The generation of the last complete sync; undefined for none, another version or a text that is not ours. */
export function readCheckpoint(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { v, generation } = parsed as { v?: unknown; generation?: unknown };
    return v === VERSION && typeof generation === 'number' ? generation : undefined;
  } catch {
    return undefined; // Somebody edited it: the next sync lists everything and writes it anew.
  }
}

/** No complete sync for the present spec yet: what the source selects may differ from what is stored. */
export function isSpecNew(source: IncidentSource): boolean {
  return readCheckpoint(source.status?.checkpoint) !== source.metadata.generation;
}
