// How bad an incident is, from the account's own names for it. Pure.

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { severityOf, type SeverityMap, type SeverityVerdict } from '../kit/severity.ts';
import { type RawIncident } from './schema.ts';

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
export function incidentSeverity({ priority, urgency }: RawIncident, map: SeverityMap): SeverityVerdict {
  const hints = [
    { value: priority?.summary ?? priority?.name, names: PRIORITIES },
    { value: urgency, names: URGENCIES },
  ];
  return severityOf(hints, map);
}
