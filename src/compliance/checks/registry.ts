// Every check type that this program judges, by its name in `spec.type`. One that is in the CRD and not here makes its
// checks Stalled with the reason UnknownType: it is never judged as something else.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { CheckType, IncidentSubject, SourceSubject } from './check-type.ts';
import { dataLossReported } from './data-loss-reported.ts';
import { evidenceUploaded } from './evidence-uploaded.ts';
import { expression } from './expression.ts';
import { incidentClosed } from './incident-closed.ts';
import { resolutionOnTime } from './resolution-on-time.ts';
import { responseOnTime } from './response-on-time.ts';
import { reviewComplete } from './review-complete.ts';
import { sourceHealthy } from './source-healthy.ts';

export type CheckTypeName = ComplianceCheckSpec['type'];

/** A check type over any kind of subject. Accounts and systems join here. */
export type AnyCheckType = CheckType<'incident', IncidentSubject> | CheckType<'source', SourceSubject>;

export const checkTypes = {
  IncidentClosed: incidentClosed,
  ResponseOnTime: responseOnTime,
  ResolutionOnTime: resolutionOnTime,
  DataLossReported: dataLossReported,
  EvidenceUploaded: evidenceUploaded,
  ReviewComplete: reviewComplete,
  Expression: expression,
  SourceHealthy: sourceHealthy,
} as const satisfies Readonly<Partial<Record<CheckTypeName, AnyCheckType>>>;

/** The type of a name; undefined for one that a newer CRD may have and this program has not. */
export function findCheckType(name: string): AnyCheckType | undefined {
  return Object.hasOwn(checkTypes, name) ? checkTypes[name as keyof typeof checkTypes] : undefined;
}
