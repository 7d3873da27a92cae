// Common code of the lint rules: the linter's types (it exports them only through its test harness), the path of the linted file, and the
// references to globals. Contains no rule and no table.

import path from 'node:path';
import type { RuleTester } from 'oxlint/plugins-dev';

export type Rule = Extract<Parameters<RuleTester['run']>[1], { create: unknown }>;
export type Context = Parameters<Rule['create']>[0];
export type Node = Context['sourceCode']['ast']['body'][number]['parent'];
export type Reference = Context['sourceCode']['scopeManager']['scopes'][number]['references'][number];

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The linted file from the project's root, with `/`; undefined when the rules do not apply: outside src, or a test. */
export function sourceFileOf(context: Context): string | undefined {
  const file = path.relative(ROOT, context.filename).split(path.sep).join('/');
  return file.startsWith('src/') && !file.endsWith('.test.ts') ? file : undefined;
}

/** The file from the project's root, whatever it is. */
export function fileOf(context: Context): string {
  return path.relative(ROOT, context.filename).split(path.sep).join('/');
}

/** TypeScript nodes that contain an expression. Below any other TypeScript node an identifier is a type, absent at run time. */
const VALUE_PARENTS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

function isTypeOnly(reference: Reference): boolean {
  const parent = reference.identifier.parent.type;
  return parent.startsWith('TS') && !VALUE_PARENTS.has(parent);
}

/** References as values to names that no scope of the file defines. */
export function globalReferences(context: Context): Reference[] {
  return context.sourceCode.scopeManager.scopes
    .flatMap((scope) => scope.references)
    .filter((reference) => (reference.resolved?.defs.length ?? 0) === 0 && !isTypeOnly(reference));
}

/** The name in `object.name` or `object['name']` where the reference is the object; undefined when it is used in any other way. */
export function memberOf(reference: Reference): string | undefined {
  const parent: Node = reference.identifier.parent;
  if (parent.type !== 'MemberExpression' || parent.object !== reference.identifier) return undefined;
  const property: Node = parent.property;
  if (!parent.computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}
