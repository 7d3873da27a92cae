// The CEL rules of a CRD (`x-kubernetes-validations`), evaluated as an API server does: at any depth, transition rules only where there is
// an old value, and with unchanged parts let pass. Compiles each rule once.

import type { CelInput } from '@bufbuild/cel';
import { compileExpression, type Expression } from './cel-expression.ts';
import { addReads, noReads, type Reads } from './cel-reads.ts';
import { alignLists, celObject, celValue } from './cel-values.ts';
import { correspondingItem, isUnchanged, itemCorrelation, memberCorrelation, type Correlation } from './correlation.ts';
import type { FieldError } from '../../api/field-errors.ts';
import { duplicate, duplicateAs, forbidden, invalid, invalidAs, required } from './field-error.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { member } from './json.ts';
import { indexPath, keyPath, memberPath } from './paths.ts';
import { furtherMembers, type CelRule, type Schema } from './schema.ts';

interface CompiledRule {
  readonly source: CelRule;
  readonly expression: Expression;
  /** A transition rule: without an old value it is not evaluated. */
  readonly usesOldSelf: boolean;
  readonly message: Expression | undefined;
  /** Relative to the schema that has the rule, without the leading dot. */
  readonly fieldPath: string;
}

/** The rules of one schema and of those below it. Branches without rules are left out. */
export interface RuleTree {
  readonly schema: Schema;
  readonly root: boolean;
  readonly rules: readonly CompiledRule[];
  readonly reads: { readonly self: Reads; readonly oldSelf: Reads };
  readonly properties: ReadonlyMap<string, RuleTree>;
  readonly further: RuleTree | undefined;
  readonly items: RuleTree | undefined;
}

/** The rules of a schema; undefined if there are none. Throws for a rule that cannot be evaluated here. */
export function compileRules(schema: Schema, path: string, root = true): RuleTree | undefined {
  const properties = compileProperties(schema, path);
  const inside = furtherMembers(schema);
  const further = inside && compileRules(inside, `${path}.*`, false);
  const items = schema.items && compileRules(schema.items, `${path}[]`, false);
  const reads = { self: noReads(), oldSelf: noReads() };
  const rules = (schema['x-kubernetes-validations'] ?? []).map((rule) => compileRule(rule, path, reads));
  if (rules.length + properties.size === 0 && further === undefined && items === undefined) return undefined;
  return { schema, root, rules, reads, properties, further, items };
}

function compileProperties(schema: Schema, path: string): Map<string, RuleTree> {
  const properties = new Map<string, RuleTree>();
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const tree = compileRules(child, memberPath(path, name), false);
    if (tree !== undefined) properties.set(name, tree);
  }
  return properties;
}

function compileRule(source: CelRule, path: string, reads: RuleTree['reads']): CompiledRule {
  if (source.optionalOldSelf === true) {
    throw new Error(`${path}: the embedded cluster does not support optionalOldSelf (rule ${source.rule})`);
  }
  const { messageExpression } = source;
  const expression = compileExpression(source.rule, path);
  const message = messageExpression === undefined ? undefined : compileExpression(messageExpression, path);
  for (const { tree } of message === undefined ? [expression] : [expression, message]) {
    addReads(tree, 'self', reads.self);
    addReads(tree, 'oldSelf', reads.oldSelf);
  }
  return {
    source,
    expression,
    usesOldSelf: addReads(expression.tree, 'oldSelf', noReads()),
    message,
    fieldPath: (source.fieldPath ?? '').replace(/^\./, '').replaceAll(/\['([^']*)'\]/g, '[$1]'),
  };
}

/** The position of the evaluation: a value, the old one that it is compared with, and what decides whether it has changed. */
interface Place {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
  readonly here: Correlation | undefined;
  /** The nearest enclosing value that has an old counterpart, if this one has none. */
  readonly above: Correlation | undefined;
}

/** The findings of the rules for an object; `old` is the object that it replaces. */
export function ruleFaults(tree: RuleTree, object: JsonObject, old?: JsonObject): FieldError[] {
  const here = old === undefined ? undefined : { value: object, old, schema: tree.schema };
  return evaluate(tree, { value: object, old, path: '', here, above: undefined });
}

