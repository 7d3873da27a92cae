// What a CheckException's status depends on: the object, what it covers, and whether admission verifies its names.

import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { type Coverage, type CoveredCheck, type ExceptionSelection, NO_COVERAGE } from '../../compliance/exceptions.ts';
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
  readonly selectionOf: (key: string) => ExceptionSelection;
  /** Checks by `namespace/name`. */
  readonly checkOf: (key: string) => ComplianceCheck | undefined;
  /** Whether the exception may be about accounts that were not read since the start. */
  readonly lacksAccounts: (exception: CheckException) => boolean;
  /** Since when admission verifies the names, epoch milliseconds; undefined where it does not. Throws when that cannot be read. */
  readonly namesVerifiedSince: () => Promise<number | undefined>;
}

export function createObserve({
  exceptions,
  clock,
  coverageOf,
  selectionOf,
  checkOf,
  lacksAccounts,
  namesVerifiedSince,
}: ExceptionDeps) {
  return async function* observe(key: string): AsyncGenerator<ExceptionObservation, void, ApplyReport> {
    if (exceptions.get(key) === undefined) return;
    const since = await namesVerifiedSince();
    // Read after the wait, so that the coverage is that of this version of the object.
    const exception = exceptions.get(key)?.object;
    if (exception === undefined) return;
    yield {
      exception,
      ...((lacksAccounts(exception) && storedFindings(exception)) || {
        coverage: coverageOf(key, clock.now().getTime()),
        selection: selectionOf(key),
      }),
      check: checkNamedBy(exception, checkOf),
      names: verificationOf(exception, since),
    };
  };
}

/** What the status says that it covers, while nobody can tell; undefined where it was computed for another content. */
function storedFindings({
  metadata,
  status,
}: CheckException): Pick<ExceptionObservation, 'coverage' | 'selection'> | undefined {
  if (status?.observedGeneration === undefined || status.observedGeneration !== metadata.generation) return undefined;
  const { applied = 0, wouldBe, covered = [], waiting = 0 } = status;
  return {
    coverage: { ...NO_COVERAGE, applied, wouldBe: { ...NO_COVERAGE.wouldBe, ...wouldBe } },
    selection: { selected: covered, waiting },
  };
}

function checkNamedBy(
  { metadata: { namespace = '' }, spec }: CheckException,
  checkOf: ExceptionDeps['checkOf'],
): CoveredCheck | undefined {
  const check = spec.checkRef && checkOf(`${namespace}/${spec.checkRef.name}`);
  if (check === undefined) return undefined;
  const { uid } = check.metadata;
  return { type: check.spec.type, ...(uid !== undefined && { uid }) };
}

/** Admission sees an object when it is written: it has not seen one that is older than the policy. */
export function verificationOf({ metadata, spec }: CheckException, since: number | undefined): NameVerification {
  if (since === undefined) return 'NotInstalled';
  if (!(Date.parse(metadata.creationTimestamp ?? '') >= since)) return 'WrittenBefore';
  const isSoftware = [spec.requestedBy, spec.approvedBy].some((who) => who?.startsWith('system:serviceaccount:'));
  return isSoftware ? 'Vouched' : 'Verified';
}
