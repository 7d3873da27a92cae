// What each format makes of the payloads that its senders document: identity, state, times and signs of life.

import { describe, expect, it } from 'vitest';
import type { IncidentItem, Item, PushReading } from '../../src/integrations/ports/receive.ts';
import { payload, push, type WebhookConfig } from '../support/receiving/webhook.ts';

function config(format: WebhookConfig['format'], rest: Partial<WebhookConfig> = {}): WebhookConfig {
  return { signature: { preset: 'Bearer' }, format, staleAfter: '1d', ...rest };
}

const incidents = ({ items }: PushReading): IncidentItem[] => items.filter((item) => item.kind === 'Incident');
const facts = (reading: PushReading) => incidents(reading).map(({ incident }) => incident);
type ItemOf<K extends Item['kind']> = Extract<Item, { kind: K }>;
const ofKind = <K extends Item['kind']>({ items }: PushReading, kind: K): ItemOf<K>[] =>
  items.filter((item): item is ItemOf<K> => item.kind === kind);

describe('Alertmanager', () => {
  const alerts = config('Alertmanager');

  it('an alert is an incident, known by its fingerprint and its start', async () => {
    const [first] = facts(await push(alerts, payload('alertmanager-firing')));
    expect(first).toEqual({
      externalID: 'c6eadffa33fcdf37/2026-03-02T10:00:00Z',
      title: 'RootLogin on web-1',
      severity: 'Critical',
      sourceSeverity: { value: 'critical' },
      state: 'Detected',
      detectedAt: '2026-03-02T10:00:00Z',
      url: 'http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0',
      service: 'sshd',
      stateUntil: '2026-03-03T12:00:00Z',
    });
  });

  it('resolved closes it, and firing again opens another one', async () => {
    const read = async (name: string): Promise<IncidentItem> => {
      const [item] = incidents(await push(alerts, payload(name)));
      return item ?? expect.fail(`${name} is no incident`);
    };
    const firing = await read('alertmanager-firing');
    const resolved = await read('alertmanager-resolved');
    expect(resolved.incident).toMatchObject({ state: 'Resolved', resolvedAt: '2026-03-02T11:30:00Z' });
    expect(resolved.incident.stateUntil).toBeUndefined();
    expect(resolved.incident.externalID).toBe(firing.incident.externalID);
    expect((await read('alertmanager-again')).incident.externalID).not.toBe(firing.incident.externalID);
    // A late repetition of firing does not reopen it: the later fact wins.
    expect(Date.parse(resolved.time)).toBeGreaterThan(Date.parse(firing.time));
  });

  it('a repetition within a quarter of staleAfter is the same item, a later one extends it', async () => {
    const keyAt = async (at: string) =>
      incidents(await push(alerts, payload('alertmanager-firing'), { receivedAt: new Date(at) }))[0];
    const [first, soon, later] = await Promise.all(
      ['2026-03-02T10:10:00Z', '2026-03-02T11:10:00Z', '2026-03-02T16:10:00Z'].map(keyAt),
    );
    expect(soon?.key).toBe(first?.key);
    expect(later?.key).not.toBe(first?.key);
    expect(later?.incident.stateUntil).toBe('2026-03-03T18:00:00Z');
  });

  it('a truncated group opens a gap, and the whole group closes it', async () => {
    const gaps = async (name: string) => ofKind(await push(alerts, payload(name)), 'Gap');
    const [open] = await gaps('alertmanager-truncated');
    const [closed] = await gaps('alertmanager-firing');
    expect([open?.gap, closed?.gap]).toEqual(['Open', 'Closed']);
    expect(open?.scope).toBe(closed?.scope);
    expect(open?.key).not.toBe(closed?.key);
  });

  it('another version is refused, and a silent group is none', async () => {
    const body = { ...(payload('alertmanager-firing') as object), version: '5' };
    expect((await push(alerts, body)).rejected.map(({ detail }) => detail)).toEqual([
      '/version: must be "4", the webhook\'s format of Alertmanager',
    ]);
    expect(await push(alerts, { version: '4', alerts: [] })).toEqual({ items: [], rejected: [] });
  });

  it.each([
    { because: 'any delivery counts', rest: { expectWithin: '5m' }, body: 'alertmanager-firing', want: 1 },
    { because: 'silence says nothing', rest: {}, body: 'alertmanager-firing', want: 0 },
    {
      because: 'only the heartbeat counts',
      rest: { expectWithin: '5m', heartbeat: "item.labels.alertname == 'Watchdog'" },
      body: 'alertmanager-firing',
      want: 0,
    },
  ])('makes $want signs of life, because $because', async ({ rest, body, want }) => {
    expect(ofKind(await push(config('Alertmanager', rest), payload(body)), 'Heartbeat')).toHaveLength(want);
  });
});

