// For each alert at least one world in which it fires and one in which it is silent, as series that Prometheus would have scraped. The
// series stand for two replicas where that matters. Data for test/nightly/monitoring/alerts.test.ts.

import { type AlertCase, both } from './alert-case.ts';
import { OPERATION, SOURCES } from './operation-cases.ts';

const OVERFLOW = 'namespace="pay",check="_overflow"';
const CHECK = 'namespace="pay",check="closed"';
const info = both('docket_check_info', `${CHECK},severity="High",owner="oncall"`, '1x60');
const check = (result: string, failing: string, unknown = '0x60'): Record<string, string> => ({
  ...info,
  ...both('docket_check_result', `${CHECK},type="IncidentClosed",result="${result}"`, '1x60'),
  ...both('docket_check_subjects', `${CHECK},result="Failing"`, failing),
  ...both('docket_check_subjects', `${CHECK},result="Unknown"`, unknown),
});
const CHECK_LABELS = {
  namespace: 'pay',
  check: 'closed',
  owner: 'oncall',
  check_severity: 'High',
  severity: 'warning',
};

const CHECKS: readonly AlertCase[] = [
  {
    alert: 'DocketCheckFailing',
    because: 'three subjects fail, seen by both replicas',
    series: check('Failing', '3x60'),
    at: '10m',
    fires: [
      {
        labels: CHECK_LABELS,
        says: [
          'The check closed in pay fails',
          '3 of its subjects fail, without an exception. Severity High, owner oncall.',
        ],
      },
    ],
  },
  {
    alert: 'DocketCheckFailing',
    because: 'one of the checks beyond those with series of their own fails, of two types',
    series: {
      ...both('docket_check_info', 'namespace="pay",check="_overflow",severity="High",owner=""', '1x60'),
      ...both('docket_check_result', `${OVERFLOW},type="IncidentClosed",result="Passing"`, '1x60'),
      ...both('docket_check_result', `${OVERFLOW},type="ResponseOnTime",result="Failing"`, '1x60'),
      ...both('docket_check_result', `${OVERFLOW},type="IncidentClosed",result="Failing"`, '0x60'),
      ...both('docket_check_subjects', `${OVERFLOW},result="Failing"`, '2x60'),
    },
    at: '10m',
    fires: [
      {
        labels: { namespace: 'pay', check: '_overflow', check_severity: 'High', severity: 'warning' },
        says: [
          'The check _overflow in pay fails',
          '2 of its subjects fail, without an exception. Severity High, owner nobody.',
        ],
      },
    ],
  },
  { alert: 'DocketCheckFailing', because: 'it passes', series: check('Passing', '0x60'), at: '10m' },
  {
    alert: 'DocketCheckFailing',
    because: 'it fails for less than five minutes',
    series: check('Failing', '3x60'),
    at: '4m',
  },
  {
    alert: 'DocketCheckUnknown',
    because: 'two subjects cannot be judged',
    series: check('Unknown', '0x60', '2x60'),
    at: '20m',
    fires: [
      {
        labels: CHECK_LABELS,
        says: [
          'The check closed in pay cannot be judged',
          'Its data is missing, stale or unreadable; 2 of its subjects are unknown. No data is not compliance.',
        ],
      },
    ],
  },
  {
    alert: 'DocketCheckUnknown',
    because: 'it fails, which is known',
    series: check('Failing', '1x60', '2x60'),
    at: '20m',
  },
  {
    alert: 'DocketControlFailing',
    because: 'a check that is evidence for it fails',
    series: both('docket_control_result', 'namespace="pay",framework="SOC2",control="CC7.4",result="Failing"', '1x60'),
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', framework: 'SOC2', control: 'CC7.4', severity: 'warning' },
        says: [
          'The control CC7.4 of SOC2 has a failing check in pay',
          'At least 1 check in pay that is evidence for SOC2 CC7.4 fails.',
        ],
      },
    ],
  },
  {
    alert: 'DocketControlFailing',
    because: 'its checks pass',
    series: both('docket_control_result', 'namespace="pay",framework="SOC2",control="CC7.4",result="Failing"', '0x60'),
    at: '20m',
  },
];