function evaluate(tree: RuleTree, place: Place): FieldError[] {
  if (place.value === null || place.value === undefined) return [];
  const faults = tree.rules.length === 0 ? [] : ownFaults(tree, place);
  if (Array.isArray(place.value)) return [...faults, ...itemsFaults(tree, place, place.value)];
  return isJsonObject(place.value) ? [...faults, ...membersFaults(tree, place, place.value)] : faults;
}

function membersFaults(tree: RuleTree, place: Place, value: JsonObject): FieldError[] {
  const old = isJsonObject(place.old) ? place.old : {};
  return Object.keys(value).flatMap((name) => {
    const named = tree.properties.get(name);
    const inside = named ?? (tree.schema.properties?.[name] === undefined ? tree.further : undefined);
    if (inside === undefined) return [];
    const path = named === undefined ? keyPath(place.path, name) : memberPath(place.path, name);
    const below = place.here === undefined ? place : { here: memberCorrelation(place.here, name), above: place.here };
    return evaluate(inside, { value: value[name], old: member(old, name), path, here: below.here, above: below.above });
  });
}

function itemsFaults(tree: RuleTree, place: Place, value: readonly unknown[]): FieldError[] {
  const inside = tree.items;
  if (inside === undefined) return [];
  const oldItems = Array.isArray(place.old) ? place.old : [];
  return value.flatMap((item, index) => {
    const below = place.here === undefined ? place : { here: itemCorrelation(place.here, index), above: place.here };
    const old = correspondingItem(tree.schema, oldItems, item);
    return evaluate(inside, {
      value: item,
      old,
      path: indexPath(place.path, index),
      here: below.here,
      above: below.above,
    });
  });
}

function ownFaults(tree: RuleTree, place: Place): FieldError[] {
  const comparable = place.old !== undefined && place.old !== null;
  // An unchanged part is let pass. A server evaluates its rules too, and ignores the result.
  const unchanged = isUnchanged(place.here ?? place.above);
  const due = tree.rules.filter(({ usesOldSelf }) => (usesOldSelf ? comparable : !unchanged));
  if (due.length === 0) return [];
  const bindings = bind(tree, place);
  return due.flatMap((rule) => ruleFault(rule, bindings, tree, place));
}

function bind({ schema, root, reads }: RuleTree, place: Place): Record<string, CelInput> {
  const see = (value: unknown, read: Reads): CelInput =>
    root && isJsonObject(value) ? celObject(value, schema, read) : celValue(value, schema, read);
  const self = see(place.value, reads.self);
  if (place.old === undefined || place.old === null) return { self };
  return { self, oldSelf: see(alignLists(place.old, place.value, schema), reads.oldSelf) };
}

function ruleFault(rule: CompiledRule, bindings: Record<string, CelInput>, tree: RuleTree, place: Place): FieldError[] {
  const result = rule.expression.evaluate(bindings);
  if (result.kind === 'error') {
    return [invalid(place.path, tree.schema.type ?? '', evaluationFault(result.message, rule.source))];
  }
  return result.value === true ? [] : [faultFor(rule, place, messageOf(rule, bindings))];
}

function evaluationFault(message: string, rule: CelRule): string {
  const shown = (rule.message ?? rule.rule).trim();
  if (!message.startsWith('no such overload')) return `${message} evaluating rule: ${shown}`;
  return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`;
}

/** The message of a rule that is not met: the result of its messageExpression if that is one usable line, else its `message`. */
function messageOf(rule: CompiledRule, bindings: Record<string, CelInput>): string {
  const made = rule.message?.evaluate(bindings);
  const text = made?.kind === 'value' && typeof made.value === 'string' ? made.value.trim() : '';
  if (text !== '' && !text.includes('\n') && text.length <= 5120) return text;
  return rule.source.message?.trim() || `failed rule: ${rule.source.rule.trim()}`;
}

function faultFor(rule: CompiledRule, place: Place, message: string): FieldError {
  const path = rule.fieldPath.startsWith('[') ? place.path + rule.fieldPath : joined(place.path, rule.fieldPath);
  const whole = typeof place.value === 'object';
  const { reason } = rule.source;
  if (reason === 'FieldValueForbidden') return forbidden(path, message);
  if (reason === 'FieldValueRequired') return required(path, message);
  if (reason === 'FieldValueDuplicate') return whole ? duplicateAs(path) : duplicate(path, place.value);
  return whole ? invalidAs(path, message) : invalid(path, place.value, message);
}

const joined = (path: string, below: string): string => (below === '' ? path : memberPath(path, below));
