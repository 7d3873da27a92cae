// Every check type that this program judges, by its name in `spec.type`. One that is in the CRD and not here makes its
// checks Stalled with the reason UnknownType: it is never judged as something else.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { RegisteredSubjectKind } from '../subjects/registry.ts';
import type { SubjectKind } from '../subjects/subject-kind.ts';
import type { CheckType } from './check-type.ts';
import { accessRemoved } from './access-removed.ts';
import { accessReviewed } from './access-reviewed.ts';
import { accessRuleDefined } from './access-rule-defined.ts';
import { accessValid } from './access-valid.ts';
import { dataLossReported } from './data-loss-reported.ts';
import { disclosuresMade } from './disclosures-made.ts';
import { evidenceUploaded } from './evidence-uploaded.ts';
import { expression } from './expression.ts';
import { incidentClosed } from './incident-closed.ts';
import { resolutionOnTime } from './resolution-on-time.ts';
import { responseOnTime } from './response-on-time.ts';
import { reviewComplete } from './review-complete.ts';
import { sourceHealthy } from './source-healthy.ts';
import { userIdentified } from './user-identified.ts';

export type CheckTypeName = ComplianceCheckSpec['type'];

type TypeOver<SubjectKinds> =
  SubjectKinds extends SubjectKind<infer Kind, infer Row, infer Subject> ? CheckType<Kind, Row, Subject> : never;

/** A check type over one of the registered kinds of subjects. */
export type AnyCheckType = TypeOver<RegisteredSubjectKind>;

export const checkTypes = {
  IncidentClosed: incidentClosed,
  ResponseOnTime: responseOnTime,
  ResolutionOnTime: resolutionOnTime,
  DataLossReported: dataLossReported,
  DisclosuresMade: disclosuresMade,
  EvidenceUploaded: evidenceUploaded,
  ReviewComplete: reviewComplete,
  Expression: expression,
  SourceHealthy: sourceHealthy,
  AccessRemoved: accessRemoved,
  UserIdentified: userIdentified,
  AccessValid: accessValid,
  AccessRuleDefined: accessRuleDefined,
  AccessReviewed: accessReviewed,
} as const satisfies Readonly<Partial<Record<CheckTypeName, AnyCheckType>>>;

/** The type of a name; undefined for one that a newer CRD may have and this program has not. */
export function findCheckType(name: string): AnyCheckType | undefined {
  return Object.hasOwn(checkTypes, name) ? checkTypes[name as keyof typeof checkTypes] : undefined;
}
