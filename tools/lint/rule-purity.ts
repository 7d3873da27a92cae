// `docket/purity`: a pure room uses no clock, no randomness and no I/O. It gets everything as parameters, so that the same input gives the
// same verdict in the operator, the CLI and a test. `docket/layers` checks the imports.

import { IMPURE_GLOBALS } from './layers.ts';
import { residenceOf } from './paths.ts';
import { globalReferences, memberOf, sourceFileOf, type Node, type Reference, type Rule } from './rule.ts';

const DATE_MEMBERS = new Set(['UTC', 'parse', 'prototype']);

/** `new Date(x)`, `Date.parse`, `Date.UTC` and `x instanceof Date` are pure. Every other use can read the clock. */
function isPureDate(reference: Reference): boolean {
  const parent: Node = reference.identifier.parent;
  if (parent.type === 'NewExpression')
    return (
      parent.callee === reference.identifier && parent.arguments.some((argument) => argument.type !== 'SpreadElement')
    );
  if (parent.type === 'BinaryExpression') return parent.operator === 'instanceof';
  return DATE_MEMBERS.has(memberOf(reference) ?? 'now');
}

function complaint(reference: Reference): string | undefined {
  const { name } = reference.identifier;
  if (name === 'Date' && !isPureDate(reference))
    return 'Date without a given instant tells the time: take `now` as a parameter.';
  if (name === 'Math' && (memberOf(reference) ?? 'random') === 'random')
    return 'Math.random gives another answer each time: take the choice as a parameter.';
  if (name === 'Temporal' && (memberOf(reference) ?? 'Now') === 'Now')
    return 'Temporal.Now tells the time: take `now` as a parameter.';
  if (IMPURE_GLOBALS.has(name)) return `${name} reaches outside: a pure file decides on what it is handed.`;
  return undefined;
}

export const purityRule: Rule = {
  create(context) {
    const file = sourceFileOf(context);
    if (file === undefined || residenceOf(file)?.room.pure !== true) return {};
    return {
      'Program:exit'() {
        for (const reference of globalReferences(context)) {
          const message = complaint(reference);
          if (message !== undefined) context.report({ node: reference.identifier, message });
        }
      },
    };
  },
};
