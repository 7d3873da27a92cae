// Builders of exceptions for tests: everything has a value, a test names only what it is about.

import type { CheckException, CheckExceptionSpec } from '../../../src/api/v1alpha1/checkexception.gen.ts';
import { compileException, type ExceptionRow } from '../../../src/compliance/exceptions.ts';

/** The spec with the members that are given, and without those that are given as undefined. */
export type SpecChanges = { readonly [Member in keyof CheckExceptionSpec]?: CheckExceptionSpec[Member] | undefined };

/** An approved exception of one incident from every check, until the end of March. */
export function anException(
  spec: SpecChanges = {},
  rest: Partial<Pick<CheckException, 'status'>> & { readonly metadata?: Partial<CheckException['metadata']> } = {},
): CheckException {
  const whole = {
    target: { incidentRef: { name: 'pagerduty-q1-0123456789ab' } },
    covers: 'Approved' as const,
    reason: 'Accepted until the vendor ships the fix.',
    requestedBy: 'ann',
    approvedBy: 'bob',
    expiresAt: '2026-03-31T17:00:00Z',
    ...spec,
  };
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'CheckException',
    ...rest,
    metadata: {
      name: 'accepted',
      namespace: 'team-a',
      uid: 'e1',
      resourceVersion: '9',
      generation: 1,
      ...rest.metadata,
    },
    spec: Object.fromEntries(
      Object.entries(whole).filter(([, value]) => value !== undefined),
    ) as unknown as CheckExceptionSpec,
  };
}

/** Compiles, and fails the test where that is refused. */
export function anExceptionRow(...parts: Parameters<typeof anException>): ExceptionRow {
  const result = compileException(anException(...parts));
  if (!result.ok) throw new Error(result.message);
  return result.exception;
}
