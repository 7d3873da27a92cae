// The controllers by the kind that each looks after: the one list of them. A kind that is followed (judgement/kinds.ts) and has no
// controller here does not compile. Starts none.

import type { KindName } from '../judgement/kinds.ts';
import { exceptionKind } from './checkexception/index.ts';
import { checkKind } from './compliancecheck/index.ts';
import type { KindDescriptor } from './descriptor.ts';
import { disclosurePolicyKind } from './disclosurepolicy/index.ts';
import { incidentKind } from './incident/index.ts';
import { reviewKind } from './incidentreview/index.ts';
import { sourceKind } from './incidentsource/index.ts';
import { slaPolicyKind } from './slapolicy/index.ts';

export const CONTROLLERS: { readonly [Name in KindName]: KindDescriptor } = {
  sources: sourceKind,
  checks: checkKind,
  slaPolicies: slaPolicyKind,
  disclosurePolicies: disclosurePolicyKind,
  exceptions: exceptionKind,
  reviews: reviewKind,
  incidents: incidentKind,
};
