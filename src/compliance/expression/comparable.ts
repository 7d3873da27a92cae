// Whether a comparison of two CEL values means anything. In CEL, values of different types are unequal, so that `!=` and `!(x in list)`
// would be true only because the types differ; and an empty value differs from every other, so that `!=` would be true without content.

import { type CelValue, celType, isCelList, isCelMap, isCelUint } from '@bufbuild/cel';

import { EmptyInputError } from './faults.ts';

/** Throws unless a comparison of the two means something. */
export function assertComparable(one: CelValue, other: CelValue): void {
  assertAlike(one, other);
  if (isEmpty(one) || isEmpty(other)) throw new EmptyInputError('something empty is compared; ask for its size()');
}

/** Whether a list, a map or a text is empty. */
export function isEmpty(value: CelValue): boolean {
  return value === '' || ((isCelList(value) || isCelMap(value)) && value.size === 0);
}

/** Throws for values of different types, at any depth where both have something. */
export function assertAlike(one: CelValue, other: CelValue): void {
  const kinds = [kindOf(one), kindOf(other)];
  if (kinds[0] !== kinds[1]) throw new Error(`cannot compare ${kinds.join(' with ')}`);
  if (Number.isNaN(one) || Number.isNaN(other)) throw new Error('cannot compare what is not a number');
  for (const [inside, counterpart] of counterparts(one, other)) assertAlike(inside, counterpart);
}

/** The values at the same place of two lists or maps. Lists of different lengths differ anyway. */
function counterparts(one: CelValue, other: CelValue): Array<[CelValue, CelValue]> {
  if (isCelList(one) && isCelList(other)) return one.size === other.size ? pairs([...one], [...other]) : [];
  if (!isCelMap(one) || !isCelMap(other)) return [];
  const shared = [...one].filter(([key]) => other.has(key));
  return pairs(
    shared.map(([, value]) => value),
    shared.map(([key]) => other.get(key) as CelValue),
  );
}

const pairs = (ones: readonly CelValue[], others: readonly CelValue[]): Array<[CelValue, CelValue]> =>
  ones.map((one, index) => [one, others[index] as CelValue]);

function kindOf(value: CelValue): string {
  return typeof value === 'number' || typeof value === 'bigint' || isCelUint(value) ? 'number' : celType(value).name;
}
