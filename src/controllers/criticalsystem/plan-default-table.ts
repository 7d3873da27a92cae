// The default checks of a critical system: their types, severities, control mappings and remediations. Data only; plan-default-checks.ts
// uses it.

import type { ComplianceCheckSpec } from '../../api/v1alpha1/compliancecheck.gen.ts';

export type Defaults = Pick<ComplianceCheckSpec, 'severity' | 'controls' | 'remediation'>;

/** The controls that auditors accept each check as evidence for. A starting point, not legal advice. */
export const DEFAULTS = {
  AccessRemoved: {
    severity: 'High',
    controls: [
      { framework: 'SOC2', id: 'CC6.2' },
      { framework: 'SOC2', id: 'CC6.3' },
      { framework: 'ISO27001', id: 'A.5.18' },
      { framework: 'PCI-DSS', id: '8.2.5' },
      { framework: 'HIPAA', id: '164.308(a)(3)(ii)(C)' },
    ],
    remediation: 'Remove the account in the system: docket review access SYSTEM shows whose it is.',
  },
  UserIdentified: {
    severity: 'Medium',
    controls: [
      { framework: 'SOC2', id: 'CC6.2' },
      { framework: 'ISO27001', id: 'A.5.16' },
      { framework: 'PCI-DSS', id: '8.2.1' },
      { framework: 'HIPAA', id: '164.312(a)(2)(i)' },
    ],
    remediation:
      'Map the account to its person (docket access map ACCOUNT PERSON), or list it in spec.expectedAccounts with an owner and a reason.',
  },
  AccessValid: {
    severity: 'High',
    controls: [
      { framework: 'SOC2', id: 'CC6.3' },
      { framework: 'ISO27001', id: 'A.5.18' },
      { framework: 'PCI-DSS', id: '7.2.4' },
      { framework: 'HIPAA', id: '164.308(a)(4)' },
    ],
    remediation: 'Remove the account, or correct spec.validAccess of the system or the roles in the roster.',
  },
  AccessRuleDefined: {
    severity: 'Medium',
    controls: [
      { framework: 'SOC2', id: 'CC6.3' },
      { framework: 'ISO27001', id: 'A.5.15' },
      { framework: 'PCI-DSS', id: '7.2.1' },
    ],
    remediation: 'Say in spec.validAccess of the CriticalSystem who may have access.',
  },
  AccessReviewed: {
    severity: 'Medium',
    controls: [
      { framework: 'SOC2', id: 'CC6.3' },
      { framework: 'ISO27001', id: 'A.5.18' },
      { framework: 'PCI-DSS', id: '7.2.4' },
      { framework: 'HIPAA', id: '164.308(a)(4)' },
    ],
    remediation: 'Review the accounts (docket review access SYSTEM), and record it (--record, or spec.lastReview).',
  },
} as const satisfies Partial<Record<ComplianceCheckSpec['type'], unknown>>;

/** The check types that a critical system gets a default check for. */
export type DefaultType = keyof typeof DEFAULTS;
