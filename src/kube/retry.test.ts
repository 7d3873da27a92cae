import { describe, expect, it } from 'vitest';
import { MAX_RETRIES, retryAfterMs, retryDelayMs } from './retry.ts';

const now = new Date('2026-03-02T10:00:00Z');
const first = { retries: 0, elapsedMs: 0 };

describe('retryDelayMs', () => {
  it.each([
    { because: 'the server asked for it', status: 429, header: '1', want: 1_000 },
    { because: 'the server asked for it', status: 503, header: '2', want: 2_000 },
    { because: 'zero seconds would be a hot loop', status: 429, header: '0', want: 100 },
    { because: 'without the header the caller decides', status: 429, header: undefined, want: undefined },
    { because: 'a 500 may have done something', status: 500, header: '1', want: undefined },
    { because: 'a timeout may have done something', status: 504, header: '1', want: undefined },
    { because: 'a conflict is an answer', status: 409, header: '1', want: undefined },
    { because: 'an unreadable header is no header', status: 429, header: 'soon', want: undefined },
    {
      because: 'longer than the whole budget is for the caller to schedule',
      status: 429,
      header: '31',
      want: undefined,
    },
  ])('$status with Retry-After $header: $want ms, as $because', ({ status, header, want }) => {
    const headers = header === undefined ? {} : { 'retry-after': header };
    expect(retryDelayMs({ status, headers }, first, { now, random: () => 0 })).toBe(want);
  });

  it('adds up to a quarter and never subtracts', () => {
    const answer = { status: 429, headers: { 'retry-after': '4' } };
    expect(retryDelayMs(answer, first, { now, random: () => 1 })).toBe(5_000);
  });

  it.each([
    { state: { retries: MAX_RETRIES, elapsedMs: 0 }, because: 'the retries are used up' },
    { state: { retries: 1, elapsedMs: 29_500 }, because: 'the time is up' },
  ])('gives up when $because', ({ state }) => {
    const answer = { status: 429, headers: { 'retry-after': '1' } };
    expect(retryDelayMs(answer, state, { now, random: () => 0 })).toBeUndefined();
  });
});

describe('retryAfterMs', () => {
  it.each([
    { header: '7', want: 7_000 },
    { header: 'Mon, 02 Mar 2026 10:00:30 GMT', want: 30_000 },
    { header: 'Mon, 02 Mar 2026 09:00:00 GMT', want: 0 },
    { header: '-3', want: undefined },
    { header: '', want: undefined },
  ])('reads "$header" as $want ms', ({ header, want }) => {
    const got = retryAfterMs({ 'retry-after': header }, now);
    // Date.parse takes some strange texts for dates in the past; those mean "at once", never a negative wait.
    if (want === undefined) expect(got ?? 0).toBe(0);
    else expect(got).toBe(want);
  });
});
