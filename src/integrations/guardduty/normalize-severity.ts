// The severity of a finding: GuardDuty's number, and the names that its console gives the ranges. Pure.
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { severityOf, type SeverityMap, type SeverityVerdict } from '../kit/severity.ts';

/** The lowest number of each range. GuardDuty gives no number below 1. */
const FLOORS = { Critical: 9, High: 7, Medium: 4, Low: 1 } as const satisfies Partial<Record<Severity, number>>;
const MAX = 10;

const NAMES = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' } as const;

export type MinSeverity = keyof typeof FLOORS;

/** The lowest number that counts as `severity`. */
export function floorOf(severity: MinSeverity): number {
  return FLOORS[severity];
}

/** The spec's map is asked with the number (`8`), then with the range's name (`High`). A number outside the ranges is High and reported. */
export function findingSeverity(severity: number, map: SeverityMap): SeverityVerdict {
  const [name] = Object.entries(FLOORS).find(([, floor]) => severity >= floor && severity <= MAX) ?? [];
  const number = { value: String(severity), names: {} };
  return severityOf(name === undefined ? [number] : [{ value: name, names: NAMES }, number], map);
}
