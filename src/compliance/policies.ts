// The policies of the cluster as the clocks need them: compiled once per generation, chosen per incident. One that cannot be
// compiled, or that is named and missing, is a value with a reason: nothing is judged by another policy in its place.

import type { DisclosurePolicy as DisclosurePolicyObject } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicy as SlaPolicyObject } from '../api/v1alpha1/slapolicy.gen.ts';
import { compileScope, isInScope, type Place, type Scope } from './applies-to.ts';
import { compileDisclosurePolicy } from './disclosure.ts';
import type { DisclosureRules } from './disclosure.ts';
import { compileSlaPolicy, slaPolicyFor } from './sla.ts';
import type { SlaPolicy } from './sla.ts';

/** What an incident is judged by. */
export type SlaChoice =
  | { readonly ok: true; readonly policy: SlaPolicy }
  | { readonly ok: false; readonly reason: 'PolicyMissing' | 'PolicyInvalid'; readonly name: string };

/** Until when somebody has to take an incident on and to resolve it, and who says so. Epoch milliseconds. */
export type SlaTerms =
  | {
      readonly ok: true;
      readonly policy: string;
      readonly generation: number;
      /** Undefined: the policy has no target for the severity. */
      readonly acknowledgeBy: number | undefined;
      readonly resolveBy: number | undefined;
    }
  | Extract<SlaChoice, { ok: false }>;

export type Compiled<Policy> =
  { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly message: string };

/** A policy that cannot be compiled, and where it would have applied. */
interface Invalid {
  readonly name: string;
  readonly scope: Scope;
}

export class Policies {
  readonly #sla = new Map<string, Compiled<SlaPolicy>>();
  readonly #disclosure = new Map<string, Compiled<DisclosureRules>>();
  #slaPolicies: readonly SlaPolicy[] = [];
  #disclosurePolicies: readonly DisclosureRules[] = [];
  readonly #invalidSla = new Map<string, Invalid>();
  readonly #invalidDisclosure = new Map<string, Invalid>();

  /** An SLAPolicy came, changed, or went (`object` undefined). */
  setSla(name: string, object: SlaPolicyObject | undefined): void {
    put(this.#sla, name, object && compileSlaPolicy(object));
    note(this.#invalidSla, name, this.#sla.get(name)?.ok === false ? object?.spec : undefined);
    this.#slaPolicies = valid(this.#sla);
  }

  /** A DisclosurePolicy came, changed, or went (`object` undefined). */
  setDisclosure(name: string, object: DisclosurePolicyObject | undefined): void {
    put(this.#disclosure, name, object && compileDisclosurePolicy(object));
    note(this.#invalidDisclosure, name, this.#disclosure.get(name)?.ok === false ? object?.spec : undefined);
    this.#disclosurePolicies = valid(this.#disclosure);
  }

  /** The policy that an incident's source names, else the one that applies to it. */
  slaFor(incident: Place, named?: string): SlaChoice {
    if (named === undefined) {
      const invalid = applying(this.#invalidSla, incident);
      if (invalid !== undefined) return { ok: false, reason: 'PolicyInvalid', name: invalid };
      return { ok: true, policy: slaPolicyFor(this.#slaPolicies, incident) };
    }
    const compiled = this.#sla.get(named);
    if (compiled === undefined) return { ok: false, reason: 'PolicyMissing', name: named };
    return compiled.ok ? compiled : { ok: false, reason: 'PolicyInvalid', name: named };
  }

  get slaPolicies(): readonly SlaPolicy[] {
    return this.#slaPolicies;
  }

  /** Those that could be compiled. */
  get disclosurePolicies(): readonly DisclosureRules[] {
    return this.#disclosurePolicies;
  }

  /** The name of a DisclosurePolicy that would apply and cannot be compiled: what it asks for is not known. */
  invalidDisclosureFor(incident: Place): string | undefined {
    return applying(this.#invalidDisclosure, incident);
  }

  /** What became of compiling a policy; undefined for one that is not here. */
  compiledSla(name: string): Compiled<SlaPolicy> | undefined {
    return this.#sla.get(name);
  }

  compiledDisclosure(name: string): Compiled<DisclosureRules> | undefined {
    return this.#disclosure.get(name);
  }
}

function put<Policy>(policies: Map<string, Policy>, name: string, policy: Policy | undefined): void {
  if (policy === undefined) policies.delete(name);
  else policies.set(name, policy);
}

function note(
  invalid: Map<string, Invalid>,
  name: string,
  spec: { readonly appliesTo?: Partial<Scope> } | undefined,
): void {
  put(invalid, name, spec && { name, scope: compileScope(spec.appliesTo ?? {}) });
}

function valid<Policy>(compiled: ReadonlyMap<string, Compiled<Policy>>): Policy[] {
  return [...compiled.values()].flatMap((one) => (one.ok ? [one.policy] : []));
}

/** The first of the invalid ones that the incident is in the scope of. */
function applying(invalid: ReadonlyMap<string, Invalid>, incident: Place): string | undefined {
  return invalid.values().find(({ scope }) => isInScope(scope, incident))?.name;
}
