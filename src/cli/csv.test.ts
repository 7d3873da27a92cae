import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

describe('a cell', () => {
  it.each([
    { name: 'a plain text', because: 'it needs nothing', text: 'ada', want: 'ada' },
    { name: 'a comma', because: 'it would end the cell', text: 'Lovelace, Ada', want: '"Lovelace, Ada"' },
    { name: 'a quote', because: 'it would end the quotes', text: 'Ada "the first"', want: '"Ada ""the first"""' },
    { name: 'a line break', because: 'it would end the line', text: 'a\r\nb', want: 'a b' },
    {
      name: 'a formula',
      because: 'a spreadsheet would run it',
      text: '=HYPERLINK("x")',
      want: '"\'=HYPERLINK(""x"")"',
    },
    { name: 'a plus', because: 'a spreadsheet takes it for a formula', text: '+41', want: '"\'+41"' },
    { name: 'a minus', because: 'a spreadsheet takes it for a formula', text: '-1', want: '"\'-1"' },
    { name: 'an at', because: 'a spreadsheet takes it for a function', text: '@SUM(1)', want: '"\'@SUM(1)"' },
    { name: 'a text in another direction', because: 'it must not reverse the line', text: 'a\u202eb', want: 'a b' },
    { name: 'blanks at its ends', because: 'they would be lost', text: ' a', want: '" a"' },
    { name: 'nothing', because: 'nothing is known', text: '', want: '' },
  ])('of $name: $because', ({ text, want }) => {
    expect(csv(['x', 'y'], [[text, 'z']])).toBe(`x,y\r\n${want},z\r\n`);
  });
});
