// Compiles a DisclosurePolicy: which incidents it is for, and for each obligation the clocks that may set its deadline. What would
// never fall due, or could not be told when, is refused here with the field and what to write instead. Judges no incident.

import type { DisclosurePolicy, DisclosurePolicySpec } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { allows, compileScope, isInScope, type Place, type Scope } from '../applies-to.ts';
import { compileCalendar, type Calendar } from '../calendar.ts';
import { parseDuration, parsePeriod, type Period } from '../durations.ts';
import type { Counting } from './counting.ts';
import type { ObligationBasis } from './obligation.ts';

type ObligationSpec = DisclosurePolicySpec['obligations'][number];
type ClockSpec = ObligationSpec['clocks'][number];

/** One deadline: a period after an instant. */
export type Clock =
  | { readonly start: Exclude<ClockSpec['start'], 'Disclosed'>; readonly within: Period }
  | { readonly start: 'Disclosed'; readonly of: string; readonly within: Period };

/** Somebody who must be told, and what makes that owed. */
export interface ObligationRule {
  readonly name: string;
  readonly basis: ObligationBasis;
  readonly recipient: string;
  /** The earliest of those that run counts. */
  readonly clocks: readonly Clock[];
}

/** Compiled `appliesTo`; an empty list stands for any. */
export interface DisclosureScope extends Scope {
  readonly severities: readonly string[];
}

/** Where an incident is, and how severe. */
export interface DisclosurePlace extends Place {
  readonly severity: Severity;
}

/** A compiled DisclosurePolicy. */
export interface DisclosureRules {
  readonly name: string;
  readonly generation: number;
  /** Undefined: no server has stored it. */
  readonly uid: string | undefined;
  readonly appliesTo: DisclosureScope;
  readonly assessWithinMs: number;
  readonly calendar: Calendar;
  readonly counting: Counting;
  readonly obligations: readonly ObligationRule[];
  /** What its obligations ask the incident to be classified as, each once. */
  readonly classifications: readonly string[];
  /** Whether a loss of data makes some of its obligations owed: it does unless every one of them hangs on a classification. */
  readonly asksForDataLoss: boolean;
}

type Refused = { readonly ok: false; readonly message: string };

export type CompiledDisclosurePolicy = { readonly ok: true; readonly policy: DisclosureRules } | Refused;

/** How soon after detection it must be known whether data was lost, where nobody says otherwise. */
export const ASSESS_WITHIN_MS = 72 * 3_600_000;

/** Never throws: the message names the field that is wrong and what to write instead. */
export function compileDisclosurePolicy({ metadata, spec }: DisclosurePolicy): CompiledDisclosurePolicy {
  const { assessWithin, counting }: Partial<DisclosurePolicySpec> = spec;
  const assess = assessWithin === undefined ? { ok: true as const, ms: ASSESS_WITHIN_MS } : parseDuration(assessWithin);
  if (!assess.ok) return refused('assessWithin', assess.message);
  const compiled = compileCalendar(spec.calendar);
  if (!compiled.ok) return compiled;
  const parsed = parseObligations(spec.obligations);
  if (!parsed.ok) return parsed;
  const bases = parsed.obligations.map(({ basis }) => basis);
  return {
    ok: true,
    policy: {
      name: metadata.name,
      generation: metadata.generation ?? 0,
      uid: metadata.uid,
      appliesTo: compileDisclosureScope(spec.appliesTo),
      assessWithinMs: assess.ms,
      calendar: compiled.calendar,
      counting: counting ?? 'Exact',
      obligations: parsed.obligations,
      classifications: [...new Set(bases.flatMap((one) => (one.when === 'Classified' ? [one.classification] : [])))],
      asksForDataLoss: bases.length === 0 || bases.some(({ when }) => when === 'DataLoss'),
    },
  };
}

/** The scope of an `appliesTo`; without one every incident is in it. */
export function compileDisclosureScope(appliesTo: DisclosurePolicySpec['appliesTo'] = {}): DisclosureScope {
  return { ...compileScope(appliesTo), severities: appliesTo.severities ?? [] };
}

/** Whether an incident is in the scope. */
export function isInDisclosureScope(scope: DisclosureScope, incident: DisclosurePlace): boolean {
  return isInScope(scope, incident) && allows(scope.severities, incident.severity);
}

