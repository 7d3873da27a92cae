// The policies of the cluster, compiled once per generation and chosen per incident. A policy that cannot be compiled, or that is named
// and does not exist, is a value with a reason: no other policy is used in its place.

import type { DisclosurePolicy as DisclosurePolicyObject } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import type { Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import type { SLAPolicy as SlaPolicyObject } from '../api/v1alpha1/slapolicy.gen.ts';
import type { Place } from './applies-to.ts';
import {
  compileDisclosurePolicy,
  compileDisclosureScope,
  type DisclosurePlace,
  type DisclosureRules,
  type DisclosureScope,
  isInDisclosureScope,
} from './disclosure/policy.ts';
import { BUILT_IN_SLA, claimant, compileSlaPolicy, slaClaim, type SlaClaim, type SlaPolicy } from './sla.ts';

/** What an incident is judged by. */
export type SlaChoice =
  | { readonly ok: true; readonly policy: SlaPolicy }
  | { readonly ok: false; readonly reason: 'PolicyMissing' | 'PolicyInvalid'; readonly name: string };

/** Until when an incident has to be acknowledged and resolved, and by which policy. Epoch milliseconds. */
export interface GivenSla {
  readonly ok: true;
  readonly policy: string;
  readonly generation: number;
  readonly uid: string | undefined;
  /** The severity that they are for; undefined in a status from before it was stored. */
  readonly severity: Severity | undefined;
  /** Undefined: the policy has no target for the severity. */
  readonly acknowledgeBy: number | undefined;
  readonly resolveBy: number | undefined;
}

/** The policy is missing or cannot be read. */
export interface NoSla extends Extract<SlaChoice, { ok: false }> {
  /** The deadlines from before that: what has missed them is known to fail, whatever the policy will say. Undefined: none were stored. */
  readonly onRecord: GivenSla | undefined;
}

export type SlaTerms = GivenSla | NoSla;

export type Compiled<Policy> =
  { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly message: string };

/** A policy that may apply: which incidents it applies to, and the result of compiling it. */
interface SlaCandidate extends SlaClaim {
  readonly compiled: Compiled<SlaPolicy>;
}

/** A DisclosurePolicy that cannot be compiled, and where it would apply. */
interface InvalidDisclosure {
  readonly name: string;
  readonly appliesTo: DisclosureScope;
}

export class Policies {
  readonly #sla = new Map<string, SlaCandidate>();
  readonly #disclosure = new Map<string, Compiled<DisclosureRules>>();
  readonly #invalidDisclosure = new Map<string, InvalidDisclosure>();
  #slaCandidates: readonly SlaCandidate[] = [];
  #disclosurePolicies: readonly DisclosureRules[] = [];

  /** An SLAPolicy came, changed, or went (`object` undefined). */
  setSla(name: string, object: SlaPolicyObject | undefined): void {
    put(this.#sla, name, object && { ...slaClaim(object), compiled: compileSlaPolicy(object) });
    this.#slaCandidates = [...this.#sla.values()];
  }

  /** A DisclosurePolicy came, changed, or went (`object` undefined). */
  setDisclosure(name: string, object: DisclosurePolicyObject | undefined): void {
    const compiled = object && compileDisclosurePolicy(object);
    put(this.#disclosure, name, compiled);
    const invalid = compiled?.ok === false && object !== undefined;
    put(
      this.#invalidDisclosure,
      name,
      invalid ? { name, appliesTo: compileDisclosureScope(object.spec.appliesTo) } : undefined,
    );
    this.#disclosurePolicies = [...this.#disclosure.values()].flatMap((one) => (one.ok ? [one.policy] : []));
  }

  /** The policy that an incident's source names, else the one that applies to it. */
  slaFor(incident: Place, named?: string): SlaChoice {
    const chosen = named === undefined ? claimant(this.#slaCandidates, incident) : this.#sla.get(named);
    if (chosen !== undefined) {
      return chosen.compiled.ok ? chosen.compiled : { ok: false, reason: 'PolicyInvalid', name: chosen.name };
    }
    if (named === undefined) return { ok: true, policy: BUILT_IN_SLA };
    return { ok: false, reason: 'PolicyMissing', name: named };
  }

  /** Which incidents each SLAPolicy applies to, whether it can be compiled or not. */
  get slaClaims(): readonly SlaClaim[] {
    return this.#slaCandidates;
  }

  /** The DisclosurePolicies that could be compiled. */
  get disclosurePolicies(): readonly DisclosureRules[] {
    return this.#disclosurePolicies;
  }

  /** The names of the DisclosurePolicies that would apply and cannot be compiled, so that their obligations are not known. */
  invalidDisclosuresFor(incident: DisclosurePlace): readonly string[] {
    if (this.#invalidDisclosure.size === 0) return NONE;
    return [...this.#invalidDisclosure.values()]
      .filter(({ appliesTo }) => isInDisclosureScope(appliesTo, incident))
      .map(({ name }) => name);
  }

  /** The result of compiling a policy; undefined for one that is not here. */
  compiledSla(name: string): Compiled<SlaPolicy> | undefined {
    return this.#sla.get(name)?.compiled;
  }

  compiledDisclosure(name: string): Compiled<DisclosureRules> | undefined {
    return this.#disclosure.get(name);
  }
}

const NONE: readonly string[] = [];

function put<Policy>(policies: Map<string, Policy>, name: string, policy: Policy | undefined): void {
  if (policy === undefined) policies.delete(name);
  else policies.set(name, policy);
}