describe('Grafana', () => {
  it('the example of its page is two incidents', async () => {
    const read = facts(await push(config('Grafana'), payload('grafana')));
    expect(read.map(({ externalID, state, resolvedAt }) => [externalID, state, resolvedAt])).toEqual([
      ['c6eadffa33fcdf37/2021-10-12T07:51:03Z', 'Detected', undefined],
      ['bc97ff14869b13e3/2021-10-12T07:56:03Z', 'Resolved', '2021-10-12T08:11:03Z'],
    ]);
  });
});

describe('alerts with members that say nothing', () => {
  const alert = {
    status: 'firing',
    labels: { alertname: 'Down' },
    startsAt: '2026-03-02T10:00:00Z',
    fingerprint: 'f1',
  };
  it.each([
    { because: 'a member that is null is absent', rest: { annotations: null, panelURL: null } },
    { because: 'an empty summary is no title', rest: { annotations: { summary: ' ' } } },
  ])('$because', async ({ rest }) => {
    const reading = await push(config('Grafana'), { alerts: [{ ...alert, ...rest }] });
    expect([reading.rejected, facts(reading).map(({ title }) => title)]).toEqual([[], ['Down']]);
  });
});

describe('PolicyReporter', () => {
  it('two objects without a uid are two violations', async () => {
    const result = (name: string) => ({ policy: 'p', status: 'fail', resource: { kind: 'Pod', name, uid: '' } });
    const reading = await push(config('PolicyReporter', { incidents: [{}] }), [result('a'), result('b')]);
    expect(facts(reading).map(({ externalID }) => externalID)).toEqual(['/p//Pod::a', '/p//Pod::b']);
  });
});

describe('CloudEvents', () => {
  const events = config('CloudEvents', { incidents: [{ severity: 'item.data.severity' }] });
  const event = payload('cloudevent') as Record<string, unknown>;

  it('structured, batched and binary are one event', async () => {
    const { data, ...attributes } = event;
    const binary = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]));
    const readings = await Promise.all([
      push(events, event, { headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' } }),
      push(events, [event], { headers: { 'content-type': 'application/cloudevents-batch+json' } }),
      push(
        events,
        { ...event, dataschema: null, datacontenttype: null },
        {
          headers: { ...binary, 'ce-id': 'other', 'content-type': 'Application/CloudEvents+JSON' },
        },
      ),
      push(events, data, { headers: { ...binary, 'content-type': 'application/json' } }),
    ]);
    for (const reading of readings) {
      expect(reading.rejected).toEqual([]);
      expect(facts(reading)).toEqual([
        {
          externalID: 'https://ids.example/sensor-1/A234-1234-1234',
          title: 'com.example.intrusion: host-7',
          severity: 'Critical',
          sourceSeverity: { value: 'critical', field: 'item.data.severity' },
          state: 'Detected',
          detectedAt: '2026-03-02T10:00:00Z',
          stateUntil: '2026-03-02T10:00:00Z',
        },
      ]);
    }
  });

  it('binary data may be any text, and attributes are percent-encoded', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': '/s',
      'ce-type': 'caf%C3%A9',
      'content-type': 'text/plain',
    };
    const [read] = facts(await push(config('CloudEvents', { incidents: [{}] }), 'a <text>', { headers }));
    expect(read?.title).toBe('café');
  });
});

