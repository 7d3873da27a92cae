// What a server says of malformed and unruly widgets, word for word: the tables of schemas.ts. Seen on a real API server.

import type { ObjectMeta } from '../../../src/api/meta.ts';

export interface Faulty {
  readonly because: string;
  readonly spec?: object;
  readonly meta?: Partial<ObjectMeta>;
  /** `field: message` of each cause. */
  readonly says: readonly string[];
}

const NOT_CHECKED =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/** Objects that break the schema. */
export const MALFORMED: readonly Faulty[] = [
  {
    because: 'a required field is missing',
    spec: { colour: undefined },
    says: ['spec.colour: Required value', NOT_CHECKED],
  },
  {
    because: 'null counts as missing',
    spec: { colour: null },
    says: ['spec.colour: Required value', NOT_CHECKED],
  },
  {
    because: 'the enum has no such value',
    spec: { colour: 'Pink' },
    says: ['spec.colour: Unsupported value: "Pink": supported values: "Red", "Green", "Blue"', NOT_CHECKED],
  },
  {
    because: 'a number is no text',
    spec: { colour: 5, mode: 5 },
    says: [
      'spec.colour: Invalid value: "integer": spec.colour in body must be of type string: "integer"',
      'spec.colour: Unsupported value: 5: supported values: "Red", "Green", "Blue"',
      'spec.mode: Invalid value: "integer": spec.mode in body must be of type string: "integer"',
      NOT_CHECKED,
    ],
  },
  {
    because: 'a text is no number',
    spec: { size: '5', divisor: 'x' },
    says: [
      'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
      'spec.divisor: Invalid value: "string": spec.divisor in body must be of type integer: "string"',
      NOT_CHECKED,
    ],
  },
  {
    because: 'a fraction is no integer',
    spec: { size: 1.5, divisor: 1.5 },
    says: [
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.divisor',
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.size',
      'spec.size: Invalid value: "float64": spec.size in body must be of type int32: "float64"',
      'spec.divisor: Invalid value: "number": spec.divisor in body must be of type integer: "number"',
      NOT_CHECKED,
    ],
  },
  {
    because: 'lists and objects are not each other',
    spec: { tags: { a: 1 }, nested: ['x'], enabled: 'yes' },
    says: [
      'spec.enabled: Invalid value: "string": spec.enabled in body must be of type boolean: "string"',
      'spec.nested: Invalid value: "array": spec.nested in body must be of type object: "array"',
      'spec.tags: Invalid value: "object": spec.tags in body must be of type array: "object"',
      NOT_CHECKED,
    ],
  },
  {
    because: 'numbers have bounds',
    spec: { size: -1, step: 7 },
    says: [
      'spec.size: Invalid value: -1: spec.size in body should be greater than or equal to 0',
      'spec.step: Invalid value: 7: spec.step in body should be a multiple of 5',
    ],
  },
  {
    because: 'an int32 is not larger than it can be, and says both',
    spec: { size: 3_000_000_000 },
    says: [
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.size',
      'spec.size: Invalid value: 3000000000: spec.size in body should be less than or equal to 1000',
    ],
  },
  {
    because: 'texts have a shortest length',
    spec: { mode: 'X' },
    says: ['spec.mode: Invalid value: "X": spec.mode in body should be at least 2 chars long'],
  },
  {
    because: 'of a text that is too long and does not match, the length is told',
    spec: { mode: 'xxxxxx' },
    says: ['spec.mode: Too long: may not be more than 5 bytes', NOT_CHECKED],
  },
  {
    because: 'length counts characters, not bytes',
    spec: { mode: 'Äöüßé', owner: 'ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ' },
    says: [`spec.mode: Invalid value: "Äöüßé": spec.mode in body should match '^[A-Z]'`],
  },
  {
    because: 'an emoji is one character',
    spec: { dash_ed: '😀😀😀😀😀😀😀😀😀😀😀' },
    says: ['spec.dash_ed: Too long: may not be more than 10 bytes', NOT_CHECKED],
  },
  {
    because: 'lists have bounds',
    spec: { tags: [], namespaces: ['1', '2', '3', '4', '5', '6'] },
    says: [
      'spec.namespaces: Too many: 6: must have at most 5 items',
      'spec.tags: Invalid value: 0: spec.tags in body should have at least 1 items',
      NOT_CHECKED,
    ],
  },
  {
    because: 'maps have bounds',
    spec: { settings: { a: '1', b: '2', c: '3', d: '4' } },
    says: ['spec.settings: Too many: 4: must have at most 3 items', NOT_CHECKED],
  },
  {
    because: 'a time is a time',
    spec: { begin: 'yesterday', end: 5 },
    says: [
      'spec.begin: Invalid value: "yesterday": spec.begin in body must be of type date-time: "yesterday"',
      'spec.end: Invalid value: "int64": spec.end in body must be of type date-time: "int64"',
      NOT_CHECKED,
    ],
  },
  {
    because: 'what stands in lists and maps is checked, too',
    spec: { namespaces: ['a', 5], settings: { 'a.b': 5 }, parts: [{ count: 1 }, { name: 5 }], nested: { level: 0 } },
    says: [
      'spec.namespaces[1]: Invalid value: "integer": spec.namespaces[1] in body must be of type string: "integer"',
      'spec.nested.level: Invalid value: 0: spec.nested.level in body should be greater than or equal to 1',
      'spec.parts[0].name: Required value',
      'spec.parts[1].name: Invalid value: "integer": spec.parts[1].name in body must be of type string: "integer"',
      'spec.settings.a.b: Invalid value: "integer": spec.settings.a.b in body must be of type string: "integer"',
      NOT_CHECKED,
    ],
  },
  {
    because: 'a set has each value once',
    spec: { tags: ['t1', 't2', 't1', 't1', 't2'] },
    says: ['spec.tags[2]: Duplicate value: "t1"', 'spec.tags[4]: Duplicate value: "t2"'],
  },
  {
    because: 'a list-map has each key once, also of several fields, and a default is a value',
    spec: {
      parts: [{ name: 'a' }, { name: 'b' }, { name: 'a', count: 9 }],
      links: [{ from: 'a' }, { from: 'a', to: '' }, { from: 'a', to: 'b' }],
    },
    says: ['spec.links[1]: Duplicate value: {"from":"a","to":""}', 'spec.parts[2]: Duplicate value: {"name":"a"}'],
  },
  {
    because: 'names, labels, annotations and finalizers have their forms',
    meta: { name: 'Not_A_Name', labels: { 'a b': 'c d' }, annotations: { '/x': '1' }, finalizers: ['a b'] },
    says: [
      `metadata.annotations: Invalid value: "/x": prefix part must be non-empty`,
      `metadata.finalizers: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      `metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      `metadata.labels: Invalid value: "c d": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      `metadata.name: Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
  },
  {
    because: 'a name is not longer than 253, a label not longer than 63',
    meta: { name: 'a'.repeat(254), labels: { ['k'.repeat(64)]: 'v'.repeat(64) } },
    says: [
      `metadata.labels: Invalid value: "${'k'.repeat(64)}": name part must be no more than 63 bytes`,
      `metadata.labels: Invalid value: "${'v'.repeat(64)}": must be no more than 63 bytes`,
      `metadata.name: Invalid value: "${'a'.repeat(254)}": must be no more than 253 characters`,
    ],
  },
  {
    because: 'an owner is named in full',
    meta: { ownerReferences: [{ apiVersion: '', kind: '', name: '', uid: '' }] },
    says: [
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ],
  },
];

/** Objects that break a rule of the schema, in CEL. */
export const UNRULY: readonly Faulty[] = [
  {
    because: 'the root sees the name',
    meta: { name: 'forbidden' },
    says: ['<nil>: Invalid value: a widget is not called forbidden'],
  },
  {
    because: 'a message can be an expression',
    spec: { size: 9, limit: 5 },
    says: ['spec.size: Invalid value: size is a little above the limit'],
  },
  {
    because: 'a message can differ',
    spec: { size: 900, limit: 5 },
    says: ['spec.size: Invalid value: size is far above the limit'],
  },
  {
    because: 'times are compared as times, and a reason is told',
    spec: { begin: '2026-01-01T10:00:00+02:00', end: '2026-01-01T08:00:00Z' },
    says: ['spec: Forbidden: begin is before end'],
  },
  {
    because: 'without a message the rule is told',
    spec: { colour: 'Blue', tags: ['a'] },
    says: [
      'spec: Invalid value: failed rule: !has(self.tags) || self.tags.all(tag, tag.startsWith("t") || tag == "x") || self.colour == "Red"',
    ],
  },
  { because: 'numbers are doubles', spec: { ratio: 2 }, says: ['spec: Invalid value: ratio is below 1.5'] },
  {
    because: 'an error of the evaluation refuses the object',
    spec: { divisor: 0 },
    says: ['spec: Invalid value: "object": division by zero evaluating rule: divisor divides'],
  },
  {
    because: 'a list has a size',
    spec: { namespaces: ['a', 'b', 'c'] },
    says: ['spec: Invalid value: at most two namespaces'],
  },
  {
    because: 'a reserved word is escaped',
    spec: { namespace: 'kube-system' },
    says: ['spec: Invalid value: not in kube-system'],
  },
  { because: 'a reason can be a duplicate', spec: { dash_ed: 'Red' }, says: ['spec.dash_ed: Duplicate value'] },
  {
    because: 'a rule on a text shows the text',
    spec: { code: 'A1' },
    says: ['spec.code: Invalid value: "A1": code is of lower-case letters'],
  },
  {
    because: 'rules hold in every member of a map',
    spec: { settings: { 'a.b': 'bad', c: 'good' } },
    says: ['spec.settings[a.b]: Invalid value: "bad": a setting is not bad'],
  },
];
