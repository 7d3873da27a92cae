// How a period of a disclosure clock is counted: exactly, to the end of a day, or as the law of the European Union counts. Pure.
//
// EU1182 is Regulation (EEC, Euratom) No 1182/71 of the Council (OJ L 124, 8.6.1971), Art. 3. Public holidays and the weekend are those
// of the calendar: Art. 2(1) leaves the holidays to the Member States.

import {
  addMonths,
  type Calendar,
  businessDayFrom,
  dateAfterMonths,
  endOfBusinessDay,
  endOfDate,
  nextFullHour,
} from '../calendar.ts';
import { DAY_MS } from '../calendar/dates.ts';
import type { Period } from '../durations.ts';

/** `spec.counting` of a policy. */
export type Counting = 'Exact' | 'EndOfDay' | 'EU1182';

/** The last instant that is on time: a period that starts at `from`. */
export function endOfPeriod(period: Period, from: number, calendar: Calendar, counting: Counting): number {
  if (period.kind === 'BusinessDays') return endOfBusinessDay(calendar, from, period.count, calendar.dayEndsMs);
  switch (counting) {
    case 'Exact':
      return period.kind === 'Months' ? addMonths(from, period.count) : from + period.ms;
    case 'EndOfDay':
      return endOfDay(period, from, calendar);
    case 'EU1182':
      return endOfEuPeriod(period, from, calendar);
  }
}

type CountedPeriod = Exclude<Period, { readonly kind: 'BusinessDays' }>;

function endOfDay(period: CountedPeriod, from: number, calendar: Calendar): number {
  const date = lastDate(period, from, calendar);
  return date === undefined ? from + exactMs(period) : endOfDate(calendar, date);
}

/**
 * Art. 3(1): the hour, or the day, of the event does not fall within the period. Art. 3(2): it ends with the expiry of its last hour, or of
 * the last hour of its last day. Art. 3(4): where that day is a holiday, a Sunday or a Saturday, with that of the next working day; not so
 * for hours. Art. 3(5): a period of two days or more has at least two working days.
 */
function endOfEuPeriod(period: CountedPeriod, from: number, calendar: Calendar): number {
  const date = lastDate(period, from, calendar);
  const end =
    date === undefined ? endOfHours(period, from, calendar) : endOfDate(calendar, businessDayFrom(calendar, date));
  const isTwoDays = period.kind === 'Months' || period.ms >= 2 * DAY_MS;
  return isTwoDays ? Math.max(end, endOfBusinessDay(calendar, from, 2)) : end;
}

/** Seconds and minutes are no periods of a law: they count from the instant itself. */
function endOfHours(period: CountedPeriod, from: number, calendar: Calendar): number {
  const isHours = period.kind === 'Exact' && period.unit === 'h';
  return (isHours ? nextFullHour(calendar, from) : from) + exactMs(period);
}

/** The last date of days and months; undefined for what is counted in hours or less. */
function lastDate(period: CountedPeriod, from: number, calendar: Calendar): number | undefined {
  if (period.kind === 'Months') return dateAfterMonths(calendar, from, period.count);
  return period.unit === 'd' ? calendar.zone.dayAt(from) + period.ms / DAY_MS : undefined;
}

const exactMs = (period: CountedPeriod): number => (period.kind === 'Exact' ? period.ms : 0);
