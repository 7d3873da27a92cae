// 250 and more hostile bodies for a webhook, by the format that they are sent to. Where a format has lists, a good item stands beside the bad
// one: it has to come through. Built from one good item per format, by one change each. Sends nothing.

import type { WebhookConfig } from './webhook.ts';

type Format = WebhookConfig['format'];
type Members = Readonly<Record<string, unknown>>;

export interface HostilePayload {
  readonly format: Format;
  readonly name: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body has the good item of the format as well. */
  readonly hasGood: boolean;
}

/** An item of each format that can be read, and what makes a body of items. Without `list` a body is one item. */
const GOOD: Record<Format, { readonly item: Members; readonly list?: (items: readonly unknown[]) => unknown }> = {
  Alertmanager: {
    item: { status: 'firing', labels: { alertname: 'Good' }, startsAt: '2026-03-02T10:00:00Z', fingerprint: 'good' },
    list: (alerts) => ({ version: '4', groupKey: 'g', truncatedAlerts: 0, alerts }),
  },
  Grafana: {
    item: { status: 'firing', labels: { alertname: 'Good' }, startsAt: '2026-03-02T10:00:00Z', fingerprint: 'good' },
    list: (alerts) => ({ version: '1', groupKey: 'g', truncatedAlerts: 0, alerts }),
  },
  KubernetesAudit: {
    item: { auditID: 'good', stage: 'ResponseComplete', stageTimestamp: '2026-03-02T10:00:00Z' },
    list: (items) => ({ kind: 'EventList', items }),
  },
  PolicyReporter: {
    item: {
      policy: 'good',
      rule: 'r',
      status: 'fail',
      resource: { uid: 'u' },
      creationTimestamp: '2026-03-02T10:00:00Z',
    },
    list: (items) => items,
  },
  CloudEvents: {
    item: { specversion: '1.0', id: 'good', source: '/s', type: 't', time: '2026-03-02T10:00:00Z' },
    list: (items) => items,
  },
  Custom: { item: { id: 'good', title: 'Good' } },
};

const deep = (open: string, close: string, times: number): string => open.repeat(times) + close.repeat(times);

/** Whole bodies that no format can read. */
const BODIES: ReadonlyArray<readonly [name: string, body: unknown]> = [
  ['nothing', ''],
  ['a blank', ' '],
  ['null', 'null'],
  ['true', 'true'],
  ['a number', '7'],
  ['a text', '"alerts"'],
  ['an empty list', '[]'],
  ['an empty object', '{}'],
  ['half an object', '{"alerts": ['],
  ['a trailing comma', '{"alerts": [],}'],
  ['a comment', '{} // ok'],
  ['a single quote', "{'alerts': []}"],
  ['NaN', 'NaN'],
  ['two documents', '{}{}'],
  ['XML', '<alerts><alert/></alerts>'],
  ['a form', 'payload=%7B%7D'],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ['half a character', new Uint8Array([0x22, 0xe2, 0x82, 0x22])],
  ['a NUL byte', new Uint8Array([0x00])],
  ['lists, 100,000 deep', deep('[', ']', 100_000)],
  ['objects, 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['a list of 100,000 nothings', `[${'null,'.repeat(99_999)}null]`],
  ['a text of 900,000 characters', JSON.stringify('x'.repeat(900_000))],
  ['50,000 members', JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`m${at}`, at])))],
];

/** What is put in place of a member. */
const VALUES: ReadonlyArray<readonly [name: string, value: unknown]> = [
  ['null', null],
  ['an empty text', ''],
  ['a number', 1e308],
  ['a list', [[], [[]]]],
  ['an object', { toString: 'x', constructor: { prototype: {} } }],
  ['a text of 300,000 characters', 'A'.repeat(300_000)],
  ['controls and marks', '\u0000\u0007\u001b[31m\u202e\u200b<script>alert(1)</script>\r\nX: y'],
  ['half a surrogate', '\ud800'],
  ['a time of the year 99999', '99999-99-99T99:99:99Z'],
];

/** Bodies that a format may read in part. */
const DRESSED: ReadonlyArray<readonly [name: string, item: unknown]> = [
  ['a __proto__ of its own', JSON.parse('{"__proto__": {"isAdmin": true}, "id": "x"}')],
  ['a member called constructor', { constructor: 'x', hasOwnProperty: 1, valueOf: null }],
  ['a list in place of an item', []],
  ['null in place of an item', null],
  ['a text in place of an item', 'item'],
];

export function hostilePayloads(): HostilePayload[] {
  return (Object.keys(GOOD) as Format[]).flatMap((format) => [...wholeBodies(format), ...mutated(format)]);
}

function wholeBodies(format: Format): HostilePayload[] {
  return BODIES.map(([name, body]) => ({ format, name, body, hasGood: false }));
}

function mutated(format: Format): HostilePayload[] {
  const { item } = GOOD[format];
  const changed = Object.keys(item).flatMap((member) =>
    VALUES.map(([name, value]) => [`${name} as ${member}`, { ...item, [member]: value }] as const),
  );
  const without = Object.keys(item).map((member) => [`no ${member}`, { ...item, [member]: undefined }] as const);
  return [...changed, ...without, ...DRESSED].map(([name, bad]) => bodyOf(format, name, bad));
}

function bodyOf(format: Format, name: string, bad: unknown): HostilePayload {
  const { item, list } = GOOD[format];
  const headers = format === 'CloudEvents' ? { headers: { 'content-type': 'application/cloudevents-batch+json' } } : {};
  return { format, name, ...headers, body: list === undefined ? bad : list([bad, item]), hasGood: list !== undefined };
}
