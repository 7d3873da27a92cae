// The severity of an incident, by the spec's map and then by the vendor's own names. Pure. Never guesses low: a value that no mapping
// covers is High and reported.

import { FACT_BOUNDS, toLine } from '../../api/facts.ts';
import { SEVERITIES, type Severity } from '../../api/v1alpha1/vocabulary.gen.ts';

/** `IncidentSource.spec.severityMap`. */
export type SeverityMap = ReadonlyArray<{ readonly from: string; readonly to: Severity }>;

/** A vendor's value for severity or priority, and the meaning of its usual names (in lower case). */
export interface SeverityHint {
  /** Null or undefined: this incident has none. */
  readonly value: string | null | undefined;
  readonly names: Readonly<Record<string, Severity>>;
  /** What the spec names to find the value: a field, an expression. Undefined: the provider has one place for it. */
  readonly field?: string | undefined;
}

/** What a vendor itself says of a severity, before the spec's map; becomes `Incident.spec.sourceSeverity`. */
export interface SourceSeverity {
  readonly value: string;
  readonly field?: string;
}

export interface SeverityVerdict {
  readonly severity: Severity;
  /** The vendor's value when no mapping covers it. */
  readonly unmapped?: string;
  /** What the vendor's own value means, where the spec's map makes it less. */
  readonly ownSeverity?: Severity;
  /** Undefined: the vendor says nothing of it. */
  readonly sourceSeverity?: SourceSeverity;
}

/**
 * The spec's map decides, asked with each hint in turn. Then the first hint that has a value, by its usual names. Without any value
 * the severity is High.
 */
export function severityOf(hints: readonly SeverityHint[], map: SeverityMap): SeverityVerdict {
  return { ...mappedOf(hints, map), ...statedBy(hints) };
}

function mappedOf(hints: readonly SeverityHint[], map: SeverityMap): SeverityVerdict {
  for (const { value } of hints) {
    const mapped = mappedBy(map, value);
    if (mapped !== undefined) return { severity: mapped, ...loweredFrom(ownOf(hints), mapped) };
  }
  return ownOf(hints);
}

/** All the values that a map may be asked with, as one text. It does not depend on the map. */
export function statedBy(
  hints: ReadonlyArray<Pick<SeverityHint, 'value' | 'field'>>,
): Pick<SeverityVerdict, 'sourceSeverity'> {
  const values = hints.flatMap(({ value }) => (typeof value === 'string' && value.trim() !== '' ? [value] : []));
  const value = toLine(values.join(' / '), FACT_BOUNDS.sourceSeverity);
  if (value === '') return {};
  const field = toLine(hints.find((hint) => hint.field !== undefined)?.field ?? '', FACT_BOUNDS.sourceSeverity);
  return { sourceSeverity: { value, ...(field === '' ? {} : { field }) } };
}

/** By the vendor's usual names alone. */
function ownOf(hints: readonly SeverityHint[]): SeverityVerdict {
  for (const { value, names } of hints) if (typeof value === 'string') return named(names, value);
  return { severity: 'High' };
}

/** What nobody knows the meaning of cannot be lowered: naming it is what the map is for. */
export function loweredFrom(own: SeverityVerdict | undefined, mapped: Severity): Pick<SeverityVerdict, 'ownSeverity'> {
  if (own === undefined || own.unmapped !== undefined) return {};
  return SEVERITIES.indexOf(mapped) > SEVERITIES.indexOf(own.severity) ? { ownSeverity: own.severity } : {};
}

function mappedBy(map: SeverityMap, value: string | null | undefined): Severity | undefined {
  if (typeof value !== 'string') return undefined;
  const exact = map.find(({ from }) => from === value);
  return (exact ?? map.find(({ from }) => foldCase(from) === foldCase(value)))?.to;
}

function named(names: SeverityHint['names'], value: string): SeverityVerdict {
  const name = foldCase(value);
  const severity = Object.hasOwn(names, name) ? names[name] : undefined;
  if (severity !== undefined) return { severity };
  return { severity: 'High', unmapped: toLine(value, FACT_BOUNDS.severityValue) };
}

function foldCase(value: string): string {
  return value.trim().toLowerCase();
}
