// Which incidents have something to write back: their source has it enabled, and their review has a closure with a summary. Reads the
// caches; no request.

import { keyOf } from '../../api/meta.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { ReviewRow } from '../../compliance/reviews/review-row.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { digestOfClosure, writeBackKeys } from '../../compliance/write-back.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';

export interface CandidateDeps {
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  readonly incidents: Lister<IncidentRow>;
  /** The review that counts for an incident. */
  readonly reviewOf: (row: IncidentRow) => ReviewRow | undefined;
}

export interface Candidate {
  readonly row: IncidentRow;
  readonly source: IncidentSource;
  readonly externalID: string;
  readonly review: ReviewRow;
}

/** Undefined where nothing is to be written, or all of it is. */
export function candidateOf({ sources, reviewOf }: CandidateDeps, row: IncidentRow): Candidate | undefined {
  const { namespace, source: name, externalID } = row;
  if (name === undefined || externalID === undefined) return undefined;
  const source = sources.get(`${namespace}/${name}`)?.object;
  if (source?.spec.writeBack !== 'Enabled') return undefined;
  const review = reviewOf(row);
  if (review?.closure?.summary !== true) return undefined;
  const keys = writeBackKeys({ namespace, source: name, externalID, closedAt: review.closure.closedAt });
  if (row.writtenBack === digestOfClosure(keys)) return undefined;
  return { row, source, externalID, review };
}

/** The keys of the candidates: of all sources, or of one. */
export function* candidateKeys(deps: CandidateDeps, of?: IncidentSource): Generator<string, void> {
  const { incidents, sources } = deps;
  const isEnabled = of ? isWrittenTo(of) : [...sources.list()].some(({ object }) => isWrittenTo(object));
  if (!isEnabled) return;
  const rows = of === undefined ? incidents.list() : incidents.inNamespace(of.metadata.namespace ?? '');
  for (const row of rows) {
    if (of !== undefined && row.source !== of.metadata.name) continue;
    if (candidateOf(deps, row) !== undefined) yield keyOf(row);
  }
}

function isWrittenTo({ spec }: IncidentSource): boolean {
  return spec.writeBack === 'Enabled';
}
