// The severity of a finding, by the spec's map and then by GitHub's own words. Pure.

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import {
  loweredFrom,
  severityOf,
  statedBy,
  type SeverityHint,
  type SeverityMap,
  type SeverityVerdict,
} from '../kit/severity.ts';
import type { RawAlert, RawAdvisory, RawCodeAlert, RawIssue, RawSecretAlert } from './schema.ts';

const LEVELS: Readonly<Record<string, Severity>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  moderate: 'Medium',
  low: 'Low',
};
/** What a code scanning rule without a security severity says. */
const RULES: Readonly<Record<string, Severity>> = { error: 'High', warning: 'Medium', note: 'Low', none: 'Info' };
/** Labels have no meaning of their own: only those that are a severity, with or without the word before it (`severity: high`, `sev/low`). */
const LABELS: Readonly<Record<string, Severity>> = { ...LEVELS, info: 'Info', informational: 'Info' };
const LABEL_PREFIX = /^(?:sev|severity)\s*[:/_ -]\s*/i;
/** From worst to least: of several labels, the worst counts. */
const WORST_FIRST: readonly Severity[] = ['Critical', 'High', 'Medium', 'Low', 'Info'];

/**
 * The spec's map applied to the labels, then labels that are a severity. Without one it is High. Labels that mean nothing here are not
 * reported, because most of them are about other things.
 */
export function issueSeverity({ labels }: RawIssue, map: SeverityMap): SeverityVerdict {
  const names = (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  const mapped = worst(names.map((value) => severityOf([{ value, names: {} }], map)));
  const named = worst(
    names.map((value) => severityOf([{ value: value.replace(LABEL_PREFIX, ''), names: LABELS }], [])),
  );
  const stated = statedBy(names.toSorted().map((value) => ({ value })));
  const own = { severity: named ?? 'High', ...stated } as const;
  return mapped === undefined ? own : { severity: mapped, ...loweredFrom(own, mapped), ...stated };
}

function worst(verdicts: readonly SeverityVerdict[]): Severity | undefined {
  const known = new Set(verdicts.filter(({ unmapped }) => unmapped === undefined).map(({ severity }) => severity));
  return WORST_FIRST.find((severity) => known.has(severity));
}

export function dependabotSeverity(alert: RawAlert, map: SeverityMap): SeverityVerdict {
  const value = alert.security_vulnerability?.severity ?? alert.security_advisory?.severity;
  return severityOf([{ value, names: LEVELS }], map);
}

export function codeSeverity({ rule }: RawCodeAlert, map: SeverityMap): SeverityVerdict {
  const hints: SeverityHint[] = [
    { value: rule.security_severity_level, names: LEVELS },
    { value: rule.severity, names: RULES },
  ];
  return severityOf(hints, map);
}

/** GitHub gives secrets no severity: one that works, or that everybody can read, is Critical. The map may name the validity or the type. */
export function secretSeverity(alert: RawSecretAlert, map: SeverityMap): SeverityVerdict {
  const hints = [alert.secret_type, alert.validity].map((value) => ({ value, names: {} }));
  const isMapped = hints.some(
    (hint) => typeof hint.value === 'string' && severityOf([hint], map).unmapped === undefined,
  );
  const isWorst = alert.validity === 'active' || alert.publicly_leaked === true;
  const leaked = alert.publicly_leaked === true ? 'publicly leaked' : undefined;
  const stated = statedBy([...hints, { value: leaked }]);
  const own = { severity: isWorst ? 'Critical' : 'High', ...stated } as const;
  if (!isMapped) return own;
  const { severity } = severityOf(hints, map);
  return { severity, ...loweredFrom(own, severity), ...stated };
}

export function advisorySeverity({ severity }: RawAdvisory, map: SeverityMap): SeverityVerdict {
  return severityOf([{ value: severity, names: LEVELS }], map);
}
