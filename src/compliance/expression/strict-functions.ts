// Functions that fail where the usual ones would give a result only because input is missing: a macro over an empty list, two empty
// values that are equal, a text that contains the empty text. strict-tree.ts puts those with an `@` into a rule. An error is never true,
// and `||` and `&&` ignore it only where the other side decides alone. So a result that is true here rests on input.

import {
  CelScalar,
  celEnv,
  type CelFunc,
  celFunc,
  celMethod,
  celType,
  type CelValue,
  isCelError,
  isCelList,
  isCelMap,
  listType,
  mapType,
} from '@bufbuild/cel';

import { assertAlike, assertComparable, isEmpty } from './comparable.ts';
import { EmptyInputError } from './faults.ts';
import { matches } from './functions.ts';
import { includesText } from './search.ts';

const { BOOL, DOUBLE, DYN, INT, STRING, UINT } = CelScalar;
const LIST = listType(DYN);
const MAP = mapType(DYN, DYN);

const library = celEnv().funcs;

/** Calls the library's own function of that name. */
function plain(name: string, ...args: CelValue[]): CelValue {
  const result = library.find(name)?.call(0, undefined, args);
  if (result === undefined || isCelError(result)) throw new Error(`cannot apply ${name}`);
  return result;
}

const equals = (one: CelValue, other: CelValue): boolean => plain('_==_', one, other) === true;

function textTest(name: string, test: (text: string, argument: string) => boolean): CelFunc {
  return celMethod(name, STRING, [STRING], BOOL, function (argument) {
    if (argument === '') throw new EmptyInputError('every text contains the empty text');
    if (this === '') throw new EmptyInputError('an empty text is searched');
    return test(this, argument);
  });
}

function isIn(value: CelValue, items: readonly CelValue[]): boolean {
  if (items.length === 0) throw new EmptyInputError('something is looked for where nothing is');
  if (items.some((item) => equals(item, value))) return true;
  for (const item of items) assertAlike(item, value);
  return false;
}

function filled(value: CelValue): CelValue {
  if (isEmpty(value)) throw new EmptyInputError('a list, a map or a text has nothing in it');
  return value;
}

function range(value: CelValue): CelValue {
  if (!isCelMap(value) && !isCelList(value)) throw new Error(`cannot go through ${celType(value).name}`);
  return filled(value);
}

/** `has(x.y)` is false where x is no object, and an error where x is empty. */
function object(value: CelValue): CelValue {
  if (!isCelMap(value)) throw new Error(`${celType(value).name} has no fields`);
  return filled(value);
}

/** `list[true]` would be its second item. */
function key(value: CelValue): CelValue {
  if (typeof value === 'boolean') throw new Error('true and false are no index');
  return value;
}

function same(one: CelValue, other: CelValue): CelValue {
  if (!equals(one, other)) throw new Error('it depends');
  return one;
}

const sizeOf = (value: CelValue): bigint => plain('size', filled(value)) as bigint;

export const strict: readonly CelFunc[] = [
  celFunc('_==_', [DYN, DYN], BOOL, (one, other) => {
    assertComparable(one, other);
    return equals(one, other);
  }),
  celFunc('_!=_', [DYN, DYN], BOOL, (one, other) => {
    assertComparable(one, other);
    return !equals(one, other);
  }),
  ...['_<_', '_<=_', '_>_', '_>=_'].map((operator) =>
    celFunc(operator, [STRING, STRING], BOOL, (one, other) => {
      assertComparable(one, other);
      return plain(operator, one, other) === true;
    }),
  ),
  celFunc('@in', [DYN, LIST], BOOL, (value, list) => isIn(value, [...list])),
  ...[STRING, DOUBLE, INT, BOOL, UINT].map((type) =>
    celFunc('@in', [type, MAP], BOOL, (value, map) => isIn(value, [...map.keys()])),
  ),
  ...[LIST, MAP, STRING].flatMap((type) => [
    celFunc('size', [type], INT, sizeOf),
    celMethod('size', type, [], INT, function () {
      return sizeOf(this);
    }),
  ]),
  textTest('matches', matches),
  textTest('contains', includesText),
  textTest('startsWith', (text, part) => text.startsWith(part)),
  textTest('endsWith', (text, part) => text.endsWith(part)),
  celFunc('@range', [DYN], DYN, range as never),
  celFunc('@object', [DYN], DYN, object as never),
  celFunc('@key', [DYN], DYN, key as never),
  celFunc('@same', [DYN, DYN], DYN, same as never),
  celFunc('@count', [DYN], INT, (value) => plain('size', value) as bigint),
  celFunc('@absent', [], DYN, () => {
    throw new EmptyInputError('the list is absent');
  }),
  celFunc('@always', [], BOOL, () => {
    throw new EmptyInputError('a part of the rule holds whatever the input is');
  }),
];
