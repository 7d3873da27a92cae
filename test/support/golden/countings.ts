// The golden timelines of counting: to the end of a day, and as Regulation (EEC, Euratom) No 1182/71, Art. 3 counts. The deadlines are
// worked out by hand. 2055 starts on a Friday. Clocks change on 2055-03-28 and 2055-10-31 in Berlin and London, on 2055-03-14 in New
// York, on 2055-04-04 and 2055-10-03 in Sydney.

import type { DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import { loss } from './loss.ts';
import { disclosurePolicy } from './policies.ts';
import type { GoldenTimeline } from './timeline.ts';

interface Counted {
  readonly counting: DisclosurePolicySpec['counting'];
  readonly within: string;
  readonly zone: string;
  readonly aware: string;
  readonly deadline: string;
  readonly because: string;
  readonly holidays?: string[];
  readonly dayEndsAt?: string;
}

const ROWS: readonly Counted[] = [
  {
    counting: 'EndOfDay',
    zone: 'America/New_York',
    within: '60d',
    aware: '2055-01-15T12:00:00-05:00',
    deadline: '2055-03-17T00:00:00-04:00',
    because: '16 days of January, 28 of February, 16 of March, and the clocks went forward',
  },
  {
    counting: 'EndOfDay',
    zone: 'America/New_York',
    within: '60d',
    aware: '2055-01-15T23:30:00-05:00',
    deadline: '2055-03-17T00:00:00-04:00',
    because: 'in UTC it was the 16th already, in New York not yet',
  },
  {
    counting: 'EndOfDay',
    zone: 'America/New_York',
    within: '60d',
    aware: '2055-01-16T00:30:00-05:00',
    deadline: '2055-03-18T00:00:00-04:00',
    because: 'an hour later is another day',
  },
  {
    counting: 'EndOfDay',
    zone: 'Europe/Berlin',
    within: '1mo',
    aware: '2055-01-31T10:00:00+01:00',
    deadline: '2055-03-01T00:00:00+01:00',
    because: 'February has no 31st, and a Sunday is a day',
  },
  {
    counting: 'EndOfDay',
    zone: 'Europe/Berlin',
    within: '1mo',
    aware: '2056-01-01T00:30:00+01:00',
    deadline: '2056-02-02T00:00:00+01:00',
    because: 'the month counts in the zone, where the year has turned',
  },
  {
    counting: 'EndOfDay',
    zone: 'Asia/Kolkata',
    within: '2d',
    aware: '2055-06-11T01:30:00+05:30',
    deadline: '2055-06-14T00:00:00+05:30',
    because: 'the 11th in Kolkata is the 10th in UTC',
  },
  {
    counting: 'EndOfDay',
    zone: 'Australia/Sydney',
    within: '3d',
    aware: '2055-04-02T09:00:00+11:00',
    deadline: '2055-04-06T00:00:00+10:00',
    because: 'the clocks went back on the 4th',
  },
  {
    counting: 'EndOfDay',
    zone: 'Europe/London',
    within: '72h',
    aware: '2055-03-27T12:20:00Z',
    deadline: '2055-03-30T13:20:00+01:00',
    because: 'hours are elapsed time',
  },
  {
    counting: 'EndOfDay',
    zone: 'Europe/Berlin',
    within: '1d',
    aware: '2055-06-11T10:00:00+02:00',
    deadline: '2055-06-13T00:00:00+02:00',
    because: 'a Saturday is a day like any other',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '24h',
    aware: '2055-06-14T10:15:30+02:00',
    deadline: '2055-06-15T11:00:00+02:00',
    because: 'Art. 3(1): the hour of the event does not count',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '24h',
    aware: '2055-06-14T10:00:00+02:00',
    deadline: '2055-06-15T11:00:00+02:00',
    because: 'Art. 3(1): what happens on the hour happens in the hour that begins',
  },
  {
    counting: 'EU1182',
    zone: 'Asia/Kolkata',
    within: '24h',
    aware: '2055-06-14T10:15:30+05:30',
    deadline: '2055-06-15T11:00:00+05:30',
    because: 'the hours are those on the wall, which are half past in UTC',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '24h',
    aware: '2055-06-11T10:15:00+02:00',
    deadline: '2055-06-12T11:00:00+02:00',
    because: 'Art. 3(4): hours may end on a Saturday',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '72h',
    aware: '2055-06-11T10:15:00+02:00',
    deadline: '2055-06-16T00:00:00+02:00',
    because: 'Art. 3(5): Monday and Tuesday are the two working days after a Friday',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '72h',
    aware: '2055-06-14T10:15:00+02:00',
    deadline: '2055-06-17T11:00:00+02:00',
    because: 'Art. 3(5): Tuesday and Wednesday are over by then',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '72h',
    holidays: ['2055-03-26', '2055-03-29'],
    aware: '2055-03-25T15:20:00+01:00',
    deadline: '2055-04-01T00:00:00+02:00',
    because: 'Art. 3(5): two holidays and a weekend leave Tuesday and Wednesday',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '24h',
    aware: '2055-10-30T12:10:00+02:00',
    deadline: '2055-10-31T12:00:00+01:00',
    because: 'hours are elapsed time over the long night, from 13:00',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/London',
    within: '4d',
    aware: '2055-06-08T09:00:00+01:00',
    deadline: '2055-06-15T00:00:00+01:00',
    because: 'Art. 3(4): the fourth day is a Saturday, so it is Monday',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/London',
    within: '3d',
    holidays: ['2055-05-31'],
    aware: '2055-05-27T09:00:00+01:00',
    deadline: '2055-06-02T00:00:00+01:00',
    because: 'Art. 3(4): a Sunday, and Monday is a holiday',
  },
  {
    counting: 'EU1182',
    zone: 'Australia/Sydney',
    within: '2d',
    aware: '2055-10-01T09:00:00+10:00',
    deadline: '2055-10-06T00:00:00+11:00',
    because: 'Art. 3(5): Monday the 4th and Tuesday the 5th, after the clocks went forward',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '1mo',
    aware: '2055-01-31T10:00:00+01:00',
    deadline: '2055-03-02T00:00:00+01:00',
    because: 'Art. 3(2)(c): the last of February, a Sunday, so Monday the 1st',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '1mo',
    aware: '2055-05-15T10:00:00+02:00',
    deadline: '2055-06-16T00:00:00+02:00',
    because: 'Art. 3(2)(c): the last hour of the same date',
  },
  {
    counting: 'EU1182',
    zone: 'Europe/Berlin',
    within: '1d',
    aware: '2055-06-11T10:00:00+02:00',
    deadline: '2055-06-15T00:00:00+02:00',
    because: 'Art. 3(4): a Saturday, so Monday',
  },
  {
    counting: 'Exact',
    zone: 'America/New_York',
    within: '4bd',
    dayEndsAt: '17:30',
    aware: '2055-03-10T15:00:00-05:00',
    deadline: '2055-03-16T17:30:00-04:00',
    because: '17 CFR 232.13: what is filed after 17:30 Eastern is filed on the next business day',
  },
  {
    counting: 'EU1182',
    zone: 'America/New_York',
    within: '4bd',
    dayEndsAt: '17:30',
    aware: '2055-06-10T23:30:00-04:00',
    deadline: '2055-06-16T17:30:00-04:00',
    because: 'the date of the start is the one in New York, however periods count',
  },
];

export const COUNTING_TIMELINES: readonly GoldenTimeline[] = ROWS.map(
  ({ counting, zone, within, aware, deadline, because, holidays, dayEndsAt }, index) =>
    loss({
      name: `${counting} ${within} in ${zone} from ${aware}`,
      because,
      policies: [
        disclosurePolicy(`counting-${index}`, {
          counting,
          calendar: {
            timeZone: zone,
            days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
            ...(holidays !== undefined && { holidays }),
            ...(dayEndsAt !== undefined && { dayEndsAt }),
          },
          obligations: [
            { name: 'notice', dataType: '*', recipient: 'Authority', clocks: [{ start: 'Aware', within }] },
          ],
        }),
      ],
      incident: { detectedAt: aware },
      review: { awareAt: aware },
      deadline,
    }),
);
