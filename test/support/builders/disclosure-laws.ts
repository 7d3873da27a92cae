// Joins under one or several disclosure policies, for tables of what is owed over lost data.

import type { DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { Joins } from '../../../src/compliance/joined-incident.ts';
import { anObligationSpec, disclosureRules } from './policies.ts';

export function under(...specs: ReadonlyArray<Partial<DisclosurePolicySpec>>): Partial<Joins> {
  const rules = specs.map((spec, index) => disclosureRules(spec, { name: `law-${index}` }));
  return { disclosurePolicies: () => rules };
}

export const law = under({});
export const nobody = under({ obligations: [anObligationSpec({ dataType: 'PHI' })] });
/** The second stage counts from the first, which is due 72 hours after becoming aware. */
export const staged = under({
  obligations: [
    anObligationSpec({ name: 'early' }),
    anObligationSpec({ name: 'final', clocks: [{ start: 'Disclosed', of: 'early', within: '30d' }] }),
  ],
});
/** To the authority within 72 hours, to the customers within ten days. */
export const twofold = under({
  obligations: [
    anObligationSpec({ name: 'customers', recipient: 'Customers', clocks: [{ start: 'Aware', within: '10d' }] }),
    anObligationSpec(),
  ],
});
export const undated = under({ obligations: [anObligationSpec({ clocks: [{ start: 'Classified', within: '4h' }] })] });
