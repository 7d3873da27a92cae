// `docket/process`: only one file in src may use the environment, the arguments, the signals or exit, and only one may call `fetch`. All
// other code takes them as parameters and can be tested without a separate process.

import { HTTP_FILE, PROCESS_OWNERS } from './layers.ts';
import { globalReferences, memberOf, sourceFileOf, type Reference, type Rule } from './rule.ts';

const ANY_MEMBER = 'src/main.ts';

function complaint(file: string, reference: Reference): string | undefined {
  const { name } = reference.identifier;
  if (name === 'fetch' && file !== HTTP_FILE) return `Only ${HTTP_FILE} calls fetch: it caps, times out and counts.`;
  if (name !== 'process') return undefined;
  const member = memberOf(reference);
  if (member === undefined)
    return file === ANY_MEMBER ? undefined : 'process as a whole cannot be followed: name the member that is used.';
  const owner = PROCESS_OWNERS[member];
  return owner === undefined || owner === file
    ? undefined
    : `Only ${owner} uses process.${member}; take what you need from it as a parameter.`;
}

export const processRule: Rule = {
  create(context) {
    const file = sourceFileOf(context);
    if (file === undefined) return {};
    return {
      ImportDeclaration(node) {
        if (node.source.value === 'node:process')
          context.report({ node, message: 'Use the global process: who reads what of it is checked by name.' });
      },
      'Program:exit'() {
        for (const reference of globalReferences(context)) {
          const message = complaint(file, reference);
          if (message !== undefined) context.report({ node: reference.identifier, message });
        }
      },
    };
  },
};
