// What a judge is given. Types only.

import type { Clock } from '../base/clock.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { CompileResult } from '../compliance/checks/compile.ts';
import type { Freshness } from '../compliance/freshness.ts';
import type { AnySubjectKind } from '../compliance/subjects/subject-kind.ts';
import type { Listers } from './stores.ts';

export interface JudgeOptions {
  readonly caches: Listers;
  readonly freshness: Freshness;
  readonly clock: Clock;
  /** What is seen is recorded at once: a resolution without a date counts from the time when it is first seen. */
  readonly isOnRecord?: boolean;
  /** The kinds of subjects that are judged; the registered ones by default. */
  readonly kinds?: readonly AnySubjectKind[];
  /** Compiles a check; by the registered check types by default. */
  readonly compile?: (object: ComplianceCheck) => CompileResult;
}
