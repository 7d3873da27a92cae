// Looks findings up by their IDs, 50 with one request: those that left the open set, or that a person deleted here.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetFindings.html

import { SourceError } from '../ports/failure.ts';
import type { Lookup } from '../ports/record.ts';
import { readFindings } from './findings.ts';
import { externalIDOf, refOf } from './normalize-ids.ts';
import { floorOf } from './normalize-severity.ts';
import type { Pulling } from './pull.ts';
import { createFailures } from './regions.ts';
import { PAGE_SIZE } from './session.ts';

/** A region that fails does not stop the others; at the end the SourceError names it. */
export async function* lookUp(
  pulling: Pulling,
  externalIDs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Lookup> {
  signal.throwIfAborted();
  const byRegion = new Map<string, string[]>();
  for (const externalID of externalIDs) {
    const ref = refOf(externalID);
    if (ref === undefined) yield { kind: 'gone', externalID };
    else byRegion.getOrInsertComputed(ref.region, () => []).push(ref.id);
  }
  const failures = createFailures([...byRegion.keys()]);
  for (const [region, ids] of byRegion) {
    try {
      yield* lookUpIn(pulling, { region, ids, signal });
    } catch (error) {
      failures.add(region, error);
    }
  }
  failures.throwAny();
}

interface Wanted {
  readonly region: string;
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
}

async function* lookUpIn(pulling: Pulling, { region, ids, signal }: Wanted): AsyncGenerator<Lookup> {
  const detectorID = await detectorOf(pulling, region, signal);
  for (let start = 0; start < ids.length; start += PAGE_SIZE) {
    const batch = ids.slice(start, start + PAGE_SIZE);
    if (detectorID === undefined) {
      for (const id of batch) yield { kind: 'gone', externalID: externalIDOf({ region, id }) };
      continue;
    }
    const named = { region, detectorID, ids: batch, signal };
    const { found, rejected } = await readFindings(pulling.session, named, pulling.options);
    for (const id of batch) {
      const externalID = externalIDOf({ region, id });
      const [finding, item] = [found.get(id), rejected.get(id)];
      if (finding !== undefined) {
        pulling.noteUnmapped(finding.unmapped);
        yield { kind: 'found', record: finding.record, inScope: isInScope(pulling, region, finding.severity) };
      } else yield item === undefined ? { kind: 'gone', externalID } : { kind: 'rejected', externalID, item };
    }
  }
}

/** A region that the spec does not name any more may have lost its detector: then its findings are gone. */
async function detectorOf(
  { session, regions }: Pulling,
  region: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await session.detector(region, signal);
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'not-found' && !regions.includes(region)) return undefined;
    throw error;
  }
}

function isInScope({ regions, minSeverity }: Pulling, region: string, severity: number): boolean {
  return regions.includes(region) && (minSeverity === undefined || severity >= floorOf(minSeverity));
}
