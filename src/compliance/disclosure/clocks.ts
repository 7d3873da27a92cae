// How the clocks of one obligation run: when each started, and until when it gives time. Pure; which of them counts is up to
// disclosure.ts.

import { earliest, writable } from '../../base/instants.ts';
import type { Calendar } from '../calendar.ts';
import { type Counting, endOfPeriod } from './counting.ts';
import type { Clock } from './policy.ts';

/** What clocks start from. Instants are epoch milliseconds; undefined is not known, or not yet so. */
export interface ClockFacts {
  readonly detectedAt: number;
  readonly resolvedAt: number | undefined;
  readonly awareAt: number | undefined;
  readonly classifiedAt: number | undefined;
}

/** One clock. Both are undefined while it does not run; `until` is the last instant that is on time. */
export interface ClockRun {
  readonly clock: Clock;
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/** The clocks of one obligation, and the calendar of its policy. */
export interface Clocked {
  readonly clocks: readonly Clock[];
  readonly calendar: Calendar;
  readonly counting: Counting;
}

/** The clocks of an obligation, in the order of its policy. `stages`: the obligations that are owed under the policy, by name. */
export function runsOf(
  { clocks, calendar, counting }: Clocked,
  stages: ReadonlyMap<string, { readonly metAt: number | undefined }>,
  facts: ClockFacts,
): readonly ClockRun[] {
  return clocks.map((clock) => {
    const from = startOf(clock, stages, facts);
    return {
      clock,
      from,
      until: from === undefined ? undefined : writable(endOfPeriod(clock.within, from, calendar, counting)),
    };
  });
}

function startOf(
  clock: Clock,
  stages: ReadonlyMap<string, { readonly metAt: number | undefined }>,
  { detectedAt, awareAt, classifiedAt, resolvedAt }: ClockFacts,
): number | undefined {
  switch (clock.start) {
    case 'Detected':
      return detectedAt;
    case 'Aware':
      return awareAt ?? detectedAt;
    case 'Classified':
      return classifiedAt;
    case 'Resolved':
      return resolvedAt;
    case 'Disclosed':
      return stages.get(clock.of)?.metAt;
  }
}

/**
 * The deadline of an obligation: the earliest of its clocks that run. A clock that had run out before the obligation arose gives way to
 * those that had not (Delegated Regulation (EU) 2025/301, Art. 5(2)); where all had, the latest counts.
 */
export function deadlineOf(runs: readonly ClockRun[], aroseAt: number | undefined): number | undefined {
  const ends = runs.flatMap(({ until }) => (until === undefined ? [] : [until]));
  if (aroseAt === undefined || ends.length === 0) return earliest(ends);
  return earliest(ends.filter((end) => end >= aroseAt)) ?? Math.max(...ends);
}
