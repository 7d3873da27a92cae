// The conventions for every node of a CRD's schema: it has a description, bounds, one plain type, and a name in Kubernetes's style. Each
// rule checks one node and does not know the kind.

import type { StructuralSchema } from '../../src/api/crd.ts';
import { type SchemaNode, unless, type Violation } from './violation.ts';

/** Every keyword that a schema may use. Other keywords are not structural, or Docket does not use them (floats, unknown fields). */
const KEYWORDS = new Set(
  [
    'type description default enum format pattern minLength maxLength minimum maximum minItems maxItems maxProperties',
    'nullable required properties additionalProperties items x-kubernetes-list-type x-kubernetes-list-map-keys',
    'x-kubernetes-map-type x-kubernetes-validations',
  ].flatMap((words) => words.split(' ')),
);

const TYPES = new Set(['object', 'array', 'string', 'integer', 'boolean']);
const FORMATS = new Set(['date-time', 'int32', 'int64']);

/** The allowed booleans: fields that will never need a third value. */
const BOOLEANS = new Set(['suspend', 'truncated', 'default', 'allStaff']);

/** A time of day, and a field that repeats the value of an annotation unchanged. */
const NOT_A_TIME = new Set(['dayEndsAt', 'lastHandledRequestedAt']);

const DURATION_NAME = /(^interval|^backfill|Interval|Within|^within|Period|For|maxAge)$/;
const DURATION_PATTERN = /\[smhd\]\)?\$$/;

type NodeRule = (node: SchemaNode) => Violation[];

const described: NodeRule = ({ path, schema }) =>
  // The API server rejects a description on metadata, because it adds its own.
  unless(path === 'metadata' || (schema.description ?? '').length > 0, path, 'needs a description');

const knownKeywords: NodeRule = ({ path, schema }) =>
  Object.keys(schema).flatMap((keyword) => unless(KEYWORDS.has(keyword), path, `must not use ${keyword}`));

const plainType: NodeRule = ({ path, schema }) => [
  ...unless(TYPES.has(schema.type), path, `type must be one of ${[...TYPES].join(', ')}, not ${schema.type}`),
  ...unless(schema.format === undefined || FORMATS.has(schema.format), path, `must not use format ${schema.format}`),
];

const bounded: NodeRule = ({ path, schema }) => {
  switch (schema.type) {
    case 'string':
      return unless(schema.enum !== undefined || schema.maxLength !== undefined, path, 'needs maxLength or enum');
    case 'array':
      return unless(schema.maxItems !== undefined, path, 'needs maxItems');
    case 'integer':
      return unless(
        schema.minimum !== undefined && (schema.format === 'int32' || schema.format === 'int64'),
        path,
        'needs minimum, and format int32 or int64',
      );
    case 'object':
      return unless(
        schema.additionalProperties === undefined || schema.maxProperties !== undefined,
        path,
        'needs maxProperties',
      );
    case 'boolean':
      return [];
  }
};

/** Their values are the names of fields: the providers and directories, by their members of the spec. */
const NAMES_OF_FIELDS = new Set(['status.provider', 'status.source']);
/** Their values are a vendor's own words, sent as they are. */
const WORDS_OF_VENDORS = /^spec\.gitHub\.dismissReasons\./;

const camelCase: NodeRule = ({ path, name, schema }) => [
  ...unless(/^([a-z][A-Za-z0-9]*|\[\]|\*|)$/.test(name), path, 'a field is named in lowerCamelCase'),
  ...(NAMES_OF_FIELDS.has(path) || WORDS_OF_VENDORS.test(path) ? [] : (schema.enum ?? [])).flatMap((value) =>
    unless(/^[A-Z][A-Za-z0-9]*$/.test(value), path, `enum value ${value} must be in CamelCase`),
  ),
];

const noPhase: NodeRule = ({ path, name }) => unless(name !== 'phase', path, 'phase is deprecated; use conditions');

const listTyped: NodeRule = ({ path, schema }) => {
  if (schema.type !== 'array') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const sound = keys.every((key) => isKey(schema.items, key));
  const listType = schema['x-kubernetes-list-type'];
  if (listType === undefined) return [{ path, problem: 'needs x-kubernetes-list-type' }];
  switch (listType) {
    case 'map':
      return unless(
        keys.length > 0 && sound,
        path,
        'list-map keys must be required fields of its items, or have a default',
      );
    case 'set':
    case 'atomic':
      return unless(keys.length === 0, path, 'only a list-map has keys');
  }
};

function isKey(items: StructuralSchema | undefined, key: string): boolean {
  return items?.required?.includes(key) === true || items?.properties?.[key]?.default !== undefined;
}

const scalarMaps: NodeRule = ({ path, schema }) =>
  unless(
    !['object', 'array'].includes(schema.additionalProperties?.type ?? ''),
    path,
    'a map holds no objects or lists; use a list of named objects',
  );

const fewBooleans: NodeRule = ({ path, name, schema }) =>
  unless(schema.type !== 'boolean' || BOOLEANS.has(name), path, 'use an enum: a boolean cannot grow a third value');

const durations: NodeRule = ({ path, name, schema }) =>
  unless(
    schema.type !== 'string' || !DURATION_NAME.test(name) || DURATION_PATTERN.test(schema.pattern ?? ''),
    path,
    'a duration needs a pattern that ends in its units, [smhd]$',
  );

const times: NodeRule = ({ path, name, schema }) =>
  unless(
    !/(At|Time)$/.test(name) || NOT_A_TIME.has(name) || schema.format === 'date-time',
    path,
    'a time needs format: date-time',
  );

const references: NodeRule = ({ path, name, schema }) => {
  if (name.endsWith('Refs')) {
    const keys = schema['x-kubernetes-list-map-keys']?.join();
    return unless(
      schema['x-kubernetes-list-type'] === 'map' && keys === 'name',
      path,
      'references are a list-map by name',
    );
  }
  if (!name.endsWith('Ref')) return [];
  const atomic = schema['x-kubernetes-map-type'] === 'atomic' && schema.required?.includes('name') === true;
  return [
    ...unless(atomic, path, 'a reference is an atomic object that requires name'),
    ...unless(schema.properties?.['namespace'] === undefined, path, 'a reference never names another namespace'),
  ];
};

const soundDefault: NodeRule = ({ path, schema }) => {
  const value = schema.default;
  if (value === undefined) return [];
  const allowed = schema.enum === undefined || (typeof value === 'string' && schema.enum.includes(value));
  const matches =
    schema.pattern === undefined ||
    new RegExp(schema.pattern, 'u').test(JSON.stringify(value).replace(/^"(.*)"$/, '$1'));
  return [
    ...unless(allowed && matches, path, `default ${JSON.stringify(value)} is not a value of the field`),
    ...unless(!path.startsWith('status'), path, 'a status has no defaults'),
  ];
};

export const NODE_RULES: readonly NodeRule[] = [
  described,
  knownKeywords,
  plainType,
  bounded,
  camelCase,
  noPhase,
  listTyped,
  scalarMaps,
  fewBooleans,
  durations,
  times,
  references,
  soundDefault,
];
