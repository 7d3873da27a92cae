// The cases of the alerts on what Docket works with: sources, exceptions, leader, watches, reconciles. Data.

import { type AlertCase, both, on } from './alert-case.ts';

const SOURCE = 'namespace="pay",source="pager"';
const SYSTEM = 'namespace="pay",system="pager"';
const ROSTER = 'namespace="pay",roster="staff"';
export const SOURCES: readonly AlertCase[] = [
  {
    alert: 'DocketSourceStale',
    because: 'the leader read it last at the start',
    series: { [on('a', 'docket_source_last_success_timestamp_seconds', SOURCE)]: '0x120' },
    at: '70m',
    fires: [
      {
        labels: { namespace: 'pay', source: 'pager', severity: 'warning' },
        says: [
          'The source pager in pay was not read for long',
          'It was last read to the end 1h 10m 0s ago. What happened since is not on record, and its checks turn Unknown.',
        ],
      },
    ],
  },
  {
    alert: 'DocketSourceStale',
    because: 'another replica took over and reads it',
    series: {
      [on('a', 'docket_source_last_success_timestamp_seconds', SOURCE)]: '0x120',
      [on('b', 'docket_source_last_success_timestamp_seconds', SOURCE)]: '0+60x120',
    },
    at: '70m',
  },
  {
    alert: 'DocketSourceNotReady',
    because: 'its condition Ready is not True',
    series: both('docket_source_ready', SOURCE, '0x60'),
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', source: 'pager', severity: 'warning' },
        says: ['The source pager in pay is not ready', 'docket_source_ready is 0. Its condition Ready says why.'],
      },
    ],
  },
  {
    alert: 'DocketSourceNotReady',
    because: 'it is ready',
    series: both('docket_source_ready', SOURCE, '1x60'),
    at: '20m',
  },
  {
    alert: 'DocketAccessFindings',
    because: 'two people left and one account is of nobody, seen by both replicas',
    series: {
      ...both('docket_accounts', `${SYSTEM},verdict="Offboarded"`, '2x60'),
      ...both('docket_accounts', `${SYSTEM},verdict="Unidentified"`, '1x60'),
      ...both('docket_accounts', `${SYSTEM},verdict="Valid"`, '40x60'),
    },
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', system: 'pager', severity: 'warning' },
        says: [
          'Accounts of pager in pay should not be there',
          '3 accounts belong to people who left, to people who may not have access, or to nobody known.',
        ],
      },
    ],
  },
  {
    alert: 'DocketAccessFindings',
    because: 'what cannot be judged is the matter of the checks',
    series: {
      ...both('docket_accounts', `${SYSTEM},verdict="Valid"`, '40x60'),
      ...both('docket_accounts', `${SYSTEM},verdict="Unknown"`, '3x60'),
    },
    at: '20m',
  },
  {
    alert: 'DocketAccountsNotRead',
    because: 'its condition Ready is not True',
    series: both('docket_system_ready', SYSTEM, '0x60'),
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', system: 'pager', severity: 'warning' },
        says: [
          'The accounts of pager in pay are not read',
          'docket_system_ready is 0. The condition Ready of the CriticalSystem says why; checks on it turn Unknown.',
        ],
      },
    ],
  },
  {
    alert: 'DocketAccountsNotRead',
    because: 'it is ready',
    series: both('docket_system_ready', SYSTEM, '1x60'),
    at: '20m',
  },
  {
    alert: 'DocketRosterNotRead',
    because: 'its condition Ready is not True',
    series: both('docket_roster_ready', ROSTER, '0x60'),
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', roster: 'staff', severity: 'warning' },
        says: [
          'The staff roster staff in pay is not read',
          'docket_roster_ready is 0. The condition Ready of the StaffRoster says why; nobody knows who left meanwhile.',
        ],
      },
    ],
  },
  {
    alert: 'DocketRosterNotRead',
    because: 'it is ready',
    series: both('docket_roster_ready', ROSTER, '1x60'),
    at: '20m',
  },
  {
    alert: 'DocketSeverityLowered',
    because: 'its map makes P1 an Info',
    series: both('docket_source_severity_lowered', SOURCE, '1x60'),
    at: '20m',
    fires: [
      {
        labels: { namespace: 'pay', source: 'pager', severity: 'warning' },
        says: [
          'The source pager in pay makes severities less than they mean',
          'docket_source_severity_lowered is 1. Its condition Lowered names them. What is lowered is due later, or never.',
        ],
      },
    ],
  },
  {
    alert: 'DocketSeverityLowered',
    because: 'its map lowers nothing',
    series: both('docket_source_severity_lowered', SOURCE, '0x60'),
    at: '20m',
  },
  {
    alert: 'DocketItemsDropped',
    because: 'three were dropped at once, and the counter is born with them',
    series: { [on('a', 'docket_source_items_dropped_total', 'reason="WrongType"')]: '_x30 3x60' },
    at: '35m',
    fires: [
      {
        labels: { reason: 'WrongType', severity: 'warning' },
        says: [
          'Items of sources are dropped (WrongType)',
          '3 items could not be read or stored in the last hour. They are not on record.',
        ],
      },
    ],
  },
  {
    alert: 'DocketItemsDropped',
    because: 'what was dropped was so long ago',
    series: { [on('a', 'docket_source_items_dropped_total', 'reason="WrongType"')]: '3x200' },
    at: '120m',
  },
  {
    alert: 'DocketWebhooksRefused',
    because: 'a sender signs with an old secret, and repeats itself',
    series: both('docket_webhook_requests_total', 'code="401"', '0+1x60'),
    at: '30m',
    fires: [
      {
        labels: { code: '401', severity: 'warning' },
        says: [
          'What senders push is refused (401)',
          '20 requests to the receiver were answered 401 in the last 10 minutes. What a sender does not repeat is not on record.',
        ],
      },
    ],
  },
  {
    alert: 'DocketWebhooksRefused',
    because: 'the API server was away for a moment, and somebody tries paths that do not exist',
    series: {
      [on('a', 'docket_webhook_requests_total', 'code="503"')]: '0x10 40x60',
      [on('a', 'docket_webhook_requests_total', 'code="404"')]: '0+5x60',
      [on('a', 'docket_webhook_requests_total', 'code="200"')]: '0+50x60',
    },
    at: '26m',
  },
  {
    alert: 'DocketExceptionExpiring',
    because: 'a week from now, less ten minutes',
    series: both('docket_exception_next_expiry_timestamp_seconds', 'namespace="pay"', '604800x60'),
    at: '10m',
    fires: [
      {
        labels: { namespace: 'pay', severity: 'info' },
        says: [
          'An exception in pay ends soon',
          'It ends in 6d 23h 50m 0s. What it covers fails then, unless it is fixed or renewed.',
        ],
      },
    ],
  },
  {
    alert: 'DocketExceptionExpiring',
    because: 'it ends in a month',
    series: both('docket_exception_next_expiry_timestamp_seconds', 'namespace="pay"', '2592000x60'),
    at: '10m',
  },
];

