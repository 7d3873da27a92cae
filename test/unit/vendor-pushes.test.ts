// The webhooks of the vendors with an API, with the payloads of their pages: each names an incident to read again, and states no fact.

import { describe, expect, it } from 'vitest';
import { createProviders, chooseProvider } from '../../src/integrations/registry.ts';
import type { ProviderUnion } from '../../src/api/providers.ts';
import { aPush, aSecret, hmac } from '../support/receiving/sign.ts';

const providers = createProviders();
const SOURCE = {
  source: { namespace: 'payments', name: 'vendor', uid: 'u' },
  dataPolicy: 'Minimal',
  severityMap: [],
} as const;
const NOW = '2026-03-02T10:00:00Z';

const PAGER_DUTY = { pagerDuty: { region: 'US' } } satisfies ProviderUnion;
const ZENDUTY = { zenduty: {} } satisfies ProviderUnion;
const JIRA = { jira: { site: 'https://example.atlassian.net', jql: 'project = SEC' } } as unknown as ProviderUnion;
const GITHUB = {
  gitHub: { organization: 'acme', streams: ['Issues', 'DependabotAlerts', 'SecurityAdvisories'] },
} as unknown as ProviderUnion;

const pagerDutyEvent = (event_type: string, data: object) => ({
  event: {
    id: '01CH754SM17TWPE2V2H4VPBRO7',
    event_type,
    resource_type: 'incident',
    occurred_at: '2021-12-08T22:58:53.510Z',
    agent: { html_url: 'https://acme.pagerduty.com/users/PLH1HKV', id: 'PLH1HKV', type: 'user_reference' },
    client: null,
    data,
  },
});

const inRepo = (more: object) => ({ action: 'created', repository: { full_name: 'acme/shop' }, ...more });
const delivered = (event: string) => ({
  'x-github-event': event,
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
});

interface Row {
  readonly because: string;
  readonly spec: ProviderUnion;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The external ID of the hint; undefined where there is none. */
  readonly hint: string | undefined;
  readonly key?: string;
  readonly time?: string;
}

const ROWS: readonly Row[] = [
  {
    because: 'PagerDuty: an incident was triggered',
    spec: PAGER_DUTY,
    body: pagerDutyEvent('incident.triggered', {
      id: 'PGR0VU2',
      type: 'incident',
      status: 'triggered',
      title: 'A little bump',
    }),
    hint: 'PGR0VU2',
    key: '01CH754SM17TWPE2V2H4VPBRO7',
    time: '2021-12-08T22:58:53Z',
  },
  {
    because: 'PagerDuty: a note belongs to an incident',
    spec: PAGER_DUTY,
    body: pagerDutyEvent('incident.annotated', {
      incident: { id: 'PGR0VU2' },
      id: 'P2LA89X',
      content: 'x',
      type: 'incident_note',
    }),
    hint: 'PGR0VU2',
  },
  {
    because: 'PagerDuty: a ping names no incident',
    spec: PAGER_DUTY,
    body: pagerDutyEvent('pagey.ping', { message: 'Hello from your friend Pagey!', type: 'ping' }),
    hint: undefined,
  },
  {
    because: 'PagerDuty: an event to come',
    spec: PAGER_DUTY,
    body: { event: { data: { id: '../x', type: 'incident' } } },
    hint: undefined,
  },
  {
    because: 'Zenduty: an incident was resolved',
    spec: ZENDUTY,
    body: {
      payload: {
        event_type: 'resolved',
        incident: { incident_number: 217, unique_id: 'vuwtGfyHf9JaN5vg5sEc4N', status: 3 },
      },
    },
    hint: 'vuwtGfyHf9JaN5vg5sEc4N',
    time: NOW,
  },
  { because: 'Zenduty: no incident', spec: ZENDUTY, body: { payload: { event_type: 'test' } }, hint: undefined },
  {
    because: 'Jira: an issue was updated',
    spec: JIRA,
    body: {
      timestamp: 1_525_698_237_764,
      webhookEvent: 'jira:issue_updated',
      issue: { id: '99291', key: 'SEC-42', fields: { summary: 'x' } },
    },
    headers: { 'x-atlassian-webhook-identifier': '3a17' },
    hint: 'SEC-42',
    key: '3a17',
    time: '2018-05-07T13:03:57Z',
  },
  {
    because: 'Jira: a sprint began',
    spec: JIRA,
    body: { timestamp: 1, webhookEvent: 'sprint_started', sprint: { id: 1 } },
    hint: undefined,
  },
  {
    because: 'GitHub: an alert of Dependabot',
    spec: GITHUB,
    body: inRepo({ alert: { number: 5, state: 'open' } }),
    headers: delivered('dependabot_alert'),
    hint: 'acme/shop/DependabotAlerts/5',
    key: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  },
  {
    because: 'GitHub: an advisory has an id and no number',
    spec: GITHUB,
    body: inRepo({ repository_advisory: { ghsa_id: 'GHSA-abcd-1234-efgh' } }),
    headers: delivered('repository_advisory'),
    hint: 'acme/shop/SecurityAdvisories/GHSA-abcd-1234-efgh',
  },
  {
    because: 'GitHub: a part that the source does not read',
    spec: GITHUB,
    body: inRepo({ alert: { number: 5 } }),
    headers: delivered('secret_scanning_alert'),
    hint: undefined,
  },
  {
    because: 'GitHub: a push',
    spec: GITHUB,
    body: inRepo({ ref: 'refs/heads/main' }),
    headers: delivered('push'),
    hint: undefined,
  },
  {
    because: 'GitHub: a ping',
    spec: GITHUB,
    body: { zen: 'Keep it logically awesome.' },
    headers: delivered('ping'),
    hint: undefined,
  },
];

