import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import { dayOf } from './dates.ts';
import { openTimeZone, type TimeZone } from './time-zone.ts';

const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

function zoneOf(name: string): TimeZone {
  const zone = openTimeZone(name);
  if (zone === undefined) throw new Error(`no zone ${name}`);
  return zone;
}

function day(text: string): number {
  const number = dayOf(text);
  if (number === undefined) throw new Error(`no date ${text}`);
  return number;
}

describe('openTimeZone', () => {
  it.each([
    { name: 'Mars/Olympus', because: 'nobody lives there' },
    { name: '', because: 'nothing is no zone' },
    { name: '2026-03-02T10:00:00Z', because: 'an instant is no zone' },
    { name: '+24:00', because: 'local time is less than a day away from UTC' },
    { name: 'IST', because: 'India, Ireland and Israel call theirs so' },
  ])('knows no $name: $because', ({ name }) => {
    expect(openTimeZone(name)).toBeUndefined();
  });

  it('opens a zone once, in whatever case its name is written', () => {
    expect(openTimeZone('europe/berlin')).toBe(openTimeZone('Europe/Berlin'));
  });
});

it.each([
  { zone: 'UTC', instant: '2026-03-02T23:59:59Z', hours: 0, date: '2026-03-02', because: 'it is UTC' },
  { zone: '-03:30', instant: '2026-03-02T01:00:00Z', hours: -3.5, date: '2026-03-01', because: 'it is fixed' },
  { zone: 'Europe/Berlin', instant: '2027-03-28T00:59:59Z', hours: 1, date: '2027-03-28', because: 'winter lasts' },
  { zone: 'Europe/Berlin', instant: '2027-03-28T01:00:00Z', hours: 2, date: '2027-03-28', because: 'summer starts' },
  { zone: 'Europe/Berlin', instant: '2027-10-31T00:59:59Z', hours: 2, date: '2027-10-31', because: 'summer lasts' },
  { zone: 'Europe/Berlin', instant: '2027-10-31T01:00:00Z', hours: 1, date: '2027-10-31', because: 'winter starts' },
  { zone: 'Pacific/Apia', instant: '2011-12-30T09:59:59Z', hours: -10, date: '2011-12-29', because: 'the 29th lasts' },
  {
    zone: 'Pacific/Apia',
    instant: '2011-12-30T10:00:00Z',
    hours: 14,
    date: '2011-12-31',
    because: 'the 30th is left out',
  },
])('$instant in $zone is on $date, $hours hours ahead: $because', ({ zone, instant, hours, date }) => {
  expect(zoneOf(zone).offsetAt(at(instant))).toBe(hours * HOUR);
  expect(zoneOf(zone).dayAt(at(instant))).toBe(day(date));
});

it('law: in whatever order it is asked, a zone answers the same', () => {
  const instants = Array.from({ length: 400 }, (_, index) => at('1890-01-01T00:00:00Z') + index * 150 * 24 * HOUR);
  const plain = (ms: number): number =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('Australia/Sydney').offsetNanoseconds / 1_000_000;
  const zone = zoneOf('Australia/Sydney');
  for (const ms of [...instants.filter((_, index) => index % 3 === 1), ...instants.toReversed(), ...instants])
    expect(zone.offsetAt(ms)).toBe(plain(ms));
});

it.each([
  { zone: 'Europe/Berlin', date: '2027-03-28', want: '2027-03-27T23:00:00Z', because: 'midnight is midnight' },
  { zone: 'Asia/Beirut', date: '2027-03-28', want: '2027-03-27T22:00:00Z', because: 'its day begins at 01:00' },
  { zone: 'America/Havana', date: '2027-11-07', want: '2027-11-07T04:00:00Z', because: 'the first of two midnights' },
  { zone: 'Pacific/Apia', date: '2011-12-30', want: '2011-12-30T10:00:00Z', because: 'the 31st stands in for it' },
])('$date starts in $zone at $want: $because', ({ zone, date, want }) => {
  expect(iso(zoneOf(zone).startOf(day(date)))).toBe(want);
});

it('a window has two parts where the clock is set back out of it', () => {
  const windows = zoneOf('America/New_York').windows(day('2027-11-07'), 0, 1.5 * HOUR);
  expect(windows.map(({ from, to }) => [iso(from), iso(to)])).toEqual([
    ['2027-11-07T04:00:00Z', '2027-11-07T05:30:00Z'],
    ['2027-11-07T06:00:00Z', '2027-11-07T06:30:00Z'],
  ]);
});
