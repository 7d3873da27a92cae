// Compiles `spec.selector` of a check to a predicate over rows. A member that is absent or empty selects everything; one that
// cannot apply to the check's subjects is an error, as ignoring it would judge more than was asked and matching nothing would pass.

import type { ComplianceCheckSpec } from '../api/v1alpha1/compliancecheck.gen.ts';
import { parseDuration } from './durations.ts';
import type { IncidentRow, SourceRow } from './verdict.ts';

export type Selector = NonNullable<ComplianceCheckSpec['selector']>;

/** A selector over one kind of subject. */
export interface CompiledSelector<Row> {
  /** Everything but the window: depends on the row alone, never on time. */
  readonly selects: (row: Row) => boolean;
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

/** Over incidents; `defaultWindow` stands where the selector has no `detectedWithin`. An incident is of no critical system: `systemRefs` selects none, and one that does not exist is missing. */
export function compileIncidentSelector(selector: Selector = {}, defaultWindow?: string): SelectorResult<IncidentRow> {
  const window = parseWindow(selector.detectedWithin ?? defaultWindow);
  if (!window.ok) return window;
  const sourceNames = namesOf(selector.sourceRefs);
  return {
    ok: true,
    selector: {
      selects: every([
        oneOf(sourceNames, (row: IncidentRow) => row.source),
        oneOf(selector.origins, (row) => row.origin),
        oneOf(selector.severities, (row) => row.severity),
        oneOf(selector.zones, (row) => row.zone),
        oneOf(selector.categories, (row) => row.category),
        carries(selector.matchLabels),
        oneOf(namesOf(selector.systemRefs), () => undefined),
      ]),
      windowMs: window.ms,
      sourceNames,
      zones: selector.zones ?? [],
      systemNames: namesOf(selector.systemRefs),
    },
  };
}

/** Over sources: `sourceRefs`, `zones` and `matchLabels` apply; `systemRefs` as over incidents. */
export function compileSourceSelector(selector: Selector = {}): SelectorResult<SourceRow> {
  const misplaced = refuse(selector, ['origins', 'severities', 'categories', 'detectedWithin'], 'sources');
  if (misplaced !== undefined) return misplaced;
  const sourceNames = namesOf(selector.sourceRefs);
  return {
    ok: true,
    selector: {
      selects: every([
        oneOf(sourceNames, (row: SourceRow) => row.name),
        oneOf(selector.zones, (row) => row.zone),
        carries(selector.matchLabels),
        oneOf(namesOf(selector.systemRefs), () => undefined),
      ]),
      windowMs: undefined,
      sourceNames,
      zones: selector.zones ?? [],
      systemNames: namesOf(selector.systemRefs),
    },
  };
}

type Test<Row> = (row: Row) => boolean;

function namesOf(refs: ReadonlyArray<{ readonly name: string }> = []): string[] {
  return refs.map(({ name }) => name);
}

function refuse(
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

function parseWindow(text: string | undefined): { ok: true; ms: number | undefined } | { ok: false; message: string } {
  if (text === undefined) return { ok: true, ms: undefined };
  const parsed = parseDuration(text);
  return parsed.ok ? parsed : { ok: false, message: `selector.detectedWithin: ${parsed.message}` };
}

/** One of the values; undefined (no test) for an absent or empty list. */
function oneOf<Row>(
  values: readonly string[] | undefined,
  read: (row: Row) => string | undefined,
): Test<Row> | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const only = values[0];
  if (values.length === 1) return (row) => read(row) === only;
  const wanted = new Set<string | undefined>(values);
  return (row) => wanted.has(read(row));
}

function carries(
  labels: Readonly<Record<string, string>> | undefined,
): Test<{ readonly labels: Readonly<Record<string, string>> | undefined }> | undefined {
  const wanted = Object.entries(labels ?? {});
  if (wanted.length === 0) return undefined;
  return (row) => {
    const held = row.labels;
    return held !== undefined && wanted.every(([name, value]) => Object.hasOwn(held, name) && held[name] === value);
  };
}

function every<Row>(candidates: ReadonlyArray<Test<Row> | undefined>): Test<Row> {
  const tests = candidates.filter((test) => test !== undefined);
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (row) => tests.every((test) => test(row));
}
