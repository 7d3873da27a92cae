import { describe, expect, it } from 'vitest';
import { hasItsDay, rfc3339, rfc3339Exact } from './rfc3339.ts';

describe('the text of an instant', () => {
  const instant = new Date('2026-03-02T10:00:00.250Z');

  it('has whole seconds, cut off', () => {
    expect(rfc3339(instant)).toBe('2026-03-02T10:00:00Z');
  });

  it('has the milliseconds where it is exact, and only where there are some', () => {
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
  });
});

describe('hasItsDay', () => {
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
    expect(hasItsDay(text)).toBe(want);
  });
});
