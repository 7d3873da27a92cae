import { describe, expect, it } from 'vitest';

import { at } from '../../test/support/builders/compliance.ts';
import { addMonths, addWorkingTime, compileCalendar, endOfBusinessDay, type Calendar } from './calendar.ts';
import type { CalendarSpec } from './calendar/spec.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

function calendarOf(spec: CalendarSpec | undefined): Calendar {
  const compiled = compileCalendar(spec);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.calendar;
}

const EVERY_DAY: NonNullable<CalendarSpec['days']> = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const OFFICE: CalendarSpec = { timeZone: 'Europe/Berlin', hours: { start: '09:00', end: '17:00' } };

describe('compileCalendar', () => {
  it.each<{ spec: CalendarSpec; because: string; field: string; says: string }>([
    {
      spec: { timeZone: 'Mars/Olympus' },
      because: 'the platform knows no such zone',
      field: 'calendar.timeZone',
      says: 'Europe/Berlin',
    },
    { spec: { timeZone: '' }, because: 'nothing is no zone', field: 'calendar.timeZone', says: 'IANA' },
    { spec: { days: [] }, because: 'no deadline would ever come', field: 'calendar.days', says: 'at least one of' },
    {
      spec: { days: ['Monday' as 'Mon'] },
      because: 'days have three letters',
      field: 'calendar.days',
      says: '"Monday"',
    },
    {
      spec: { hours: { start: '17:00', end: '09:00' } },
      because: 'hours do not cross midnight',
      field: 'calendar.hours',
      says: 'a start before the end',
    },
    {
      spec: { hours: { start: '09:00', end: '09:00' } },
      because: 'no time would be working time',
      field: 'calendar.hours',
      says: 'a start before the end',
    },
    {
      spec: { hours: { start: '9:00', end: '17:00' } },
      because: 'an hour has two digits',
      field: 'calendar.hours.start',
      says: '09:00',
    },
    {
      spec: { hours: { start: '24:00', end: '24:00' } },
      because: 'a day cannot start at its end',
      field: 'calendar.hours.start',
      says: '09:00',
    },
    {
      spec: { hours: { start: '09:00', end: '24:30' } },
      because: 'a day ends at 24:00',
      field: 'calendar.hours.end',
      says: '17:30',
    },
    {
      spec: { holidays: ['2026-12-25', '2026-02-30'] },
      because: 'February has no 30th',
      field: 'calendar.holidays',
      says: '"2026-02-30"',
    },
    {
      spec: { holidays: ['25.12.2026'] },
      because: 'dates are written in one way',
      field: 'calendar.holidays',
      says: 'YYYY-MM-DD',
    },
  ])('refuses $spec: $because', ({ spec, field, says }) => {
    const compiled = compileCalendar(spec);
    expect(compiled).toMatchObject({ ok: false, message: expect.stringContaining(says) });
    expect(!compiled.ok && compiled.message).toMatch(new RegExp(`^${RegExp.escape(field)}: .+; write `));
  });

  it('takes an absent calendar for Monday to Friday in UTC, all day', () => {
    const friday = at('2026-11-20T23:00:00Z');
    expect(iso(addWorkingTime(calendarOf(undefined), friday, 2 * HOUR))).toBe('2026-11-23T01:00:00Z');
  });

  it('takes hours up to 24:00 for the whole of the evening', () => {
    const calendar = calendarOf({ days: EVERY_DAY, hours: { start: '12:00', end: '24:00' } });
    expect(iso(addWorkingTime(calendar, at('2026-11-20T13:00:00Z'), 12 * HOUR))).toBe('2026-11-21T13:00:00Z');
  });

  it('takes a name in any case, and a fixed offset', () => {
    const berlin = calendarOf({ ...OFFICE, timeZone: 'europe/berlin' });
    const fixed = calendarOf({ ...OFFICE, timeZone: '+01:00' });
    for (const calendar of [berlin, fixed]) {
      expect(iso(addWorkingTime(calendar, at('2026-11-20T00:00:00Z'), HOUR))).toBe('2026-11-20T09:00:00Z');
    }
  });
});

