// The controllers by the kind that each looks after, and the few besides: the one list of them. A kind that is followed (judgement/kinds.ts) and has no
// controller here does not compile. Starts none.

import type { KindName } from '../judgement/kinds.ts';
import { exceptionKind } from './checkexception/index.ts';
import { checkKind } from './compliancecheck/index.ts';
import { systemKind } from './criticalsystem/index.ts';
import type { ControllerDescriptor, KindDescriptor } from './descriptor.ts';
import { disclosurePolicyKind } from './disclosurepolicy/index.ts';
import { incidentKind } from './incident/index.ts';
import { reviewKind } from './incidentreview/index.ts';
import { deliveryKind, sourceKind } from './incidentsource/index.ts';
import { slaPolicyKind } from './slapolicy/index.ts';
import { reply } from './reply/index.ts';
import { rosterKind } from './staffroster/index.ts';
import { writeBack } from './writeback/index.ts';

export const CONTROLLERS: { readonly [Name in KindName]: KindDescriptor } = {
  sources: sourceKind,
  rosters: rosterKind,
  systems: systemKind,
  deliveries: deliveryKind,
  checks: checkKind,
  slaPolicies: slaPolicyKind,
  disclosurePolicies: disclosurePolicyKind,
  exceptions: exceptionKind,
  reviews: reviewKind,
  incidents: incidentKind,
};

/** Controllers beside those of the kinds, by their names. They look after one aspect of a kind that has its own controller. */
export const FURTHER_CONTROLLERS: Readonly<Record<string, ControllerDescriptor>> = { writeback: writeBack, reply };
