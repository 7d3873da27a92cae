// The checks that a source gets by default: their types, severities, control mappings and remediations. A table, and nothing that
// acts on it.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';

export type Defaults = Pick<ComplianceCheckSpec, 'severity' | 'controls' | 'remediation'>;

/** Mappings of the controls that auditors read each check as evidence for; a starting point, no legal advice. */
export const DEFAULTS = {
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
} as const satisfies Partial<Record<ComplianceCheckSpec['type'], unknown>>;

/** The types that a source gets a check of. */
export type DefaultType = keyof typeof DEFAULTS;
