// SourceHealthy: a source is ready and its last listing was complete. That its data is fresh as well is not judged here: time
// passes for all subjects of a check alike, so freshness.ts and check-result.ts do it once per check.

import { sourceCheck, type SourceVerdict } from '../subjects/source.ts';
import { noParameters } from './check-type.ts';
import { failing, passing, unknown } from './verdicts.ts';

const reasons = {
  SourceHealthy: 'The source is ready and its last listing was complete.',
  SourceNotReady: "The source's condition Ready is False; its reason says why.",
  SourceNotComplete: "The source's condition Complete is False: something that should have been read was not.",
  SourceNotJudged: 'The source has not said yet whether it is ready and complete.',
} as const;

const PASSING = passing('SourceHealthy');

/** What is known to be wrong counts before what is not known. */
export const sourceHealthyVerdict: SourceVerdict = ({ row }) => {
  if (row.ready === 'False') return failing('SourceNotReady', row.readySince);
  if (row.complete === 'False') return failing('SourceNotComplete', row.completeSince);
  if (row.ready === 'Unknown') return unknown('SourceNotJudged', row.readySince);
  if (row.complete === 'Unknown') return unknown('SourceNotJudged', row.completeSince);
  return PASSING;
};

export const sourceHealthy = sourceCheck({
  reasons,
  facts: ({ row }) => [
    conditionFact('Ready', row.ready, row.readyReason),
    conditionFact('Complete', row.complete, row.completeReason),
  ],
  parameters: noParameters,
  verdict: sourceHealthyVerdict,
});

const conditionFact = (type: string, status: string, reason: string | undefined): string =>
  reason === undefined ? `${type} is not known` : `${type} is ${status}: ${reason}`;
