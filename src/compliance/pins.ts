// The deadlines that a resolved incident keeps: those that its stored status has, each with the policy that it was worked out by.
// While an incident is open its deadlines follow the policies; once it is resolved, an edited policy changes nothing of them.

import type { Incident, IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { instantAfter, instantOf, msBetween } from '../base/instants.ts';
import { createInterner, interned, internedOptional } from './intern.ts';
import type { Obligation } from './disclosure/obligation.ts';
import type { SlaTerms } from './policies.ts';

/** The stored deadlines of one incident, and by which policies. Offsets are milliseconds from detection: equal ones are shared. */
export interface Pins {
  readonly sla: SlaPin | undefined;
  readonly obligations: readonly Obligation[];
}

/** An incident that may have stored deadlines. */
interface Pinned {
  readonly detectedAt: number;
  readonly pins: Pins | undefined;
}

/** A policy as it was at some time. One that is deleted and made again under its name has another uid. */
export interface PolicyVersion {
  readonly name: string;
  readonly generation: number;
  readonly uid: string | undefined;
}

interface SlaPin {
  readonly policy: string;
  readonly generation: number;
  readonly uid: string | undefined;
  readonly acknowledgeAfterMs: number | undefined;
  readonly resolveAfterMs: number | undefined;
}

const pins = createInterner<Pins>(1_024);

/** What the stored status pins; undefined where it pins nothing. */
export function pinsOf(status: IncidentStatus | undefined, detectedAt: number): Pins | undefined {
  const deadlines = status?.deadlines;
  if (deadlines === undefined) return undefined;
  const sla = slaPin(deadlines, detectedAt);
  const obligations = (deadlines.disclose ?? []).map(obligation);
  if (obligations.length > 0) return { sla, obligations };
  return sla && pins(Object.values(sla).join('\n'), () => ({ sla, obligations }));
}

/** The stored terms, where they were worked out by another policy than the present one or by another generation of it. */
export function keptSla(
  { pins: kept, detectedAt }: Pinned,
  present: PolicyVersion | undefined,
): Extract<SlaTerms, { ok: true }> | undefined {
  if (kept?.sla === undefined) return undefined;
  const { policy, generation, uid, acknowledgeAfterMs, resolveAfterMs } = kept.sla;
  if (present !== undefined && isSameVersion({ name: policy, generation, uid }, present)) return undefined;
  return {
    ok: true,
    policy,
    generation,
    uid,
    acknowledgeBy: instantAfter(detectedAt, acknowledgeAfterMs),
    resolveBy: instantAfter(detectedAt, resolveAfterMs),
  };
}

/** The stored obligations whose policy, as they were worked out by it, is not there any more: edited, or gone. */
export function keptObligations(
  { pins: kept }: Pick<Pinned, 'pins'>,
  policies: readonly PolicyVersion[],
): readonly Obligation[] {
  if (kept === undefined) return NONE;
  return kept.obligations.filter((one) => !policies.some((policy) => isSameVersion(versionOf(one), policy)));
}

/** The policy that an obligation was worked out by. */
export function versionOf({ policy, policyGeneration, policyUid }: Obligation): PolicyVersion {
  return { name: policy, generation: policyGeneration, uid: policyUid };
}

/** Without the uid of either, in a file for example, the generation has to do. */
export function isSameVersion(one: PolicyVersion, other: PolicyVersion): boolean {
  if (one.name !== other.name || one.generation !== other.generation) return false;
  return one.uid === undefined || other.uid === undefined || one.uid === other.uid;
}

function slaPin(
  { slaPolicy, acknowledgeBy, resolveBy }: NonNullable<IncidentStatus['deadlines']>,
  detectedAt: number,
): SlaPin | undefined {
  if (slaPolicy === undefined) return undefined;
  return {
    policy: interned(slaPolicy.name),
    generation: slaPolicy.generation,
    uid: internedOptional(slaPolicy.uid),
    acknowledgeAfterMs: msBetween(detectedAt, instantOf(acknowledgeBy)),
    resolveAfterMs: msBetween(detectedAt, instantOf(resolveBy)),
  };
}

type StoredObligation = NonNullable<NonNullable<NonNullable<Incident['status']>['deadlines']>['disclose']>[number];

function obligation({
  policy,
  policyGeneration = 0,
  policyUID,
  obligation: name,
  recipient = '',
  dueAt,
  metAt: met,
}: StoredObligation): Obligation {
  return {
    policy: interned(policy),
    policyGeneration,
    policyUid: internedOptional(policyUID),
    name: interned(name),
    recipient: interned(recipient),
    dataType: '*',
    dueAt: instantOf(dueAt),
    metAt: instantOf(met),
  };
}

const NONE: readonly Obligation[] = [];
