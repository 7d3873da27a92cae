// What a CheckException's status depends on: the object, what it covers, and whether admission vouches for the names in it.

import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import type { Coverage } from '../../compliance/exceptions.ts';
import type { Clock } from '../../base/clock.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import type { NameVerification } from './conditions.ts';
import type { ExceptionObservation } from './plan.ts';

export interface ExceptionDeps {
  readonly exceptions: Lister<ObjectRow<CheckException>>;
  readonly clock: Clock;
  readonly coverageOf: (key: string, nowMs: number) => Coverage;
  /** Since when admission verifies the names, epoch milliseconds; undefined where it does not. Throws where nobody can tell. */
  readonly namesVerifiedSince: () => Promise<number | undefined>;
}

export function createObserve({ exceptions, clock, coverageOf, namesVerifiedSince }: ExceptionDeps) {
  return async function* observe(key: string): AsyncGenerator<ExceptionObservation, void, ApplyReport> {
    if (exceptions.get(key) === undefined) return;
    const since = await namesVerifiedSince();
    // After the wait, so that what is covered is as of this very object.
    const exception = exceptions.get(key)?.object;
    if (exception === undefined) return;
    yield { exception, coverage: coverageOf(key, clock.now().getTime()), names: verificationOf(exception, since) };
  };
}

/** Admission judges what is written: what is older than the policy was never shown to it. */
export function verificationOf({ metadata }: CheckException, since: number | undefined): NameVerification {
  if (since === undefined) return 'NotInstalled';
  return Date.parse(metadata.creationTimestamp ?? '') >= since ? 'Verified' : 'WrittenBefore';
}