describe('addWorkingTime', () => {
  it.each<{ name: string; because: string; spec?: CalendarSpec; start: string; hours: number; want: string }>([
    {
      name: 'no time at all',
      because: 'it has passed at the start, open or not',
      start: '2026-11-21T12:00:00Z',
      hours: 0,
      want: '2026-11-21T12:00:00Z',
    },
    {
      name: 'at the opening',
      because: 'the first instant of the hours counts',
      start: '2026-11-20T08:00:00Z',
      hours: 1,
      want: '2026-11-20T09:00:00Z',
    },
    {
      name: 'at the closing',
      because: 'the last instant of the hours does not',
      start: '2026-11-20T16:00:00Z',
      hours: 1,
      want: '2026-11-23T09:00:00Z',
    },
    {
      name: 'up to the closing',
      because: 'it is over when the day is, not when the next one begins',
      start: '2026-11-20T15:00:00Z',
      hours: 1,
      want: '2026-11-20T16:00:00Z',
    },
    {
      name: 'a holiday is a local date',
      because: 'Christmas Day in Auckland begins on the 24th in UTC',
      spec: { ...OFFICE, timeZone: 'Pacific/Auckland', days: EVERY_DAY, holidays: ['2026-12-25'] },
      start: '2026-12-24T03:00:00Z',
      hours: 2,
      want: '2026-12-25T21:00:00Z',
    },
    {
      name: 'a quarter of an hour is a zone too',
      because: 'Kathmandu is 5:45 ahead',
      spec: { ...OFFICE, timeZone: 'Asia/Kathmandu' },
      start: '2026-11-20T00:00:00Z',
      hours: 1,
      want: '2026-11-20T04:15:00Z',
    },
    {
      name: 'half an hour skipped',
      because: 'Lord Howe Island moves its clocks by half an hour at 02:00',
      spec: { timeZone: 'Australia/Lord_Howe', days: EVERY_DAY, hours: { start: '01:00', end: '04:00' } },
      start: '2026-10-03T13:30:00Z',
      hours: 2.5,
      want: '2026-10-03T17:00:00Z',
    },
    {
      name: 'hours that begin in the skipped hour',
      because: 'the clock shows 03:00 as the first time at or after 02:30',
      spec: { timeZone: 'America/New_York', days: EVERY_DAY, hours: { start: '02:30', end: '05:00' } },
      start: '2027-03-14T05:00:00Z',
      hours: 2,
      want: '2027-03-14T09:00:00Z',
    },
    {
      name: 'hours that lie in the skipped hour',
      because: 'the clock never shows them that day',
      spec: { timeZone: 'America/New_York', days: EVERY_DAY, hours: { start: '02:00', end: '03:00' } },
      start: '2027-03-14T05:00:00Z',
      hours: 1,
      want: '2027-03-15T07:00:00Z',
    },
    {
      name: 'hours that end in the doubled hour',
      because: 'the clock shows the half hour before 01:30 twice',
      spec: { timeZone: 'America/New_York', days: EVERY_DAY, hours: { start: '00:00', end: '01:30' } },
      start: '2027-11-07T04:00:00Z',
      hours: 2,
      want: '2027-11-07T06:30:00Z',
    },
    {
      name: 'a date that was left out',
      because: 'Samoa went from the 29th to the 31st of December 2011',
      spec: { timeZone: 'Pacific/Apia', days: EVERY_DAY, hours: { start: '09:00', end: '17:00' } },
      start: '2011-12-30T02:00:00Z',
      hours: 2,
      want: '2011-12-30T20:00:00Z',
    },
    {
      name: 'before the zones were made',
      because: 'local mean time of Berlin is 53 minutes and 28 seconds ahead',
      start: '1850-01-01T00:00:00Z',
      hours: 1,
      want: '1850-01-01T09:06:32Z',
    },
  ])('$name: $because', ({ spec = OFFICE, start, hours, want }) => {
    expect(iso(addWorkingTime(calendarOf(spec), at(start), hours * HOUR))).toBe(want);
  });

  it('adds nothing to the time of a calendar that is always open', () => {
    const calendar = calendarOf({ timeZone: 'Asia/Kathmandu', days: EVERY_DAY });
    const midnight = at('2026-11-20T00:00:00+05:45');
    for (let days = 1; days <= 150; days++) {
      expect(addWorkingTime(calendar, midnight, days * 24 * HOUR)).toBe(midnight + days * 24 * HOUR);
    }
  });

  it('counts the longest target over decades, and as many weeks as there are', () => {
    const calendar = calendarOf({ ...OFFICE, timeZone: 'UTC' });
    const monday = at('2026-11-23T09:00:00Z');
    // 2499 weeks of 40 hours, four days and seven hours.
    const want = monday + (2_499 * 7 + 4) * 24 * HOUR + 7 * HOUR;
    expect(addWorkingTime(calendar, monday, 99_999 * HOUR)).toBe(want);
  });

  it('comes to an end where no working time would ever be enough', () => {
    const calendar = calendarOf({ days: ['Mon'], hours: { start: '09:00', end: '09:01' } });
    const start = at('2026-11-23T09:00:00Z');
    const end = addWorkingTime(calendar, start, 99_999 * HOUR);
    expect(end).toBeGreaterThan(addMonths(start, 12 * 115));
    expect(end).toBeLessThan(addMonths(start, 12 * 125));
  });
});

