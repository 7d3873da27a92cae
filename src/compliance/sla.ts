// SLA policies: which one applies to an incident, and by when it must be acknowledged and resolved. Pure; called at every change of
// an incident. Does not say whether a deadline was met: the checks do.

import type { SLAPolicy, SLAPolicySpec } from '../api/v1alpha1/slapolicy.gen.ts';
import type { Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import { compileScope, isInScope, type Place, type Scope } from './applies-to.ts';
import { addWorkingTime, compileCalendar, type Calendar } from './calendar.ts';
import { durationMs, parseDuration } from './durations.ts';
import { instantOf, writable } from '../base/instants.ts';

/** A period after detection. */
interface Target {
  readonly ms: number;
  /** Whether only working time counts, where there is a calendar: true for `s`, `m` and `h`, while `d` is always 24 hours. */
  readonly working: boolean;
}

interface Targets {
  readonly acknowledge: Target | undefined;
  readonly resolve: Target | undefined;
}

/** Which incidents an SLAPolicy applies to, whether the rest of it can be read or not. */
export interface SlaClaim {
  readonly name: string;
  /** Epoch milliseconds; of several policies the oldest counts. */
  readonly createdAt: number;
  readonly isDefault: boolean;
  /** Undefined: the policy selects no incidents. */
  readonly appliesTo: Scope | undefined;
}

/** A compiled SLAPolicy. */
export interface SlaPolicy extends SlaClaim {
  readonly generation: number;
  /** Undefined for the built-in policy, and for a policy from a file. */
  readonly uid: string | undefined;
  readonly targets: ReadonlyMap<Severity, Targets>;
  /** Undefined: around the clock. */
  readonly calendar: Calendar | undefined;
}

/** Deadlines in epoch milliseconds, each including that instant. Undefined where the severity has no such target. */
export interface SlaDeadlines {
  readonly acknowledgeBy: number | undefined;
  readonly resolveBy: number | undefined;
}

export type CompiledSlaPolicy =
  { readonly ok: true; readonly policy: SlaPolicy } | { readonly ok: false; readonly message: string };

/** In working weeks. A calendar could not count more before its last date. */
const MAX_WORKING_WEEKS = 100 * 52;

/** The policy where no other matches: acknowledge within 15 minutes to a day, resolve within a day to 90 days. */
export const BUILT_IN_SLA: SlaPolicy = {
  name: 'built-in',
  generation: 0,
  uid: undefined,
  createdAt: 0,
  isDefault: false,
  appliesTo: undefined,
  targets: new Map([
    ['Critical', builtIn('15m', '1d')],
    ['High', builtIn('1h', '7d')],
    ['Medium', builtIn('4h', '30d')],
    ['Low', builtIn('24h', '90d')],
  ]),
  calendar: undefined,
};

/** Never throws: the message names the field that is wrong and what to write instead. */
export function compileSlaPolicy({ metadata, spec }: SLAPolicy): CompiledSlaPolicy {
  const compiled = spec.calendar === undefined ? undefined : compileCalendar(spec.calendar);
  if (compiled?.ok === false) return compiled;
  const calendar = compiled?.calendar;
  const parsed = parseTargets(spec.targets, calendar);
  if (!parsed.ok) return parsed;
  return {
    ok: true,
    policy: {
      ...slaClaim({ metadata, spec }),
      generation: metadata.generation ?? 0,
      uid: metadata.uid,
      targets: parsed.targets,
      calendar,
    },
  };
}

/** Which incidents a policy applies to. */
export function slaClaim({ metadata, spec }: Pick<SLAPolicy, 'metadata' | 'spec'>): SlaClaim {
  return {
    name: metadata.name,
    createdAt: instantOf(metadata.creationTimestamp) ?? 0,
    isDefault: spec.default === true,
    appliesTo: spec.appliesTo && compileScope(spec.appliesTo),
  };
}

/**
 * The policy of an incident whose source names none: one that selects it; else the default; else one that neither selects nor is
 * the default; else, as undefined, the built-in one. Of several the oldest, then the first by name.
 */
export function claimant<Claim extends SlaClaim>(claims: readonly Claim[], place: Place): Claim | undefined {
  return (
    oldest(claims, ({ appliesTo }) => appliesTo !== undefined && isInScope(appliesTo, place)) ?? generalClaimant(claims)
  );
}

/** The policy for incidents that no policy selects. Undefined for the built-in policy. */
export function generalClaimant<Claim extends SlaClaim>(claims: readonly Claim[]): Claim | undefined {
  return oldest(claims, ({ isDefault }) => isDefault) ?? oldest(claims, ({ appliesTo }) => appliesTo === undefined);
}

/** The deadlines of an incident under a policy. */
export function slaDeadlines(policy: SlaPolicy, severity: Severity, detectedAt: number): SlaDeadlines {
  const targets = policy.targets.get(severity);
  return {
    acknowledgeBy: deadline(policy.calendar, targets?.acknowledge, detectedAt),
    resolveBy: deadline(policy.calendar, targets?.resolve, detectedAt),
  };
}

function deadline(calendar: Calendar | undefined, target: Target | undefined, detectedAt: number): number | undefined {
  if (target === undefined) return undefined;
  const counted = target.working && calendar !== undefined;
  const by = counted ? addWorkingTime(calendar, detectedAt, target.ms) : detectedAt + target.ms;
  return writable(by);
}

function oldest<Claim extends SlaClaim>(
  claims: readonly Claim[],
  isMeant: (claim: Claim) => boolean,
): Claim | undefined {
  let found: Claim | undefined;
  for (const claim of claims) {
    if (isMeant(claim) && (found === undefined || isOlder(claim, found))) found = claim;
  }
  return found;
}

function isOlder(a: SlaClaim, b: SlaClaim): boolean {
  return a.createdAt === b.createdAt ? a.name < b.name : a.createdAt < b.createdAt;
}

function parseTargets(
  specs: SLAPolicySpec['targets'],
  calendar: Calendar | undefined,
): { ok: true; targets: ReadonlyMap<Severity, Targets> } | { ok: false; message: string } {
  const targets = new Map<Severity, Targets>();
  for (const { severity, acknowledgeWithin, resolveWithin } of specs) {
    if (targets.has(severity)) {
      return { ok: false, message: `targets: ${severity} is there twice; keep one entry per severity` };
    }
    const acknowledge = parseTarget(`targets[${severity}].acknowledgeWithin`, acknowledgeWithin, calendar);
    if (!acknowledge.ok) return acknowledge;
    const resolve = parseTarget(`targets[${severity}].resolveWithin`, resolveWithin, calendar);
    if (!resolve.ok) return resolve;
    targets.set(severity, { acknowledge: acknowledge.target, resolve: resolve.target });
  }
  return { ok: true, targets };
}

function parseTarget(
  field: string,
  text: string | undefined,
  calendar: Calendar | undefined,
): { ok: true; target: Target | undefined } | { ok: false; message: string } {
  if (text === undefined) return { ok: true, target: undefined };
  const parsed = parseDuration(text);
  if (!parsed.ok) return { ok: false, message: `${field}: ${parsed.message}` };
  const working = !text.endsWith('d');
  if (working && calendar !== undefined && parsed.ms > MAX_WORKING_WEEKS * calendar.weekMs) {
    const message = `${field}: ${text} is more than 100 years of this calendar's working time; write days (d), which count around the clock, or longer hours`;
    return { ok: false, message };
  }
  return { ok: true, target: { ms: parsed.ms, working } };
}

function builtIn(acknowledge: string, resolve: string): Targets {
  return {
    acknowledge: { ms: durationMs(acknowledge), working: true },
    resolve: { ms: durationMs(resolve), working: true },
  };
}
