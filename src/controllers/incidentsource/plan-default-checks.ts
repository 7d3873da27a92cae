// The checks that a source gets when they are absent: made once, never changed afterwards, so that a person's edit stands. Pure.

import { apiVersionOf } from '../../api/meta.ts';
import { COMPLIANCE_CHECK } from '../../api/kinds.ts';
import { defaultCheckName } from '../../api/names.ts';
import type { ComplianceCheck, ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { LABELS } from './plan-record.ts';

type CheckType = ComplianceCheckSpec['type'];
type Defaults = Pick<ComplianceCheckSpec, 'severity' | 'controls' | 'remediation'>;

/** Mappings of the controls that auditors read each check as evidence for; a starting point, no legal advice. */
const DEFAULTS = {
  IncidentClosed: {
    severity: 'High',
    controls: [
      { framework: 'SOC2', id: 'CC7.4' },
      { framework: 'ISO27001', id: 'A.5.26' },
      { framework: 'PCI-DSS', id: '12.10' },
      { framework: 'HIPAA', id: '164.308(a)(6)' },
    ],
    remediation: 'Work the incident in its source until it is resolved there.',
  },
  SourceHealthy: {
    severity: 'High',
    controls: [
      { framework: 'SOC2', id: 'CC7.2' },
      { framework: 'ISO27001', id: 'A.8.16' },
      { framework: 'PCI-DSS', id: '10.7' },
    ],
    remediation: "Read the source's conditions: kubectl describe isrc NAME.",
  },
} as const satisfies Partial<Record<CheckType, unknown>>;

/** The types that a source gets a check of. */
export type DefaultType = keyof typeof DEFAULTS;

const DEFAULT_TYPES = Object.keys(DEFAULTS) as readonly DefaultType[];

/** The default checks that a source should have and has not. `exists` is asked with `namespace/name`. */
export function missingDefaultChecks(source: IncidentSource, exists: (key: string) => boolean): DefaultType[] {
  if (source.spec.defaultChecks === 'Disabled') return [];
  const { namespace = '', name } = source.metadata;
  return DEFAULT_TYPES.filter((type) => !exists(`${namespace}/${defaultCheckName(name, type)}`));
}

export function defaultCheck(source: IncidentSource, type: DefaultType): ComplianceCheck {
  const { namespace = '', name } = source.metadata;
  const defaults: Defaults = structuredClone(DEFAULTS[type]) as unknown as Defaults;
  return {
    apiVersion: apiVersionOf(COMPLIANCE_CHECK) as ComplianceCheck['apiVersion'],
    kind: 'ComplianceCheck',
    metadata: { namespace, name: defaultCheckName(name, type), labels: { [LABELS.source]: name } },
    spec: { type, selector: { sourceRefs: [{ name }] }, ...defaults },
  };
}
