// The golden timelines of times that contradict each other: a slip in the year of one fact. Its deadline is the one that it would meet if
// the order of facts did not matter, and the verdict is Unknown before it, at it and after it. 2055-03-01 is a Monday.

import type { GoldenTimeline, GoldenVerdict } from './timeline.ts';

interface Slip {
  readonly name: string;
  readonly because: string;
  readonly type: 'ResponseOnTime' | 'ResolutionOnTime';
  readonly facts: Pick<GoldenTimeline['incident'], 'state'> & Partial<GoldenTimeline['incident']>;
  readonly review?: GoldenTimeline['review'];
  readonly want: GoldenVerdict;
}

/** The built-in targets of High: acknowledged within 1 h, resolved within 7 d. */
const DEADLINES = { ResponseOnTime: '2055-03-01T09:00:00Z', ResolutionOnTime: '2055-03-08T08:00:00Z' } as const;

/** Detected on 2055-03-01 at 08:00. */
const slip = ({ name, because, type, facts, review, want }: Slip): GoldenTimeline => ({
  name,
  because,
  policies: [],
  incident: { title: 'keys in a log', severity: 'High', detectedAt: '2055-03-01T08:00:00Z', ...facts },
  review,
  check: { type, severity: 'High' },
  deadline: DEADLINES[type],
  verdicts: { before: want, at: want, after: want },
});

const unknown = (reason: string): GoldenVerdict => ({ result: 'Unknown', reason });

export const CONTRADICTION_TIMELINES: readonly GoldenTimeline[] = [
  slip({
    name: 'acknowledged a year before it was detected',
    because: 'a time before what it follows cannot meet a deadline',
    type: 'ResponseOnTime',
    facts: { state: 'Triaging', acknowledgedAt: '2054-03-01T10:30:00Z' },
    want: unknown('AcknowledgedBeforeDetected'),
  }),
  slip({
    name: 'resolved a year before it was detected',
    because: 'resolving follows detection, by the record alone',
    type: 'ResolutionOnTime',
    facts: { state: 'Resolved', acknowledgedAt: '2055-03-01T08:30:00Z', resolvedAt: '2054-03-02T08:00:00Z' },
    want: unknown('ResolvedBeforeDetected'),
  }),
  slip({
    name: 'resolved before it was acknowledged',
    because: 'both follow detection, and still one of them is wrong',
    type: 'ResolutionOnTime',
    facts: { state: 'Resolved', acknowledgedAt: '2055-03-01T09:30:00Z', resolvedAt: '2055-03-01T08:10:00Z' },
    want: unknown('ResolvedBeforeAcknowledged'),
  }),
  slip({
    name: 'acknowledged by the review a month before it was detected',
    because: 'what a review says is held to the same order',
    type: 'ResponseOnTime',
    facts: { state: 'Triaging' },
    review: { acknowledgedAt: '2055-02-01T08:10:00Z' },
    want: unknown('AcknowledgedBeforeDetected'),
  }),
  slip({
    name: 'acknowledged four minutes before it was detected',
    because: 'the clocks of two systems may differ by five minutes',
    type: 'ResponseOnTime',
    facts: { state: 'Triaging', acknowledgedAt: '2055-03-01T07:56:00Z' },
    want: { result: 'Passing', reason: 'AllPassing' },
  }),
  slip({
    name: 'a slip in the year that the review corrects',
    because: 'a correction is on record, with the reason why the record is wrong',
    type: 'ResponseOnTime',
    facts: { state: 'Triaging', acknowledgedAt: '2054-03-01T08:30:00Z' },
    review: {
      corrections: [{ time: 'Acknowledged', at: '2055-03-01T08:30:00Z', reason: 'The export had last year in it.' }],
    },
    want: { result: 'Passing', reason: 'AllPassing' },
  }),
];
