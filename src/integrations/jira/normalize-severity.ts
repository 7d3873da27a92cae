// The severity of an issue, from the field that the spec names and from Jira's priorities. Pure.

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { severityOf, type SeverityHint, type SeverityMap, type SeverityVerdict } from '../kit/severity.ts';
import { memberOf, type RawIssue } from './schema.ts';

/** Jira's priorities of today, and those of older sites. */
const NAMES: Readonly<Record<string, Severity>> = {
  highest: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  lowest: 'Low',
  blocker: 'Critical',
  critical: 'Critical',
  major: 'High',
  minor: 'Low',
  trivial: 'Low',
  info: 'Info',
};

/** The spec's map goes first, for the field and then for the priority. Without a value in the field, the priority counts. */
export function issueSeverity(raw: RawIssue, map: SeverityMap, severityField: string | undefined): SeverityVerdict {
  const named: SeverityHint[] =
    severityField === undefined ? [] : [hint(valueOf(memberOf(raw.fields, severityField)), severityField)];
  return severityOf([...named, hint(raw.fields.priority?.name)], map);
}

function hint(value: string | null | undefined, field?: string): SeverityHint {
  return { value, names: NAMES, field };
}

/** The text of a field: itself, an option's `value`, or the `name` of what it refers to. A list counts by its first item. */
function valueOf(field: unknown): string | undefined {
  if (Array.isArray(field)) return valueOf(field[0]);
  const value = memberOf(field, 'value') ?? memberOf(field, 'name') ?? field;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
