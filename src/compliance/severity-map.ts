// What of a source's severityMap makes severities lower than the usual names of vendors mean. It is allowed, and it is shown: what a map
// lowers may be due later, or never. Pure.

import { SEVERITIES, type Severity } from '../api/v1alpha1/vocabulary.gen.ts';

/** The usual names of severities and priorities, in lower case, at their worst meaning. */
const USUAL: Readonly<Record<string, Severity>> = {
  critical: 'Critical',
  blocker: 'Critical',
  highest: 'Critical',
  p0: 'Critical',
  p1: 'Critical',
  sev0: 'Critical',
  sev1: 'Critical',
  high: 'High',
  major: 'High',
  p2: 'High',
  sev2: 'High',
  medium: 'Medium',
  moderate: 'Medium',
  p3: 'Medium',
  sev3: 'Medium',
  low: 'Low',
  minor: 'Low',
  p4: 'Low',
  sev4: 'Low',
};

type Mapping = { readonly from: string; readonly to: Severity };

/** The entries that map a usual name to less than it means. */
export function loweredBy(map: readonly Mapping[] = []): readonly Mapping[] {
  return map.filter(({ from, to }) => {
    const name = from.trim().toLowerCase();
    const usual = Object.hasOwn(USUAL, name) ? USUAL[name] : undefined;
    return usual !== undefined && SEVERITIES.indexOf(to) > SEVERITIES.indexOf(usual);
  });
}
