// SourceHealthy: a source is ready and its last listing was complete. That its data is fresh as well is not judged here: time
// passes for all subjects of a check alike, so freshness.ts and check-result.ts do it once per check.

import type { SourceRow, Verdict } from '../verdict.ts';
import { noParameters, sourceCheck } from './check-type.ts';
import type { SourceVerdict } from './check-type.ts';

const reasons = {
  SourceHealthy: 'The source is ready and its last listing was complete.',
  SourceNotReady: "The source's condition Ready is False; its reason says why.",
  SourceNotComplete: "The source's condition Complete is False: something that should have been read was not.",
  SourceNotJudged: 'The source has not said yet whether it is ready and complete.',
} as const;

const PASSING: Verdict = Object.freeze({ result: 'Passing', reason: 'SourceHealthy' });

/** What is known to be wrong counts before what is not known. */
export const sourceHealthyVerdict: SourceVerdict = ({ row }) => {
  if (row.ready === 'False') return since('Failing', 'SourceNotReady', row.readySince);
  if (row.complete === 'False') return since('Failing', 'SourceNotComplete', row.completeSince);
  if (row.ready === 'Unknown') return since('Unknown', 'SourceNotJudged', row.readySince);
  if (row.complete === 'Unknown') return since('Unknown', 'SourceNotJudged', row.completeSince);
  return PASSING;
};

export const sourceHealthy = sourceCheck({ reasons, parameters: noParameters, verdict: sourceHealthyVerdict });

function since(result: 'Failing' | 'Unknown', reason: keyof typeof reasons, instant: SourceRow['readySince']): Verdict {
  return instant === undefined ? { result, reason } : { result, reason, since: instant };
}
