// How bad an incident is, from the account's own names for it. Pure. Never guesses low: what nothing maps is High and reported.

import { FACT_BOUNDS, toLine } from '../../api/facts.ts';
import { type Severity } from '../provider.ts';
import { type RawIncident } from './schema.ts';

export type SeverityMap = ReadonlyArray<{ readonly from: string; readonly to: Severity }>;

export interface SeverityVerdict {
  readonly severity: Severity;
  /** The vendor's value that nothing maps; absent when all is well. */
  readonly unmapped?: string;
}

const PRIORITIES: Readonly<Record<string, Severity>> = {
  p1: 'Critical',
  p2: 'High',
  p3: 'Medium',
  p4: 'Low',
  p5: 'Low',
};
const URGENCIES: Readonly<Record<string, Severity>> = { high: 'High', low: 'Low' };

/**
 * The spec's map of the priority, then of the urgency; then the priority by its usual names; without one the urgency. Priorities
 * are named by the account and belong to some plans only (null elsewhere).
 */
export function severityOf(incident: RawIncident, map: SeverityMap): SeverityVerdict {
  const priority = incident.priority?.summary ?? incident.priority?.name ?? undefined;
  const urgency = incident.urgency ?? undefined;
  const mapped = lookUp(map, priority) ?? lookUp(map, urgency);
  if (mapped !== undefined) return { severity: mapped };
  if (priority !== undefined) return builtIn(PRIORITIES, priority);
  if (urgency !== undefined) return builtIn(URGENCIES, urgency);
  return { severity: 'High' };
}

function lookUp(map: SeverityMap, value: string | undefined): Severity | undefined {
  if (value === undefined) return undefined;
  const exact = map.find(({ from }) => from === value);
  return (exact ?? map.find(({ from }) => foldCase(from) === foldCase(value)))?.to;
}

function builtIn(table: Readonly<Record<string, Severity>>, value: string): SeverityVerdict {
  const name = foldCase(value);
  const severity = Object.hasOwn(table, name) ? table[name] : undefined;
  if (severity !== undefined) return { severity };
  return { severity: 'High', unmapped: toLine(value, FACT_BOUNDS.severityValue) };
}

function foldCase(value: string): string {
  return value.trim().toLowerCase();
}
