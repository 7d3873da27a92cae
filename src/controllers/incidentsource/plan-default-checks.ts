// The default checks of a source: created when absent and never changed afterwards, so that a person's edits are kept. Pure.

import { apiVersionOf } from '../../api/meta.ts';
import { COMPLIANCE_CHECK } from '../../api/kinds.ts';
import { defaultCheckName } from '../../api/names.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { DEFAULTS, type DefaultType, type Defaults } from './plan-default-table.ts';
import { LABELS } from './plan-record.ts';

const DEFAULT_TYPES = Object.keys(DEFAULTS) as readonly DefaultType[];

/** The default checks that a source should have but does not have. `exists` takes `namespace/name`. */
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