async function receiverOf(spec: ProviderUnion) {
  const chosen = await chooseProvider(spec, providers);
  if (chosen?.receiver === undefined) throw new Error('this provider receives nothing');
  return chosen.receiver;
}

describe('a push of a vendor with an API', () => {
  it.each(ROWS)('$because', async ({ spec, body, headers, hint, key, time }) => {
    const receiver = await receiverOf(spec);
    const { items, rejected } = await receiver.read(aPush(body, headers), SOURCE);
    expect(rejected).toEqual([]);
    expect(items.map((item) => [item.kind, 'externalID' in item && item.externalID])).toEqual(
      hint === undefined ? [] : [['Hint', hint]],
    );
    if (key !== undefined) expect(items[0]?.key).toBe(key);
    if (time !== undefined) expect(items[0]?.time).toBe(time);
  });

  it.each([PAGER_DUTY, ZENDUTY, JIRA, GITHUB])(
    'that is no JSON object is rejected by its reason (%o)',
    async (spec) => {
      const receiver = await receiverOf(spec);
      for (const body of ['', 'null', '[]', '{', '"x"', '\ufeff{}x']) {
        const { items, rejected } = await receiver.read(aPush(body), SOURCE);
        expect([items, rejected.map(({ reason }) => reason)]).toEqual([[], ['WrongType']]);
      }
    },
  );

  it.each([
    { spec: PAGER_DUTY, header: 'x-pagerduty-signature', prefix: 'v1=' },
    { spec: JIRA, header: 'x-hub-signature', prefix: 'sha256=' },
    { spec: GITHUB, header: 'x-hub-signature-256', prefix: 'sha256=' },
    { spec: ZENDUTY, header: 'x-signature', prefix: '' },
  ])('is verified by $header', async ({ spec, header, prefix }) => {
    const receiver = await receiverOf(spec);
    const secret = aSecret({ webhookSecret: 'shared' });
    const signed = (with_: string) =>
      aPush('{}', { [header]: `${prefix}${hmac('sha256', with_, '{}').toString('hex')}` });
    expect(receiver.verify(signed('shared'), { ...SOURCE, secret }).kind).toBe('genuine');
    expect(receiver.verify(signed('other'), { ...SOURCE, secret })).toEqual({
      kind: 'refused',
      reason: 'WrongSignature',
    });
    expect(receiver.verify(signed('shared'), { ...SOURCE, secret: aSecret({}) })).toEqual({
      kind: 'refused',
      reason: 'NoSecret',
    });
  });
});
