// The default checks of a source: their types, severities, control mappings and remediations. Data only; plan-default-checks.ts uses
// it.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';

export type Defaults = Pick<ComplianceCheckSpec, 'severity' | 'controls' | 'remediation'>;

/** The controls that auditors accept each check as evidence for. A starting point, not legal advice. */
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
  ResponseOnTime: {
    severity: 'Medium',
    controls: [
      { framework: 'SOC2', id: 'CC7.3' },
      { framework: 'ISO27001', id: 'A.5.25' },
      { framework: 'PCI-DSS', id: '12.10.5' },
      { framework: 'HIPAA', id: '164.308(a)(6)' },
    ],
    remediation: 'Acknowledge the incident in its source, or say in its IncidentReview when somebody took it on.',
  },
  DataLossReported: {
    severity: 'High',
    controls: [
      { framework: 'SOC2', id: 'P6.6' },
      { framework: 'ISO27001', id: 'A.5.5' },
      { framework: 'GDPR', id: 'Art. 33' },
      { framework: 'GDPR', id: 'Art. 34' },
      { framework: 'HIPAA', id: '164.404' },
      { framework: 'PCI-DSS', id: '12.10.1' },
    ],
    remediation:
      'Say in an IncidentReview whether data was lost (dataLoss.assessment), and add a disclosure for everybody who was told.',
  },
  EvidenceUploaded: {
    severity: 'Medium',
    controls: [
      { framework: 'SOC2', id: 'CC7.4' },
      { framework: 'ISO27001', id: 'A.5.28' },
      { framework: 'PCI-DSS', id: '12.10' },
      { framework: 'HIPAA', id: '164.308(a)(6)' },
    ],
    remediation: 'Attach the evidence to the IncidentReview (spec.evidence).',
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

/** The check types that a source gets a default check for. */
export type DefaultType = keyof typeof DEFAULTS;
