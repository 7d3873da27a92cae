// Plants violations of the style rules and asserts that the linter rejects each. The configuration has all the rules; these are the ones
// that the project must not lose.

import { describe, expect, it } from 'vitest';

import { planted, type Case } from './planted-project.ts';

const OTHERS: ReadonlyArray<Case & { readonly rule: string }> = [
  {
    file: 'src/kube/any.ts',
    code: 'export const used = (x: any): void => void x;\n',
    because: 'no any',
    rule: 'typescript(no-explicit-any)',
  },
  {
    file: 'src/kube/float.ts',
    code: 'const go = async (): Promise<void> => undefined;\ngo();\n',
    because: 'a lost rejection',
    rule: 'typescript(no-floating-promises)',
  },
  {
    file: 'src/kube/exhaustive.ts',
    code: `export function used(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n`,
    because: 'a switch must handle a new member of a union',
    rule: 'typescript(switch-exhaustiveness-check)',
  },
  {
    file: 'src/kube/default.ts',
    code: 'export default 1;\n',
    because: 'named exports',
    rule: 'import(no-default-export)',
  },
  {
    file: 'src/kube/empty.ts',
    code: 'try {\n  JSON.parse("");\n} catch {}\n',
    because: 'an empty catch hides errors',
    rule: 'eslint(no-empty)',
  },
  {
    file: 'src/kube/note.ts',
    code: '// TODO: later\nexport const used = 1;\n',
    because: 'no TODO comments',
    rule: 'eslint(no-warning-comments)',
  },
  {
    file: 'src/kube/NotKebab.ts',
    code: 'export const used = 1;\n',
    because: 'kebab-case',
    rule: 'unicorn(filename-case)',
  },
  {
    file: 'src/kube/console.ts',
    code: 'console.log(1);\n',
    because: 'logs are structured',
    rule: 'eslint(no-console)',
  },
  {
    file: 'src/kube/long.ts',
    code: `export const used = [\n${'  1,\n'.repeat(300)}];\n`,
    because: 'at most 300 lines',
    rule: 'eslint(max-lines)',
  },
];

describe('the style rules', () => {
  const complaints = planted(OTHERS);

  it.each(OTHERS)('refuse $file: $because', ({ file, rule }) => expect(complaints(file)).toContain(rule));
});

describe('the opening comment', () => {
  const silent = {
    file: 'src/kube/silent.ts',
    code: 'export const used = 1;\n',
    because: 'it has no comment that says what the file is',
  };
  const wordy = { file: 'src/kube/wordy.ts', code: '// More.\n'.repeat(9), because: 'a file is no manual' };
  const complaints = planted([silent, wordy], '');

  it.each([silent, wordy])('is asked of $file: $because', ({ file }) =>
    expect(complaints(file)).toContain('docket(opening-comment)'),
  );
});
