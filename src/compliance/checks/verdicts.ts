// Makes verdicts. All have every member, in one order, so that the engine sees one shape: the tally reads millions of them.

import type { Verdict } from '../verdict.ts';

type Instant = number | undefined;

/** Meets the requirement; until `holdsUntil` where time alone ends that. Share it where it says nothing of the subject. */
export function passing(reason: string, holdsUntil?: Instant): Verdict {
  return { result: 'Passing', reason, since: undefined, dueAt: undefined, holdsUntil };
}

/** Misses the requirement since `since`, and with it the deadline `dueAt` where there was one. */
export function failing(reason: string, since: Instant, dueAt?: Instant, holdsUntil?: Instant): Verdict {
  return { result: 'Failing', reason, since, dueAt, holdsUntil };
}

/** Owes something since `since`, in time up to and including `dueAt`; undefined where it is owed without a date. */
export function due(reason: string, since: Instant, dueAt: Instant, holdsUntil = dueAt): Verdict {
  return { result: 'Due', reason, since, dueAt, holdsUntil };
}

/** Cannot be judged, since `since`. */
export function unknown(reason: string, since?: Instant, holdsUntil?: Instant): Verdict {
  return { result: 'Unknown', reason, since, dueAt: undefined, holdsUntil };
}