describe('Custom', () => {
  const rule = { id: 'item.id', title: 'item.title' };

  it('items come from an expression, each with a key of its own that its repetition has too', async () => {
    const custom = config('Custom', {
      items: 'payload.results.filter(r, r.kind == "alert")',
      time: 'item.at',
      detections: [{ name: 'all', when: 'true', threshold: { count: 1, within: '1m' }, severity: 'Low' }],
    });
    const body = {
      results: [
        { kind: 'alert', at: 1_772_445_600 },
        { kind: 'alert', at: 1_772_445_600_500 },
        { kind: 'alert', at: '2026-03-02T11:00:00+01:00' },
        { kind: 'note' },
      ],
    };
    const [first, again] = [await push(custom, body), await push(custom, body)];
    expect(ofKind(first, 'Event').map(({ time }) => time)).toEqual(Array(3).fill('2026-03-02T10:00:00Z'));
    expect(new Set(ofKind(first, 'Event').map(({ key }) => key)).size).toBe(3);
    expect(again).toEqual(first);
  });

  it.each([
    { state: 'firing', want: 'Detected' },
    { state: 'Acknowledged', want: 'Triaging' },
    { state: 'RESOLVED', want: 'Resolved' },
    { state: 'closed', want: 'Closed' },
    { state: 'Containing', want: 'Containing' },
  ])('a sender that says $state means $want', async ({ state, want }) => {
    const custom = config('Custom', { incidents: [{ ...rule, state: 'item.state' }] });
    const [read] = facts(await push(custom, { id: '1', title: 'a', state }));
    expect(read?.state).toBe(want);
    const isOver = want === 'Resolved' || want === 'Closed';
    expect(read?.stateUntil === undefined).toBe(isOver);
  });

  it('what may be absent is absent: severity is High then, the rest is left out', async () => {
    const all = { severity: 'item.severity', category: 'item.c', url: 'item.u', service: 'item.s' };
    const [read] = facts(await push(config('Custom', { incidents: [{ ...rule, ...all }] }), { id: '1', title: 'a' }));
    expect(read).toMatchObject({ severity: 'High', title: 'a' });
    expect(Object.keys(read ?? {})).not.toEqual(expect.arrayContaining(['category']));
  });

  it('the first entry whose condition holds counts; one that fails decides nothing', async () => {
    const entries = [
      { when: 'item.n > 5', ...rule, severity: "'critical'" },
      { when: 'true', ...rule, severity: "'low'" },
    ];
    const custom = config('Custom', { incidents: entries });
    expect(facts(await push(custom, { id: '1', title: 'a', n: 7 }))[0]?.severity).toBe('Critical');
    expect(facts(await push(custom, { id: '1', title: 'a', n: 2 }))[0]?.severity).toBe('Low');
    const failing = await push(custom, { id: '1', title: 'a', n: 'many' });
    expect([facts(failing), failing.rejected.map(({ detail }) => detail)]).toEqual([
      [],
      ['spec.webhook.incidents[0].when gave nothing for an item'],
    ]);
  });
});

describe('what expressions see', () => {
  it('no header that holds a credential', async () => {
    const custom = config('Custom', {
      signature: { preset: 'HMAC', header: 'X-Hook' },
      incidents: [{ id: "'1'", title: "headers.map(name, name).join('') == '' ? 'none' : 'some'" }],
    });
    const listed = { ...custom, incidents: [{ id: "'1'", title: 'headers.map(name, name)' }] };
    const headers = {
      authorization: 'x',
      cookie: 'x',
      'x-hook': 'x',
      'x-api-key': 'x',
      'x-hub-signature': 'x',
      'x-shop-hmac-sha256': 'x',
      'x-goog-iap-jwt-assertion': 'x',
      'x-amzn-oidc-data': 'x',
      'x-sig': 'x',
      'user-agent': 'ua',
    };
    expect(facts(await push(listed, {}, { headers }))[0]?.title).toBe('user-agent');
  });

  it('the body without its list of items, as payload', async () => {
    const alerts = config('Alertmanager', { incidents: [{ when: '!has(payload.alerts)', title: 'payload.receiver' }] });
    expect(facts(await push(alerts, payload('alertmanager-firing'))).map(({ title }) => title)).toEqual([
      'docket',
      'docket',
    ]);
  });
});

describe('under dataPolicy', () => {
  const detection = { name: 'a', when: 'true', threshold: { count: 1, within: '1m' }, severity: 'Low' } as const;
  const detections = [{ ...detection, groupBy: 'item.labels.alertname' }];
  it.each([
    { dataPolicy: 'Minimal', group: expect.stringMatching(/^[0-9a-f]{12}$/) as string, description: undefined },
    { dataPolicy: 'Full', group: 'RootLogin', description: 'More than usual.' },
  ] as const)('$dataPolicy, groups and descriptions are kept so', async ({ dataPolicy, group, description }) => {
    const reading = await push(config('Alertmanager', { detections }), payload('alertmanager-firing'), { dataPolicy });
    expect(ofKind(reading, 'Event')[0]?.group).toEqual(group);
    expect(facts(reading)[0]?.description).toBe(description);
  });

  it('a group that is called as those without a group is another one', async () => {
    const custom = config('Custom', { detections: [{ ...detection, groupBy: 'item.user' }] });
    const group = async (user: string) =>
      ofKind(await push(custom, { user }, { dataPolicy: 'Full' }), 'Event')[0]?.group;
    expect([await group(''), await group('all')]).toEqual(['all', expect.stringMatching(/^all [0-9a-f]{12}$/)]);
  });
});
