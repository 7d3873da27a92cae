// The conventions for CEL rules: each has a message, none is skipped on updates, and all use only functions that a real API server and
// the embedded evaluator support with equal results.

import type { ValidationRule } from '../../src/api/crd.ts';
import { type SchemaNode, schemaAt, unless, type Violation } from './violation.ts';

/** Functions and syntax of Kubernetes's CEL that the embedded evaluator or an API server of version 1.33 lacks. */
const UNSHARED: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ['slice()', /\.slice\(/],
  ['optionals', /\?\.|\[\?|optional\.|\.orValue\(|\.hasValue\(/],
  ['macros with two variables', /\.(all|exists|exists_one|existsOne)\(\s*\w+\s*,\s*\w+\s*,/],
  ['isSorted()', /\.isSorted\(/],
  ['url() and isURL()', /\b(url|isURL)\(/],
  ['duration()', /\bduration\(/],
  ['quantity() and ip()', /\b(quantity|isQuantity|ip|isIP|cidr|isCIDR)\(/],
  ['format', /\bformat\./],
  ['find() and findAll()', /\.find(All)?\(/],
  ['string extensions', /\.(split|replace|lowerAscii|upperAscii|trim|charAt|indexOf|lastIndexOf|substring|join)\(/],
  ['list extensions', /\.(sum|min|max|indexOf|lastIndexOf|distinct|sort)\(/],
];

export function checkCelRules(node: SchemaNode): Violation[] {
  return (node.schema['x-kubernetes-validations'] ?? []).flatMap((rule) => checkRule(node, rule));
}

function checkRule(node: SchemaNode, rule: ValidationRule): Violation[] {
  const path = `${node.path || 'root'} rule "${rule.rule}"`;
  const target = rule.fieldPath;
  return [
    ...unless((rule.message ?? '').length > 0, path, 'needs a message'),
    ...unless(!(rule.message ?? '').includes('\n'), path, 'the message must be one line'),
    ...unless(
      target === undefined || schemaAt(node.schema, target) !== undefined,
      path,
      `fieldPath ${target} points at no field`,
    ),
    ...unless(
      node.required || !/\boldSelf\b/.test(rule.rule),
      path,
      'a rule with oldSelf belongs on the parent of an optional field: here it is skipped when the field is removed and added again',
    ),
    ...UNSHARED.flatMap(([what, pattern]) => unless(!pattern.test(rule.rule), path, `must not use ${what}`)),
  ];
}
