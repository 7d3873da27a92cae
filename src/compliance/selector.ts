// The parts that `spec.selector` of a check is compiled from. Each kind of subjects (subjects/<kind>.ts) uses those that apply to it. A
// member that is absent or empty selects everything. A member that cannot apply to the check's subjects is an error: ignoring it would
// judge more than was asked, and matching nothing would pass.

import type { ComplianceCheckSpec } from '../api/v1alpha1/compliancecheck.gen.ts';
import { parseDuration } from './durations.ts';

export type Selector = NonNullable<ComplianceCheckSpec['selector']>;

/** A selector over one kind of subject. */
export interface CompiledSelector<Row> {
  /** All members but `detectedWithin`: depends on the row alone, never on time. */
  selects(row: Row): boolean;
  /** `detectedWithin` in milliseconds: a subject is in scope up to and including its detection plus this. */
  readonly windowMs: number | undefined;
  /** The sources that the selector names; empty when it names none. */
  readonly sourceNames: readonly string[];
  /** The zones that it names; empty when it names none. */
  readonly zones: readonly string[];
  /** The critical systems that it names; empty when it names none. */
  readonly systemNames: readonly string[];
}

export type SelectorResult<Row> =
  { readonly ok: true; readonly selector: CompiledSelector<Row> } | { readonly ok: false; readonly message: string };

type Test<Row> = (row: Row) => boolean;

/** The names of a list of references. */
export function namesOf(refs: ReadonlyArray<{ readonly name: string }> = []): string[] {
  return refs.map(({ name }) => name);
}

/** The error for the first of these members that is set; undefined where none is. */
export function refuse(
  selector: Selector,
  members: ReadonlyArray<keyof Selector>,
  subjects: string,
): { ok: false; message: string } | undefined {
  const member = members.find((name) => isSet(selector[name]));
  if (member === undefined) return undefined;
  return {
    ok: false,
    message: `selector.${member} does not apply to a check whose subjects are ${subjects}; remove it, or create a check of another type`,
  };
}

function isSet(value: Selector[keyof Selector]): boolean {
  if (value === undefined) return false;
  return typeof value === 'string' ? true : Object.keys(value).length > 0;
}

/** `detectedWithin` in milliseconds; undefined where it is not set. */
export function parseWindow(
  text: string | undefined,
): { ok: true; ms: number | undefined } | { ok: false; message: string } {
  if (text === undefined) return { ok: true, ms: undefined };
  const parsed = parseDuration(text);
  return parsed.ok ? parsed : { ok: false, message: `selector.detectedWithin: ${parsed.message}` };
}

/** Has one of the values; undefined (no test) for an absent or empty list. */
export function oneOf<Row>(
  values: readonly string[] | undefined,
  read: (row: Row) => string | undefined,
): Test<Row> | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const only = values[0];
  if (values.length === 1) return (row) => read(row) === only;
  const wanted = new Set<string | undefined>(values);
  return (row) => wanted.has(read(row));
}

/** Carries all of the labels; undefined (no test) where none is wanted. */
export function carries(
  labels: Readonly<Record<string, string>> | undefined,
): Test<{ readonly labels: Readonly<Record<string, string>> | undefined }> | undefined {
  const wanted = Object.entries(labels ?? {});
  if (wanted.length === 0) return undefined;
  return (row) => {
    const held = row.labels;
    return held !== undefined && wanted.every(([name, value]) => Object.hasOwn(held, name) && held[name] === value);
  };
}

/** All of the tests hold. */
export function every<Row>(candidates: ReadonlyArray<Test<Row> | undefined>): Test<Row> {
  const tests = candidates.filter((test) => test !== undefined);
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (row) => tests.every((test) => test(row));
}