describe('endOfBusinessDay', () => {
  it.each<{ name: string; because: string; spec?: CalendarSpec; start: string; count: number; want: string }>([
    {
      name: 'without a calendar',
      because: 'Monday to Friday in UTC',
      start: '2026-11-19T12:00:00Z',
      count: 4,
      want: '2026-11-26T00:00:00Z',
    },
    {
      name: 'none',
      because: 'the day of the start is the one that closes',
      start: '2026-11-21T12:00:00Z',
      count: 0,
      want: '2026-11-22T00:00:00Z',
    },
    {
      name: 'over two years of weeks',
      because: 'whole weeks are skipped, and the holidays in them made up for',
      spec: { timeZone: 'UTC', holidays: ['2026-12-25', '2026-12-26', '2027-01-01', '2027-12-24'] },
      start: '2026-11-20T12:00:00Z',
      count: 500,
      want: '2028-10-26T00:00:00Z',
    },
    {
      name: 'the evening after the clocks changed',
      because: 'at 22:30 in UTC it is Monday in Berlin already, by summer time',
      spec: { timeZone: 'Europe/Berlin' },
      start: '2027-03-28T22:30:00Z',
      count: 1,
      want: '2027-03-30T22:00:00Z',
    },
    {
      name: 'midnight is skipped',
      because: 'Beirut goes from 24:00 to 01:00, so its 28th begins at 01:00',
      spec: { timeZone: 'Asia/Beirut', days: EVERY_DAY },
      start: '2027-03-26T12:00:00Z',
      count: 1,
      want: '2027-03-27T22:00:00Z',
    },
    {
      name: 'midnight comes twice',
      because: 'Havana goes from 01:00 to 00:00, and its 7th begins the first time',
      spec: { timeZone: 'America/Havana', days: EVERY_DAY },
      start: '2027-11-05T12:00:00Z',
      count: 1,
      want: '2027-11-07T04:00:00Z',
    },
    {
      name: 'the next date was left out',
      because: 'the 29th of December 2011 closed into the 31st in Samoa',
      spec: { timeZone: 'Pacific/Apia', days: EVERY_DAY },
      start: '2011-12-28T20:00:00Z',
      count: 1,
      want: '2011-12-30T10:00:00Z',
    },
  ])('$name: $because', ({ spec, start, count, want }) => {
    expect(iso(endOfBusinessDay(calendarOf(spec), at(start), count))).toBe(want);
  });
});

describe('addMonths', () => {
  it.each([
    { start: '2027-01-31T10:00:00Z', count: 1, want: '2027-02-28T10:00:00Z', because: 'February is short' },
    { start: '2028-01-31T10:00:00Z', count: 1, want: '2028-02-29T10:00:00Z', because: 'and has a leap day' },
    { start: '2028-02-29T10:00:00Z', count: 12, want: '2029-02-28T10:00:00Z', because: 'but not every year' },
    { start: '2027-03-31T23:59:59.999Z', count: 1, want: '2027-04-30T23:59:59.999Z', because: 'the time of day stays' },
    { start: '2027-02-28T10:00:00Z', count: 1, want: '2027-03-28T10:00:00Z', because: 'a last day does not stick' },
    { start: '2027-12-31T10:00:00Z', count: 2, want: '2028-02-29T10:00:00Z', because: 'years turn' },
    { start: '2027-05-31T10:00:00Z', count: 0, want: '2027-05-31T10:00:00Z', because: 'no months change nothing' },
    { start: '0050-01-31T10:00:00Z', count: 1, want: '0050-02-28T10:00:00Z', because: 'the year 50 is not 1950' },
  ])('$start and $count months: $because', ({ start, count, want }) => {
    expect(iso(addMonths(at(start), count))).toBe(want);
  });
});
