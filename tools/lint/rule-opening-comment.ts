// `docket/opening-comment`: a file opens with a few lines that say what it is and what it must not do. The rule only counts lines; a
// reviewer has to judge their content.

import type { Rule } from './rule.ts';

const MOST_LINES = 5;
const FIRST_LINE = { start: { line: 1, column: 0 }, end: { line: 1, column: 1 } };

export const openingCommentRule: Rule = {
  create(context) {
    return {
      Program() {
        const text = context.sourceCode.text;
        const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
        const first = context.sourceCode.getAllComments().find((comment) => comment.type !== 'Shebang');
        if (first === undefined || text.slice(start, first.start).trim() !== '') {
          context.report({
            loc: FIRST_LINE,
            message: 'Open the file with 2 to 5 lines of comment: what it is, and what it must not do.',
          });
          return;
        }
        if (openingLines(text.slice(start)) > MOST_LINES) {
          context.report({
            loc: FIRST_LINE,
            message: `The opening comment is longer than ${MOST_LINES} lines: say what the file is, and leave the rest to the docs.`,
          });
        }
      },
    };
  },
};

/** Lines of the first comment that hold words. */
function openingLines(text: string): number {
  const block = /^\s*(?:\/\*[\s\S]*?\*\/|(?:[ \t]*\/\/.*(?:\n|$))+)/.exec(text)?.[0] ?? '';
  return block.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line)).length;
}
