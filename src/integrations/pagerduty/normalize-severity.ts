// The severity of an incident, from the account's own priorities and urgencies. Pure.

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
 * In this order: the spec's mapping of the priority, the spec's mapping of the urgency, the usual names of priorities, and the urgency
 * when there is no priority. The account names its priorities. Only some plans have them; elsewhere they are null.
 */
export function incidentSeverity({ priority, urgency }: RawIncident, map: SeverityMap): SeverityVerdict {
  const hints = [
    { value: priority?.summary ?? priority?.name, names: PRIORITIES },
    { value: urgency, names: URGENCIES },
  ];
  return severityOf(hints, map);
}