const errors = (perMinute: number): Record<string, string> => ({
  [on('a', 'controller_runtime_reconcile_errors_total', 'controller="incident"')]: `0+${perMinute}x60`,
  [on('a', 'controller_runtime_reconcile_total', 'controller="incident",result="success"')]: `0+${100 - perMinute}x60`,
  [on('a', 'controller_runtime_reconcile_total', 'controller="incident",result="error"')]: `0+${perMinute}x60`,
});
export const OPERATION: readonly AlertCase[] = [
  {
    alert: 'DocketNoLeader',
    because: 'neither replica leads',
    series: both('leader_election_master_status', 'name="docket"', '0x60'),
    at: '10m',
    fires: [
      {
        labels: { name: 'docket', severity: 'critical' },
        says: [
          'No replica of Docket leads',
          'leader_election_master_status is 0 on every replica of docket. Nothing is read and nothing is judged.',
        ],
      },
    ],
  },
  {
    alert: 'DocketNoLeader',
    because: 'one of two leads',
    series: {
      [on('a', 'leader_election_master_status', 'name="docket"')]: '0x60',
      [on('b', 'leader_election_master_status', 'name="docket"')]: '1x60',
    },
    at: '10m',
  },
  {
    alert: 'DocketWatchDead',
    because: 'one replica is deaf to one kind',
    series: {
      [on('a', 'docket_watch_alive', 'kind="Incident"')]: '0x60',
      [on('b', 'docket_watch_alive', 'kind="Incident"')]: '1x60',
    },
    at: '10m',
    fires: [
      {
        labels: { kind: 'Incident', instance: 'a', severity: 'warning' },
        says: [
          'A replica of Docket no longer sees changes of Incident',
          'docket_watch_alive of Incident on a is 0. It works on what it knew.',
        ],
      },
    ],
  },
  {
    alert: 'DocketWatchDead',
    because: 'every watch shows life',
    series: both('docket_watch_alive', 'kind="Incident"', '1x60'),
    at: '10m',
  },
  {
    alert: 'DocketReconcileErrors',
    because: 'a fifth of the reconciles fail',
    series: errors(20),
    at: '40m',
    fires: [
      {
        labels: { controller: 'incident', severity: 'warning' },
        says: ['The controller incident fails often', '20% of its reconciles end in an error.'],
      },
    ],
  },
  { alert: 'DocketReconcileErrors', because: 'one in a hundred is retried', series: errors(1), at: '40m' },
  {
    alert: 'DocketAbsent',
    because: 'both targets are down',
    series: { 'up{job="docket",instance="a"}': '0x60', 'up{job="docket",instance="b"}': '0x60' },
    at: '10m',
    fires: [
      {
        labels: { severity: 'critical' },
        says: [
          'Docket is not scraped',
          'No target of the job docket is up; `absent` gives 1. Nobody sees whether checks fail.',
        ],
      },
    ],
  },
  {
    alert: 'DocketAbsent',
    because: 'one of two is up',
    series: { 'up{job="docket",instance="a"}': '0x60', 'up{job="docket",instance="b"}': '1x60' },
    at: '10m',
  },
];
