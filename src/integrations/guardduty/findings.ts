// Findings by their IDs, as records: at most 50 with one request. An ID whose finding is missing or cannot be read is named, never
// dropped.

import { SourceError } from '../ports/failure.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { normalizeFinding, type Normalized, type NormalizeOptions } from './normalize.ts';
import { externalIDOf, isFindingID } from './normalize-ids.ts';
import { memberOf } from './schema.ts';
import type { Named, Session } from './session.ts';

export type ReadFinding = Extract<Normalized, { kind: 'record' }>;

export interface ReadFindings {
  readonly found: ReadonlyMap<string, ReadFinding>;
  readonly rejected: ReadonlyMap<string, RejectedItem>;
}

export type ReadOptions = Omit<NormalizeOptions, 'region'>;

/** Keyed by finding ID. What AWS sends beyond what was asked for is not used. */
export async function readFindings(session: Session, named: Named, options: ReadOptions): Promise<ReadFindings> {
  const found = new Map<string, ReadFinding>();
  const rejected = new Map<string, RejectedItem>();
  if (named.ids.length === 0) return { found, rejected };
  const asked = new Set(named.ids);
  for (const raw of await session.get(named)) {
    const id = memberOf(raw, 'Id');
    if (typeof id !== 'string' || !asked.has(id)) continue;
    const normalized = normalizeFinding(raw, { ...options, region: named.region });
    if (normalized.kind === 'record') found.set(id, normalized);
    else rejected.set(id, normalized.item);
  }
  return { found, rejected };
}

export interface PageOfFindings {
  readonly records: readonly IncidentRecord[];
  readonly read: readonly ReadFinding[];
  readonly rejected: readonly RejectedItem[];
}

/** The findings of one page of a listing. Throws SourceError `malformed` when none of several can be read: then the answer is wrong. */
export async function readPage(
  session: Session,
  { ids, ...listed }: Omit<Named, 'ids'> & { readonly ids: readonly unknown[] },
  options: ReadOptions,
): Promise<PageOfFindings> {
  const sound = ids.filter(isFindingID);
  const { found, rejected } = await readFindings(session, { ...listed, ids: sound }, options);
  const { region } = listed;
  const items: RejectedItem[] = ids.filter((id) => !isFindingID(id)).map(() => NOT_AN_ID);
  for (const id of new Set(sound)) {
    if (!found.has(id)) items.push(rejected.get(id) ?? missing(externalIDOf({ region, id })));
  }
  const [first] = items;
  if (first !== undefined && found.size === 0 && items.length > 1) {
    const message = `list findings in ${region}: none of ${ids.length} findings can be read (${first.reason}, ${first.detail}): AWS's answer has changed`;
    throw new SourceError('malformed', message);
  }
  const read = [...found.values()];
  return { read, records: read.map(({ record }) => record), rejected: items };
}

const NOT_AN_ID: RejectedItem = { reason: 'InvalidID', detail: '/FindingIds: not an id of GuardDuty' };

/** It may have ended between two requests. The next sync looks it up. */
function missing(externalID: string): RejectedItem {
  return { reason: 'MissingField', externalID, detail: 'finding: listed, and not among the findings' };
}
