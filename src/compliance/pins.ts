// The deadlines that a resolved incident keeps: those of its stored status, each with the policy that it was computed by. While an
// incident is open, its deadlines follow the policies. Once it is resolved, an edited policy no longer changes them.

import type { Incident, IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { instantAfter, instantOf, msBetween } from '../base/instants.ts';
import { createInterner, interned, internedOptional } from './intern.ts';
import type { Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import type { Obligation } from './disclosure/obligation.ts';
import type { GivenSla } from './policies.ts';

/** The stored deadlines of one incident, and their policies. Offsets are milliseconds from detection; equal ones are shared. */
export interface Pins {
  readonly sla: SlaPin | undefined;
  readonly obligations: readonly Obligation[];
}

/** An incident that may have stored deadlines. */
interface Pinned {
  readonly detectedAt: number;
  readonly pins: Pins | undefined;
}

/** A version of a policy. A policy that is deleted and created again under its name has another uid. */
export interface PolicyVersion {
  readonly name: string;
  readonly generation: number;
  readonly uid: string | undefined;
}

interface SlaPin {
  /** Undefined in a status from before it was stored. */
  readonly severity: Severity | undefined;
  readonly policy: string;
  readonly generation: number;
  readonly uid: string | undefined;
  readonly acknowledgeAfterMs: number | undefined;
  readonly resolveAfterMs: number | undefined;
}

const pins = createInterner<Pins>(1_024);

/** The deadlines of the stored status; undefined where it has none. */
export function pinsOf(status: IncidentStatus | undefined, detectedAt: number): Pins | undefined {
  const deadlines = status?.deadlines;
  if (deadlines === undefined) return undefined;
  const sla = slaPin(deadlines, detectedAt);
  const obligations = (deadlines.disclose ?? []).map(obligation);
  if (obligations.length > 0) return { sla, obligations };
  return sla && pins(Object.values(sla).join('\n'), () => ({ sla, obligations }));
}

/** The stored SLA deadlines, where they were computed by another version of the policy than the present one, or for another severity. */
export function keptSla(
  { pins: kept, detectedAt, severity }: Pinned & { readonly severity: Severity },
  present: PolicyVersion | undefined,
): GivenSla | undefined {
  if (kept?.sla === undefined) return undefined;
  const { policy, generation, uid } = kept.sla;
  const isSame = present !== undefined && isSameVersion({ name: policy, generation, uid }, present);
  if (isSame && (kept.sla.severity ?? severity) === severity) return undefined;
  return storedSla(kept, detectedAt);
}

/** The stored SLA deadlines as they stand. */
export function storedSla(kept: Pins | undefined, detectedAt: number): GivenSla | undefined {
  if (kept?.sla === undefined) return undefined;
  const { acknowledgeAfterMs, resolveAfterMs, ...terms } = kept.sla;
  return {
    ok: true,
    ...terms,
    acknowledgeBy: instantAfter(detectedAt, acknowledgeAfterMs),
    resolveBy: instantAfter(detectedAt, resolveAfterMs),
  };
}

/** The stored obligations whose policy has since been edited or deleted. */
export function keptObligations(
  { pins: kept }: Pick<Pinned, 'pins'>,
  policies: readonly PolicyVersion[],
): readonly Obligation[] {
  if (kept === undefined) return NONE;
  return kept.obligations.filter((one) => !policies.some((policy) => isSameVersion(versionOf(one), policy)));
}

/** The version of the policy that an obligation was computed by. */
export function versionOf({ policy, policyGeneration, policyUid }: Obligation): PolicyVersion {
  return { name: policy, generation: policyGeneration, uid: policyUid };
}

/** Compares generations alone where one of them has no uid, as in files. */
export function isSameVersion(one: PolicyVersion, other: PolicyVersion): boolean {
  if (one.name !== other.name || one.generation !== other.generation) return false;
  return one.uid === undefined || other.uid === undefined || one.uid === other.uid;
}

function slaPin(
  { slaPolicy, severity, acknowledgeBy, resolveBy }: NonNullable<IncidentStatus['deadlines']>,
  detectedAt: number,
): SlaPin | undefined {
  if (slaPolicy === undefined) return undefined;
  return {
    severity,
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
  classification,
  dueAt,
  metAt: met,
}: StoredObligation): Obligation {
  return {
    policy: interned(policy),
    policyGeneration,
    policyUid: internedOptional(policyUID),
    name: interned(name),
    recipient: interned(recipient),
    basis:
      classification === undefined
        ? { when: 'DataLoss', dataType: '*' }
        : { when: 'Classified', classification: interned(classification) },
    owedFrom: undefined,
    follows: undefined,
    dueAt: instantOf(dueAt),
    metAt: instantOf(met),
  };
}

const NONE: readonly Obligation[] = [];
