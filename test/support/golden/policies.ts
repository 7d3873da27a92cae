// Policies with the time limits of the laws that the golden timelines cover. Test data, not legal advice: the examples for users, with
// their articles, are under config/packs.

import type { DisclosurePolicy, DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicy, SLAPolicySpec } from '../../../src/api/v1alpha1/slapolicy.gen.ts';

type Days = NonNullable<SLAPolicySpec['calendar']>['days'];

const WORKING_WEEK: Days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];
const EVERY_DAY: Days = [...WORKING_WEEK, 'Sat', 'Sun'];

export function disclosurePolicy(
  name: string,
  spec: Partial<DisclosurePolicySpec> & Pick<DisclosurePolicySpec, 'obligations'>,
): DisclosurePolicy {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'DisclosurePolicy',
    metadata: { name },
    spec: { assessWithin: '72h', counting: 'Exact', ...spec },
  };
}

export function slaPolicy(name: string, spec: SLAPolicySpec): SLAPolicy {
  return { apiVersion: 'docket.dev/v1alpha1', kind: 'SLAPolicy', metadata: { name }, spec };
}

/** Articles 33 and 34: the authority within 72 hours of becoming aware, the persons without a fixed time (here: 30 days). */
export const GDPR = disclosurePolicy('gdpr', {
  obligations: [
    {
      name: 'authority',
      when: 'DataLoss',
      dataType: 'PersonalData',
      recipient: 'SupervisoryAuthority',
      clocks: [{ start: 'Aware', within: '72h' }],
    },
    {
      name: 'persons',
      when: 'DataLoss',
      dataType: 'PersonalData',
      recipient: 'AffectedPersons',
      clocks: [{ start: 'Aware', within: '30d' }],
    },
  ],
});

/** Article 23: early warning in 24 hours, notification in 72, the final report a month after the notification. */
export const NIS2 = disclosurePolicy('nis2', {
  obligations: [
    {
      name: 'early-warning',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'CSIRT',
      clocks: [{ start: 'Aware', within: '24h' }],
    },
    {
      name: 'notification',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'CSIRT',
      clocks: [{ start: 'Aware', within: '72h' }],
    },
    {
      name: 'final-report',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'CSIRT',
      clocks: [{ start: 'Disclosed', of: 'notification', within: '1mo' }],
    },
  ],
});

/** Article 19 and its standards: 4 hours from classification, at most 24 from awareness; then 72 hours, then a month. */
export const DORA = disclosurePolicy('dora', {
  obligations: [
    {
      name: 'initial',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'CompetentAuthority',
      clocks: [
        { start: 'Classified', within: '4h' },
        { start: 'Aware', within: '24h' },
      ],
    },
    {
      name: 'intermediate',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'CompetentAuthority',
      clocks: [{ start: 'Disclosed', of: 'initial', within: '72h' }],
    },
    {
      name: 'final',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'CompetentAuthority',
      clocks: [{ start: 'Disclosed', of: 'intermediate', within: '1mo' }],
    },
  ],
});

/** Form 8-K item 1.05: four business days after the incident is determined to be material. */
export const SEC = disclosurePolicy('sec', {
  calendar: {
    timeZone: 'America/New_York',
    days: WORKING_WEEK,
    holidays: ['2055-05-31', '2055-06-18', '2055-07-05', '2055-11-11', '2055-11-25'],
  },
  obligations: [
    {
      name: 'form-8k',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'SEC',
      clocks: [{ start: 'Classified', within: '4bd' }],
    },
  ],
});

/** 45 CFR 164.404: 60 days from discovery. */
export const HIPAA = disclosurePolicy('hipaa', {
  obligations: [
    {
      name: 'individuals',
      when: 'DataLoss',
      dataType: 'PHI',
      recipient: 'Individuals',
      clocks: [{ start: 'Detected', within: '60d' }],
    },
  ],
});

/** A stage that can only start once the incident is over. */
export const AFTER_RESOLUTION = disclosurePolicy('after-resolution', {
  obligations: [
    {
      name: 'report',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'Insurer',
      clocks: [{ start: 'Resolved', within: '1mo' }],
    },
  ],
});

export const CRITICAL_ONLY = disclosurePolicy('critical-only', {
  appliesTo: { severities: ['Critical'] },
  assessWithin: '1h',
  obligations: [
    {
      name: 'board',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'Board',
      clocks: [{ start: 'Detected', within: '2h' }],
    },
  ],
});

export const DAY_TO_ASSESS = disclosurePolicy('day-to-assess', {
  assessWithin: '24h',
  obligations: [
    {
      name: 'board',
      when: 'DataLoss',
      dataType: '*',
      recipient: 'Board',
      clocks: [{ start: 'Detected', within: '7d' }],
    },
  ],
});

/** Office hours in Berlin, with a bank holiday before and after a weekend. */
export const BERLIN_OFFICE = slaPolicy('berlin-office', {
  calendar: {
    timeZone: 'Europe/Berlin',
    days: WORKING_WEEK,
    hours: { start: '09:00', end: '17:00' },
    holidays: ['2055-05-06', '2055-05-17'],
  },
  targets: [
    { severity: 'Critical', acknowledgeWithin: '15m', resolveWithin: '1d' },
    { severity: 'High', acknowledgeWithin: '1h', resolveWithin: '40h' },
    { severity: 'Medium', acknowledgeWithin: '4h' },
  ],
});

/** The same hours with the German holidays around Easter. */
export const BERLIN_EASTER = slaPolicy('berlin-easter', {
  ...BERLIN_OFFICE.spec,
  calendar: {
    timeZone: 'Europe/Berlin',
    days: WORKING_WEEK,
    hours: { start: '09:00', end: '17:00' },
    holidays: ['2055-03-26', '2055-03-29'],
  },
});

export const NEW_YORK_OFFICE = slaPolicy('new-york-office', {
  ...BERLIN_OFFICE.spec,
  calendar: { timeZone: 'America/New_York', days: WORKING_WEEK, hours: { start: '09:00', end: '17:00' } },
});

/** A night shift, whose hours lie across the change of the clocks. */
export function nightShift(timeZone: string): SLAPolicy {
  const name = `night-${timeZone.replace(/.*\//, '').replace('_', '-').toLowerCase()}`;
  return slaPolicy(name, {
    calendar: { timeZone, days: EVERY_DAY, hours: { start: '00:00', end: '08:00' } },
    targets: [{ severity: 'High', acknowledgeWithin: '8h' }],
  });
}