function parseObligations(
  specs: readonly ObligationSpec[],
): { readonly ok: true; readonly obligations: readonly ObligationRule[] } | Refused {
  const obligations = new Map<string, ObligationRule>();
  for (const spec of specs) {
    const { name, recipient } = spec;
    if (obligations.has(name)) return refused('obligations', `${name} is there twice; give each a name of its own`);
    const based = parseBasis(spec);
    if (!based.ok) return based;
    const parsed = parseClocks(spec);
    if (!parsed.ok) return parsed;
    obligations.set(name, { name, basis: based.basis, recipient, clocks: parsed.clocks });
  }
  return refusedChain(obligations) ?? { ok: true, obligations: [...obligations.values()] };
}

/** A policy that was never through the API server's defaults need not have `when`. */
function parseBasis({
  name,
  when = 'DataLoss',
  dataType,
  classification,
}: Partial<ObligationSpec>): { readonly ok: true; readonly basis: ObligationBasis } | Refused {
  const field = `obligations[${name}]`;
  if (when === 'DataLoss') {
    if (dataType === undefined) return refused(`${field}.dataType`, 'when DataLoss needs a type of data; * means any');
    if (classification !== undefined) return refused(`${field}.classification`, 'write when: Classified, or remove it');
    return { ok: true, basis: { when, dataType } };
  }
  if (classification === undefined)
    return refused(`${field}.classification`, 'when Classified needs a name, such as NIS2Significant');
  if (dataType !== undefined) return refused(`${field}.dataType`, 'write when: DataLoss, or remove it');
  return { ok: true, basis: { when, classification } };
}

function parseClocks({ name, clocks: specs }: ObligationSpec): { ok: true; clocks: readonly Clock[] } | Refused {
  const field = `obligations[${name}].clocks`;
  if (specs.length === 0)
    return refused(field, 'without a clock there is no deadline; add one, such as {start: Aware, within: 72h}');
  const clocks: Clock[] = [];
  for (const [index, spec] of specs.entries()) {
    const parsed = parseClock(`${field}[${index}]`, spec);
    if (!parsed.ok) return parsed;
    clocks.push(parsed.clock);
  }
  return { ok: true, clocks };
}

function parseClock(field: string, { start, of, within }: ClockSpec): { ok: true; clock: Clock } | Refused {
  const parsed = parsePeriod(within);
  if (!parsed.ok) return refused(`${field}.within`, parsed.message);
  if (start === 'Disclosed') {
    if (of === undefined)
      return refused(`${field}.of`, 'start Disclosed needs the name of the obligation that starts the clock');
    return { ok: true, clock: { start, of, within: parsed.period } };
  }
  if (of !== undefined)
    return refused(`${field}.of`, `only start Disclosed has one; remove it, or write start: Disclosed`);
  return { ok: true, clock: { start, within: parsed.period } };
}

/** A clock that waits for what is not there, or in the end for itself. */
function refusedChain(obligations: ReadonlyMap<string, ObligationRule>): Refused | undefined {
  const sound = new Set<string>();
  const follow = ({ name, clocks }: ObligationRule, path: readonly string[]): Refused | undefined => {
    if (sound.has(name)) return undefined;
    for (const clock of clocks) {
      if (clock.start !== 'Disclosed') continue;
      const found = refusedLink(obligations, [...path, name], clock.of);
      if (found !== undefined) return found;
      const next = obligations.get(clock.of);
      const deeper = next && follow(next, [...path, name]);
      if (deeper !== undefined) return deeper;
    }
    sound.add(name);
    return undefined;
  };
  for (const obligation of obligations.values()) {
    const found = follow(obligation, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

function refusedLink(
  obligations: ReadonlyMap<string, ObligationRule>,
  path: readonly string[],
  of: string,
): Refused | undefined {
  const field = `obligations[${path.at(-1)}].clocks`;
  if (!obligations.has(of)) {
    return refused(
      field,
      `of: ${JSON.stringify(of)} is no obligation of this policy; name one of ${[...obligations.keys()].join(', ')}`,
    );
  }
  if (!path.includes(of)) return undefined;
  const circle = [...path.slice(path.indexOf(of)), of].join(' -> ');
  return refused(
    field,
    `${circle} wait for each other in a circle; start one of them at Detected, Aware, Classified or Resolved`,
  );
}

function refused(field: string, message: string): Refused {
  return { ok: false, message: `${field}: ${message}` };
}
