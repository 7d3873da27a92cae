// What mapping an account to a person changes in a StaffRoster. Pure: reads and writes nothing.

import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';

type Mapping = NonNullable<StaffRoster['spec']['identityMappings']>[number];

export type MappingPlan =
  /** It is mapped like that already. */
  | { readonly kind: 'same' }
  /** It is mapped to somebody else, and nobody said to replace that. */
  | { readonly kind: 'taken'; readonly person: string }
  | {
      readonly kind: 'write';
      readonly mappings: readonly Mapping[];
      /** Whom it was mapped to; undefined for a new one. */
      readonly replaced: string | undefined;
    };

/** The CRD's `maxItems`. */
export const MAX_MAPPINGS = 1_000;

/** The list is keyed by the account as it is written, so only that very text is one mapping. */
export function planMapping(
  { spec }: Pick<StaffRoster, 'spec'>,
  { account, person }: Mapping,
  { replace }: { readonly replace: boolean },
): MappingPlan {
  const mappings = spec.identityMappings ?? [];
  const held = mappings.find((each) => each.account === account);
  if (held === undefined) return { kind: 'write', mappings: [...mappings, { account, person }], replaced: undefined };
  if (held.person === person) return { kind: 'same' };
  if (!replace) return { kind: 'taken', person: held.person };
  const changed = mappings.map((each) => (each === held ? { account, person } : each));
  return { kind: 'write', mappings: changed, replaced: held.person };
}
