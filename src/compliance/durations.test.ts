import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { durationMs, parseDuration, parsePeriod, sourceIntervalMs } from './durations.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('parseDuration', () => {
  it.each([
    { text: '90s', ms: 90 * second, because: 'seconds need not be fewer than sixty' },
    { text: '15m', ms: 15 * minute, because: 'm is a minute, never a month' },
    { text: '4h', ms: 4 * hour, because: 'hours are exact' },
    { text: '30d', ms: 30 * day, because: 'a day is 24 hours whatever the time zone does' },
    { text: '0s', ms: 0, because: 'no grace at all can be said' },
    { text: '0d', ms: 0, because: 'zero has every unit' },
    { text: '99999d', ms: 99_999 * day, because: 'the largest text is still an exact integer' },
  ])('$text is $ms ms: $because', ({ text, ms }) => {
    expect(parseDuration(text)).toEqual({ ok: true, ms });
    expect(durationMs(text)).toBe(ms);
  });

  it.each([
    { text: '', because: 'nothing is no duration' },
    { text: '5', because: 'a number without a unit could mean anything' },
    { text: 'm', because: 'a unit needs a number' },
    { text: '1.5h', because: 'fractions are not whole numbers' },
    { text: '-5m', because: 'time does not run backwards' },
    { text: '+5m', because: 'the CRD pattern knows no sign' },
    { text: '05m', because: 'a leading zero is refused by the CRD pattern too' },
    { text: '100000s', because: 'six digits are refused by the CRD pattern too' },
    { text: '90 days', because: 'words are what `format: duration` takes, not we' },
    { text: '1h30m', because: 'one number and one unit' },
    { text: '4H', because: 'units are lower case' },
    { text: ' 4h', because: 'blanks are not trimmed' },
    { text: '4h\n', because: 'a line break is not trimmed' },
    { text: '1mo', because: 'a month depends on the calendar and belongs to disclosure clocks' },
    { text: '4bd', because: 'business days depend on the calendar and belong to disclosure clocks' },
    { text: '٤h', because: 'digits of other scripts are not numbers here' },
  ])('refuses $text: $because', ({ text }) => {
    const parsed = parseDuration(text);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.message).toContain('such as 90s, 15m, 4h or 30d');
    expect(() => durationMs(text)).toThrow(RangeError);
  });

  it('does not repeat a long text in its message', () => {
    const parsed = parseDuration('x'.repeat(10_000));
    expect(!parsed.ok && parsed.message.length).toBeLessThan(250);
  });
});

describe('parsePeriod', () => {
  it.each([
    { text: '72h', period: { kind: 'Exact', ms: 72 * hour, unit: 'h' }, because: 'it takes every duration' },
    { text: '1mo', period: { kind: 'Months', count: 1 }, because: 'months are counted, not measured' },
    { text: '4bd', period: { kind: 'BusinessDays', count: 4 }, because: 'so are business days' },
    { text: '99bd', period: { kind: 'BusinessDays', count: 99 }, because: 'two digits are the most' },
    { text: '5m', period: { kind: 'Exact', ms: 5 * minute, unit: 'm' }, because: 'm is a minute, never a month' },
  ])('$text: $because', ({ text, period }) => {
    expect(parsePeriod(text)).toEqual({ ok: true, period });
  });

  it.each([
    { text: '0mo', because: 'the CRD pattern wants one at least' },
    { text: '0bd', because: 'the CRD pattern wants one at least' },
    { text: '100bd', because: 'three digits are refused by the CRD pattern too' },
    { text: '1Mo', because: 'units are lower case' },
    { text: '1mo4bd', because: 'one number and one unit' },
    { text: '2w', because: 'there are no weeks' },
  ])('refuses $text: $because', ({ text }) => {
    expect(parsePeriod(text)).toMatchObject({ ok: false, message: expect.stringContaining('such as 1mo or 4bd') });
  });
});

describe('the interval of a source', () => {
  it.each([
    { interval: '30s', want: 30_000, because: 'it is what the spec says' },
    { interval: '1d', want: 86_400_000, because: 'a day is the longest' },
    { interval: '99999d', want: 86_400_000, because: 'a stored spec may be older than the limit' },
    { interval: undefined, want: 300_000, because: 'the default of the CRD is five minutes' },
  ])('of $interval is $want ms: $because', ({ interval, want }) => {
    expect(sourceIntervalMs(interval === undefined ? {} : { interval })).toBe(want);
  });
});

describe('any text', () => {
  it('law: a text parses exactly when the pattern of the CRDs takes it', () => {
    const pattern = /^(0|[1-9][0-9]{0,4})[smhd]$/u;
    const nearMiss = fc.stringMatching(/^[0-9]{0,7} ?[smhdwMy]{0,2}$/);
    fc.assert(
      fc.property(nearMiss, (text) => {
        expect(parseDuration(text).ok).toBe(pattern.test(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
