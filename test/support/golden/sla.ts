// The golden timelines of the SLA: the deadlines for acknowledging and resolving an incident, around the clock and in business hours.
// The deadlines are calculated by hand. 2055 starts on a Friday. Clocks change on 2055-03-28 and 2055-10-31 in Berlin, on 2055-03-14 and
// 2055-11-07 in New York.

import { BERLIN_EASTER, BERLIN_OFFICE, NEW_YORK_OFFICE, nightShift, slaPolicy } from './policies.ts';
import type { GoldenTimeline } from './timeline.ts';

type Severity = GoldenTimeline['incident']['severity'];

interface Sla {
  readonly name: string;
  readonly because: string;
  readonly policies: GoldenTimeline['policies'];
  readonly severity: Severity;
  readonly detectedAt: string;
  readonly deadline: string;
}

const VERDICTS = {
  ResponseOnTime: {
    before: { result: 'Due', reason: 'AcknowledgementDue' },
    at: { result: 'Due', reason: 'AcknowledgementDue' },
    after: { result: 'Failing', reason: 'AcknowledgementOverdue' },
  },
  ResolutionOnTime: {
    before: { result: 'Due', reason: 'ResolutionDue' },
    at: { result: 'Due', reason: 'ResolutionDue' },
    after: { result: 'Failing', reason: 'ResolutionOverdue' },
  },
} as const;

const row = (type: keyof typeof VERDICTS, { name, because, policies, severity, detectedAt, deadline }: Sla) => ({
  name,
  because,
  policies,
  incident: { title: 'logins from two continents', severity, state: 'Detected' as const, zone: 'emea', detectedAt },
  review: undefined,
  check: { type, severity: 'High' as const },
  deadline,
  verdicts: VERDICTS[type],
});

/** Nobody has acknowledged the incident yet. */
const response = (sla: Sla): GoldenTimeline => row('ResponseOnTime', sla);
/** Nobody has resolved it yet. */
const resolution = (sla: Sla): GoldenTimeline => row('ResolutionOnTime', sla);

const forZone = (zone: string, acknowledgeWithin: string) =>
  slaPolicy(`zone-${zone}`, { appliesTo: { zones: [zone] }, targets: [{ severity: 'High', acknowledgeWithin }] });

export const SLA_TIMELINES: readonly GoldenTimeline[] = [
  response({
    name: 'built-in: critical within 15 minutes',
    because: 'around the clock, on a Sunday and at night',
    policies: [],
    severity: 'Critical',
    detectedAt: '2055-03-07T03:00:00Z',
    deadline: '2055-03-07T03:15:00Z',
  }),
  resolution({
    name: 'built-in: high resolved within seven days',
    because: 'a day is 24 hours, although the clocks in Berlin changed in between',
    policies: [],
    severity: 'High',
    detectedAt: '2055-03-25T16:00:00+01:00',
    deadline: '2055-04-01T17:00:00+02:00',
  }),
  response({
    name: 'policies for two zones',
    because: 'the policy that selects the incident counts',
    policies: [forZone('apac', '2h'), forZone('emea', '30m')],
    severity: 'High',
    detectedAt: '2055-03-02T09:00:00Z',
    deadline: '2055-03-02T09:30:00Z',
  }),
  response({
    name: 'business hours: within a day',
    because: '09:00 in Berlin is open, and four hours fit before 17:00',
    policies: [BERLIN_OFFICE],
    severity: 'Medium',
    detectedAt: '2055-03-02T09:00:00+01:00',
    deadline: '2055-03-02T13:00:00+01:00',
  }),
  response({
    name: 'business hours: over a weekend',
    because: 'half an hour on Friday, half an hour on Monday',
    policies: [BERLIN_OFFICE],
    severity: 'High',
    detectedAt: '2055-03-05T16:30:00+01:00',
    deadline: '2055-03-08T09:30:00+01:00',
  }),
  response({
    name: 'business hours: detected outside of them',
    because: 'it starts at the next opening',
    policies: [BERLIN_OFFICE],
    severity: 'Critical',
    detectedAt: '2055-03-06T12:00:00+01:00',
    deadline: '2055-03-08T09:15:00+01:00',
  }),
  resolution({
    name: 'business hours: a whole week of them',
    because: 'the last minute of work is Friday at closing time, not Monday at opening time',
    policies: [BERLIN_OFFICE],
    severity: 'High',
    detectedAt: '2055-03-08T09:00:00+01:00',
    deadline: '2055-03-12T17:00:00+01:00',
  }),
  resolution({
    name: 'business hours: days are not hours',
    because: 'd is 24 hours of elapsed time with a calendar too',
    policies: [BERLIN_OFFICE],
    severity: 'Critical',
    detectedAt: '2055-03-26T16:00:00+01:00',
    deadline: '2055-03-27T16:00:00+01:00',
  }),
  response({
    name: 'business hours: Easter and the short night in Berlin',
    because: 'half an hour on Maundy Thursday in winter, half an hour on Tuesday in summer',
    policies: [BERLIN_EASTER],
    severity: 'High',
    detectedAt: '2055-03-25T16:30:00+01:00',
    deadline: '2055-03-30T09:30:00+02:00',
  }),
  response({
    name: 'business hours: over the short night in Berlin',
    because: 'an hour on Friday, three on Monday, whose 09:00 comes an hour earlier',
    policies: [BERLIN_OFFICE],
    severity: 'Medium',
    detectedAt: '2055-03-26T15:00:00Z',
    deadline: '2055-03-29T10:00:00Z',
  }),
  response({
    name: 'business hours: over the long night in Berlin',
    because: 'an hour on Friday, three on Monday, whose 09:00 comes an hour later',
    policies: [BERLIN_OFFICE],
    severity: 'Medium',
    detectedAt: '2055-10-29T14:00:00Z',
    deadline: '2055-11-01T11:00:00Z',
  }),
  response({
    name: 'business hours: over the short night in New York',
    because: 'an hour on Friday, three on Monday, whose 09:00 comes an hour earlier',
    policies: [NEW_YORK_OFFICE],
    severity: 'Medium',
    detectedAt: '2055-03-12T21:00:00Z',
    deadline: '2055-03-15T16:00:00Z',
  }),
  response({
    name: 'business hours: over the long night in New York',
    because: 'an hour on Friday, three on Monday, whose 09:00 comes an hour later',
    policies: [NEW_YORK_OFFICE],
    severity: 'Medium',
    detectedAt: '2055-11-05T20:00:00Z',
    deadline: '2055-11-08T17:00:00Z',
  }),
  response({
    name: 'night shift: the short night in New York is within the hours',
    because:
      'two hours on Saturday; on Sunday two until 02:00, which is 03:00, and four more: seven on the wall, six worked',
    policies: [nightShift('America/New_York')],
    severity: 'High',
    detectedAt: '2055-03-13T06:00:00-05:00',
    deadline: '2055-03-14T07:00:00-04:00',
  }),
  response({
    name: 'night shift: the long night in Berlin is within the hours',
    because: 'two hours on Saturday; on Sunday the hour from 02:00 comes twice, so that six are over at 05:00',
    policies: [nightShift('Europe/Berlin')],
    severity: 'High',
    detectedAt: '2055-10-30T06:00:00+02:00',
    deadline: '2055-10-31T05:00:00+01:00',
  }),
];
