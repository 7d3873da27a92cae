// Text and times from outside: cut to what the API can hold, and safe to print on a terminal.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isVisible, saying, toInstant, toLine, toParagraphs, toWebUrl } from './facts.ts';

describe('toLine', () => {
  it.each([
    ['plain', 'plain', 'nothing to do'],
    ['  a \t b\r\n c  ', 'a b c', 'one line, one space'],
    ['a\u0000b\u0007c', 'a b c', 'control characters'],
    ['\u001b[31mred\u001b[0m', 'red', 'colours of a terminal'],
    ['\u001b]0;owned\u0007x', 'x', 'the title of a terminal'],
    ['\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\', 'click', 'links of a terminal'],
    ['\u009b31mx', '31mx', 'an escape of one byte'],
    ['\u202egnp.exe', 'gnp.exe', 'right to left'],
    ['a\u200bb\u00adc\ufeff', 'abc', 'what cannot be seen'],
    ['x\u{e0041}\u{e0042}y', 'xy', 'tag characters, which carry hidden text'],
    ['\ud800x', '\ufffdx', 'half a pair'],
    ['', '', 'nothing'],
  ])('%j → %j: %s', (text, want) => {
    expect(toLine(text, 100)).toBe(want);
  });

  it('is at most so many code points, and says that it was cut', () => {
    expect(toLine('𝒳'.repeat(600), 512)).toBe(`${'𝒳'.repeat(511)}…`);
    expect(toLine('𝒳'.repeat(512), 512)).toBe('𝒳'.repeat(512));
  });

  it('is clean for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 60 }), (text, max) => {
        const line = toLine(text, max);
        expect(Array.from(line).length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(line.isWellFormed()).toBe(true);
        expect(toLine(line, max)).toBe(line);
      }),
      { numRuns: 400 },
    );
  });

  it('takes no longer for a hostile text', () => {
    const start = process.cpuUsage();
    toLine('\u001b['.repeat(5_000_000), 512);
    toLine(`\u001b]${'x'.repeat(5_000_000)}`, 512);
    toParagraphs(' \n'.repeat(5_000_000), 8192);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

it('toParagraphs keeps line breaks', () => {
  expect(toParagraphs(' a\r\nb\rc\u2028d\te\u001b[1mf ', 100)).toBe('a\nb\nc\nd ef');
});

it.each([
  ['https://acme.pagerduty.com/incidents/P1', 'https://acme.pagerduty.com/incidents/P1'],
  ['http://x.example', 'http://x.example/'],
  ['HTTPS://X.example/ä', 'https://x.example/%C3%A4'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['ftp://x.example', undefined],
  ['//x.example', undefined],
  ['/incidents', undefined],
  ['https://user:pw@x.example', undefined],
  ['https://user@x.example', undefined],
  [`https://x.example/${'a'.repeat(2048)}`, undefined],
  [`https://x.example/${'ä'.repeat(500)}`, undefined],
  ['', undefined],
])('toWebUrl(%j) → %j', (text, want) => {
  expect(toWebUrl(text)).toBe(want);
});

describe('toInstant', () => {
  it.each([
    ['2026-03-02T10:00:00Z', '2026-03-02T10:00:00Z'],
    ['2026-03-02T10:00:00.999Z', '2026-03-02T10:00:00Z'],
    ['2026-03-02t10:00:00z', '2026-03-02T10:00:00Z'],
    ['2026-03-02T10:00:00-05:00', '2026-03-02T15:00:00Z'],
    ['2026-03-02T10:00:00+0530', '2026-03-02T04:30:00Z'],
    ['2011-05-06T03:30-07', '2011-05-06T10:30:00Z'],
    ['2011-05-06T17:00Z', '2011-05-06T17:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2023-02-29T00:00:00Z', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-03-02T25:00:00Z', undefined],
    ['2026-03-02T10:00:00', undefined],
    ['2026-03-02', undefined],
    ['1969-12-31T23:59:59Z', undefined],
    ['9999-12-31T23:59:59-05:00', undefined],
    ['yesterday', undefined],
    ['1772445600', undefined],
    ['', undefined],
  ])('%j → %j', (text, want) => {
    expect(toInstant(text)).toBe(want);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void toInstant(text)),
      { numRuns: 2000 },
    );
  });
});

it('saying leaves out what says nothing', () => {
  expect(saying({ a: undefined, b: '', c: [], d: 'x', e: 0, f: false, g: ['y'] })).toEqual({
    d: 'x',
    e: 0,
    f: false,
    g: ['y'],
  });
});

describe('isVisible', () => {
  it.each([
    { text: '', want: false, because: 'there is nothing' },
    { text: ' \t\n\u00a0\u2003', want: false, because: 'blanks show nothing' },
    { text: '\u200b\u200c\u200d\u2060\ufeff', want: false, because: 'they have no width' },
    { text: '\u00ad\u061c\u180e\u2066\u2069', want: false, because: 'they only steer the layout' },
    { text: '\u3164\uffa0\u115f\u1160', want: false, because: 'the fillers of Hangul are letters that show nothing' },
    { text: '\u2800', want: false, because: 'a Braille pattern without a dot is blank' },
    { text: '\u0301\ufe0f\u{e0041}', want: false, because: 'marks, selectors and tags need something to stand on' },
    { text: '\u0000\u001b\u007f', want: false, because: 'controls show nothing' },
    { text: '\u200bx', want: true, because: 'one letter is enough' },
    { text: '直した', want: true, because: 'letters of any script count' },
    { text: '-', want: true, because: 'a sign is seen' },
  ])('of $text is $want: $because', ({ text, want }) => {
    expect(isVisible(text)).toBe(want);
  });
});
