import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from './json-lines.ts';

const line = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  .map((text) => text.replaceAll(/[\n]/g, ' ').replaceAll(/[\ud800-\udfff]/g, '?') + '.');

describe('the line splitter', () => {
  it('gives the same lines wherever the pieces begin and end, even in the middle of a character', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 30 })), line, (lines, cuts, rest) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join('') + rest, 'utf8');
        const splitter = createLineSplitter();
        const got: string[] = [];
        let at = 0;
        for (const size of [...cuts, bytes.length]) {
          got.push(...splitter.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(got).toEqual(lines);
        expect(splitter.rest()).toBe(rest);
      }),
    );
  });

  it('leaves out blank lines', () => {
    expect(createLineSplitter().push(Buffer.from('a\n\r\n\nb\n'))).toEqual(['a', 'b']);
  });

  it('refuses a line above the limit while it is still coming in', () => {
    const splitter = createLineSplitter(10);
    expect(splitter.push(Buffer.from('0123456789\n01234'))).toEqual(['0123456789']);
    expect(() => splitter.push(Buffer.from('567890'))).toThrow('a line of more than 10 bytes');
  });
});
