// The default checks of a critical system: created when absent and never changed afterwards, so that a person's edits are kept. Pure.

import { apiVersionOf } from '../../api/meta.ts';
import { COMPLIANCE_CHECK } from '../../api/kinds.ts';
import { defaultCheckName } from '../../api/names.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { DEFAULTS, type DefaultType, type Defaults } from './plan-default-table.ts';

const DEFAULT_TYPES = Object.keys(DEFAULTS) as readonly DefaultType[];

/** The default checks that a system should have but does not have. `exists` takes `namespace/name`. */
export function missingDefaultChecks(system: CriticalSystem, exists: (key: string) => boolean): DefaultType[] {
  if (system.spec.defaultChecks === 'Disabled') return [];
  const { namespace = '', name } = system.metadata;
  return DEFAULT_TYPES.filter((type) => !exists(`${namespace}/${defaultCheckName(name, type)}`));
}

export function defaultCheck(system: CriticalSystem, type: DefaultType): ComplianceCheck {
  const { namespace = '', name } = system.metadata;
  const defaults: Defaults = structuredClone(DEFAULTS[type]) as unknown as Defaults;
  return {
    apiVersion: apiVersionOf(COMPLIANCE_CHECK) as ComplianceCheck['apiVersion'],
    kind: 'ComplianceCheck',
    metadata: { namespace, name: defaultCheckName(name, type), labels: { 'docket.dev/system': name } },
    spec: { type, selector: { systemRefs: [{ name }] }, ...defaults },
  };
}
