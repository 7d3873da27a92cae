import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { earliest, hasValidDate, instantOf, rfc3339, rfc3339Exact } from './instants.ts';

describe('instantOf', () => {
  it.each([
    { text: '2026-03-02T10:00:00Z', want: Date.UTC(2026, 2, 2, 10), because: 'it is complete' },
    { text: '2026-03-02T10:00:00.25Z', want: Date.UTC(2026, 2, 2, 10, 0, 0, 250), because: 'fractions count' },
    { text: '2026-03-02T10:00:00.250999Z', want: Date.UTC(2026, 2, 2, 10, 0, 0, 250), because: 'to the millisecond' },
    { text: '2026-03-02T11:00:00+01:00', want: Date.UTC(2026, 2, 2, 10), because: 'instants are compared, not texts' },
    { text: '2026-03-01T21:30:00-12:30', want: Date.UTC(2026, 2, 2, 10), because: 'instants are compared, not texts' },
    { text: '2026-03-02t10:00:00z', want: Date.UTC(2026, 2, 2, 10), because: 'RFC 3339 takes small letters too' },
    {
      text: '0000-01-01T00:00:00+14:00',
      want: Date.parse('0000-01-01T00:00:00Z'),
      because: 'it is before the first instant that can be written',
    },
    {
      text: '9999-12-31T23:59:59-01:00',
      want: Date.UTC(9999, 11, 31, 23, 59, 59),
      because: 'it is after the last instant that can be written',
    },
    { text: '2026-03-02T10:00:00', want: undefined, because: 'it would depend on the machine that reads it' },
    { text: '2026-03-02', want: undefined, because: 'a date is not an instant' },
    { text: '2026-13-02T10:00:00Z', want: undefined, because: 'there is no such month' },
    { text: '2026-03-02T10:00:60Z', want: undefined, because: 'the API server takes no leap second either' },
    { text: 'soon', want: undefined, because: 'it is no time' },
    { text: '1', want: undefined, because: 'some readers take it for a year' },
    { text: '', want: undefined, because: 'it is no time' },
    { text: undefined, want: undefined, because: 'there is no text' },
  ])('$text is $want: $because', ({ text, want }) => {
    expect(instantOf(text)).toBe(want);
  });

  it('law: reads what rfc3339Exact writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(instantOf(rfc3339Exact(ms))).toBe(ms);
        expect(rfc3339Exact(ms - (ms % 1_000))).not.toContain('.');
      }),
    );
  });
});

describe('the text of an instant', () => {
  const instant = new Date('2026-03-02T10:00:00.250Z');

  it('has whole seconds, cut off', () => {
    expect(rfc3339(instant)).toBe('2026-03-02T10:00:00Z');
  });

  it('has the milliseconds in the exact form, and only if there are some', () => {
    expect(rfc3339Exact(instant)).toBe('2026-03-02T10:00:00.250Z');
    expect(rfc3339Exact(new Date('2026-03-02T10:00:00.000Z'))).toBe('2026-03-02T10:00:00Z');
  });

  it.each([
    ['9999-12-31T23:59:59.750Z', '9999-12-31T23:59:59Z'],
    ['+010000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
    ['+275760-09-13T00:00:00Z', '9999-12-31T23:59:59Z'],
    ['-000001-12-31T23:59:59.999Z', '0000-01-01T00:00:00Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
  ])('of %s is %s: no year has five digits, nor a sign', (beyond, want) => {
    expect(rfc3339(new Date(beyond))).toBe(want);
    expect(rfc3339Exact(new Date(beyond))).toBe(want);
    expect(rfc3339(new Date(beyond).getTime())).toBe(want);
  });
});

describe('hasValidDate', () => {
  it.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2028-02-29T10:00:00Z', true],
    ['2026-02-30', false],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-01-00', false],
    ['9999-12-31', true],
  ])('%s: %s', (text, want) => {
    expect(hasValidDate(text)).toBe(want);
  });
});

describe('earliest', () => {
  it.each([
    { instants: [], want: undefined },
    { instants: [undefined], want: undefined },
    { instants: [undefined, 3, 2, undefined, 9], want: 2 },
    { instants: [0, 5], want: 0 },
    { instants: [-1, 0], want: -1 },
  ])('of $instants is $want', ({ instants, want }) => {
    expect(earliest(instants)).toBe(want);
  });
});