const RECIPIENT = 'namespace="pay",recipient="SupervisoryAuthority"';
const DISCLOSURES: readonly AlertCase[] = [
  {
    alert: 'DocketDisclosureDeadlineSoon',
    because: 'twelve hours from now, less ten minutes',
    series: both('docket_disclosure_next_deadline_timestamp_seconds', RECIPIENT, '43200x60'),
    at: '10m',
    fires: [
      {
        labels: { namespace: 'pay', recipient: 'SupervisoryAuthority', severity: 'critical' },
        says: [
          'SupervisoryAuthority must be told of an incident in pay soon',
          'The deadline is in 11h 50m 0s. Disclose, and record it in the IncidentReview.',
        ],
      },
    ],
  },
  {
    alert: 'DocketDisclosureDeadlineSoon',
    because: 'it is due in a day',
    series: both('docket_disclosure_next_deadline_timestamp_seconds', RECIPIENT, '86400x60'),
    at: '10m',
  },
  {
    alert: 'DocketDisclosureOverdue',
    because: 'two are late',
    series: both('docket_disclosures_overdue', RECIPIENT, '2x60'),
    at: '10m',
    fires: [
      {
        labels: { namespace: 'pay', recipient: 'SupervisoryAuthority', severity: 'critical' },
        says: [
          'Disclosures to SupervisoryAuthority in pay are overdue',
          '2 disclosures are owed to SupervisoryAuthority and late.',
        ],
      },
    ],
  },
  {
    alert: 'DocketDisclosureOverdue',
    because: 'none is late',
    series: both('docket_disclosures_overdue', RECIPIENT, '0x60'),
    at: '10m',
  },
];

const waiting = (severity: string, source: string): Record<string, string> =>
  both('docket_incidents', `namespace="pay",source="${source}",severity="${severity}",state="Detected"`, '2x60');
const sla = (deadline: string, type: string): Record<string, string> => ({
  ...info,
  ...both('docket_check_next_deadline_timestamp_seconds', CHECK, deadline),
  ...both('docket_check_result', `${CHECK},type="${type}",result="Due"`, '1x60'),
});
const INCIDENTS: readonly AlertCase[] = [
  {
    alert: 'DocketIncidentUnacknowledged',
    because: 'critical and high ones wait, each under its own severity',
    series: { ...waiting('Critical', 'pager'), ...waiting('High', '') },
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', source: 'pager', incident_severity: 'Critical', severity: 'warning' },
        says: ['Critical incidents in pay wait for somebody', '2 incidents of the source pager are not acknowledged.'],
      },
      {
        labels: { namespace: 'pay', incident_severity: 'High', severity: 'warning' },
        says: [
          'High incidents in pay wait for somebody',
          '2 incidents of those that people reported are not acknowledged.',
        ],
      },
    ],
  },
  { alert: 'DocketIncidentUnacknowledged', because: 'a low one may wait', series: waiting('Low', 'pager'), at: '20m' },
  {
    alert: 'DocketSlaDeadlineSoon',
    because: 'half an hour from now, less ten minutes',
    series: sla('1800x60', 'ResponseOnTime'),
    at: '10m',
    fires: [
      {
        labels: { namespace: 'pay', check: 'closed', owner: 'oncall', severity: 'warning' },
        says: ['An incident judged by closed in pay misses its SLA soon', 'The next deadline is in 20m 0s.'],
      },
    ],
  },
  {
    alert: 'DocketSlaDeadlineSoon',
    because: 'it is due in an hour',
    series: sla('4200x60', 'ResponseOnTime'),
    at: '10m',
  },
  { alert: 'DocketSlaDeadlineSoon', because: 'it is no SLA', series: sla('1800x60', 'DataLossReported'), at: '10m' },
];

export const ALERT_CASES: readonly AlertCase[] = [...CHECKS, ...DISCLOSURES, ...INCIDENTS, ...SOURCES, ...OPERATION];
