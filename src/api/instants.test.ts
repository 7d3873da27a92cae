import { describe, expect, it } from 'vitest';
import { hasItsDay, rfc3339, rfc3339Exact } from './instants.ts';

describe('the text of an instant', () => {
  const instant = new Date('2026-03-02T10:00:00.250Z');

  it('has whole seconds, cut off', () => {
    expect(rfc3339(instant)).toBe('2026-03-02T10:00:00Z');
  });

  it('has the milliseconds where it is exact, and only where there are some', () => {
    expect(rfc3339Exact(instant)).toBe('2026-03-02T10:00:00.250Z');
    expect(rfc3339Exact(new Date('2026-03-02T10:00:00.000Z'))).toBe('2026-03-02T10:00:00Z');
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
