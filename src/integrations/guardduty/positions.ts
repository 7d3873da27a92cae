// How far each region was read, as the cursor of the source: the time of the last change that is stored, per region. Pure.

import type { Cursor } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';

const VERSION = 1;

/** Epoch milliseconds by region. A region without a position was not read yet. */
export interface Position {
  readonly regions: ReadonlyMap<string, number>;
  readonly anchor: string | undefined;
}

export const BEGINNING: Position = { regions: new Map(), anchor: undefined };

/** Throws SourceError `cursor-expired` for a cursor of another form. */
export function positionOf({ version, data, anchor }: Cursor): Position {
  const entries = version === VERSION && isRecord(data) ? Object.entries(data) : [];
  const regions = new Map<string, number>();
  for (const [region, ms] of entries) if (Number.isSafeInteger(ms)) regions.set(region, ms as number);
  if (regions.size > 0 && regions.size === entries.length) return { regions, anchor };
  throw new SourceError(
    'cursor-expired',
    'list findings: the stored position is not of this version: reading everything',
  );
}

/** Undefined before anything was read. */
export function cursorOf({ regions, anchor }: Position): Cursor | undefined {
  if (regions.size === 0) return undefined;
  const data = Object.fromEntries([...regions].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { version: VERSION, data, ...(anchor === undefined ? {} : { anchor }) };
}

export interface Reached {
  readonly region: string;
  readonly updatedMs: number;
  readonly externalID: string;
}

/** The anchor is the newest change of all regions, so that the look-back of its region brings it again. */
export function advanced(position: Position, { region, updatedMs, externalID }: Reached): Position {
  if (updatedMs < (position.regions.get(region) ?? 0)) return position;
  const isNewest = updatedMs >= Math.max(0, ...position.regions.values());
  return {
    regions: new Map([...position.regions, [region, updatedMs]]),
    anchor: isNewest ? externalID : position.anchor,
  };
}

/** Without the regions that the spec does not name any more: their anchor would never come. */
export function within(position: Position, regions: readonly string[]): Position {
  const kept = [...position.regions].filter(([region]) => regions.includes(region));
  const isAnchored = regions.some((region) => position.anchor?.startsWith(`${region}/`));
  return { regions: new Map(kept), anchor: isAnchored ? position.anchor : undefined };
}

function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
