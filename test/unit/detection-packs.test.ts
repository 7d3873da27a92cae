// The sources of config/detections: a cluster takes them as they are, their expressions can be read, and with the payloads that their senders
// document they make the incidents that they promise.

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import type { IncidentSource } from '../../src/api/v1alpha1/incidentsource.gen.ts';
import { systemClock } from '../../src/base/clock.ts';
import { secretOf } from '../../src/integrations/secret.ts';
import { createWebhook } from '../../src/integrations/webhook/index.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { docket, Folder } from '../support/processes/command-line.ts';
import { count, payload, push, readHere, type WebhookConfig } from '../support/receiving/webhook.ts';

const PACKS = path.resolve(import.meta.dirname, '../../config/detections');
const sources = globSync('*/*.yaml', { cwd: PACKS })
  .toSorted()
  .flatMap((file) =>
    parseAllDocuments(readFileSync(path.join(PACKS, file), 'utf8')).map((document) => ({
      file,
      object: document.toJS() as IncidentSource,
    })),
  )
  .filter(({ object }) => (object.kind as string | undefined) === 'IncidentSource');

/** As the API server's defaults leave it. */
async function stored(file: string): Promise<WebhookConfig> {
  const { client } = createMemoryCluster({ crds: CRDS, clock: systemClock });
  const object = sources.find((source) => source.file === file)?.object;
  if (object === undefined) throw new Error(`no source in ${file}`);
  const metadata = { ...object.metadata, namespace: 'default' };
  const made = await client.create<IncidentSource>(INCIDENT_SOURCE, { ...object, metadata });
  if (made.spec.webhook === undefined) throw new Error(`${file} is no webhook`);
  return made.spec.webhook;
}

describe.each(sources)('$file', ({ file, object }) => {
  it('is taken by a cluster, with no field that the kind does not know', async () => {
    const { unknownFields } = createMemoryCluster({ crds: CRDS, clock: systemClock });
    expect(unknownFields(object)).toEqual([]);
    expect((await stored(file)).format).toBe(object.spec.webhook?.format);
  });

  it('has expressions that can be read', async () => {
    const opened = createWebhook(readHere).open({
      ...{ config: await stored(file), severityMap: [], dataPolicy: 'Minimal', clock: systemClock },
      source: { namespace: 'default', name: object.metadata.name, createdAt: new Date() },
      secret: new Map([['webhookSecret', secretOf('x')]]),
      http: () => expect.fail('a webhook sends nothing'),
      configMap: () => expect.fail('a webhook reads nothing'),
    });
    await expect(opened.probe(new AbortController().signal)).resolves.toEqual({ missingScopes: [], unmatched: [] });
  });
});

interface Case {
  readonly file: string;
  readonly payload: string;
  readonly because: string;
  /** `severity state title` of each incident. */
  readonly incidents?: readonly string[];
  /** `severity title count` of what detections make. */
  readonly detected?: readonly string[];
  readonly kinds?: readonly string[];
}

const AUDIT = 'kubernetes-audit/incidentsource.yaml';
const ALERTS = 'alertmanager/incidentsource.yaml';
const POLICIES = 'policy-reporter/incidentsource.yaml';
const FALCO = 'falco/incidentsource.yaml';
const group = expect.stringMatching(/ \([0-9a-f]{12}\) /) as string;

const CASES: readonly Case[] = [
  {
    file: AUDIT,
    payload: 'audit-failed-logins',
    because: 'five from one address',
    detected: ['High Repeated failed logins'],
  },
  {
    file: AUDIT,
    payload: 'audit-forbidden',
    because: 'ten by one user',
    detected: ['Medium Repeated requests without the right'],
  },
  {
    file: AUDIT,
    payload: 'audit-secrets-read',
    because: 'twenty by one user',
    detected: ['High Secrets read in bulk'],
  },
  {
    file: AUDIT,
    payload: 'audit-secrets-listed',
    because: 'one list has them all',
    detected: ['High All Secrets of the cluster listed'],
  },
  { file: AUDIT, payload: 'audit-exec', because: 'five pods', detected: ['High Commands run in many pods'] },
  { file: AUDIT, payload: 'audit-denied', because: 'five denied', detected: ['Medium Requests denied by policy'] },
  {
    file: AUDIT,
    payload: 'audit-cluster-admin',
    because: 'one grant is enough',
    incidents: ['Critical Detected cluster-admin granted by clusterrolebindings/oops'],
  },
  {
    file: ALERTS,
    payload: 'alertmanager-firing',
    because: 'the alert of another team is none',
    incidents: ['Critical Detected RootLogin on web-1'],
  },
  {
    file: ALERTS,
    payload: 'alertmanager-resolved',
    because: 'it is over',
    incidents: ['Critical Resolved RootLogin on web-1'],
  },
  { file: ALERTS, payload: 'alertmanager-watchdog', because: 'it is a sign of life', kinds: ['Heartbeat', 'Gap'] },
  {
    file: ALERTS,
    payload: 'alertmanager-watchdog-resolved',
    because: 'one that is over is no sign of life',
    kinds: ['Gap'],
  },
  {
    file: POLICIES,
    payload: 'policy-reporter',
    because: 'its severity is high',
    incidents: ['High Detected require-run-as-nonroot/check-containers: Pod default/nginx'],
  },
  {
    file: POLICIES,
    payload: 'policy-reporter-trivy',
    because: 'its severity is critical',
    incidents: ['Critical Detected CVE-2026-0001/openssl: ReplicaSet shop/web-5d4'],
  },
  {
    file: POLICIES,
    payload: 'policy-reporter-heartbeat',
    because: 'the keepalive says nothing else',
    kinds: ['Heartbeat'],
  },
  {
    file: FALCO,
    payload: 'falco-critical',
    because: 'one is enough',
    detected: ['Critical Falco raised a serious alert'],
  },
  {
    file: FALCO,
    payload: 'falco-no-fields',
    because: 'an alert without fields counts too',
    detected: ['Critical Falco raised a serious alert'],
  },
  { file: FALCO, payload: 'falco-notice', because: 'one is not enough', kinds: ['Event'] },
  {
    file: 'siem/splunk.yaml',
    payload: 'splunk',
    because: 'each result is one',
    incidents: ['High Detected Brute force on the VPN'],
  },
  {
    file: 'siem/elastic.yaml',
    payload: 'elastic',
    because: 'it is new',
    incidents: ['Critical Detected Credential dumping detected'],
  },
  {
    file: 'siem/elastic.yaml',
    payload: 'elastic-recovered',
    because: 'it recovered',
    incidents: ['Critical Resolved Credential dumping detected'],
  },
  {
    file: 'siem/sentinel.yaml',
    payload: 'sentinel',
    because: 'it is new',
    incidents: ['High Detected Suspicious sign-in'],
  },
  {
    file: 'siem/sentinel.yaml',
    payload: 'sentinel-closed',
    because: 'somebody closed it',
    incidents: ['High Closed Suspicious sign-in'],
  },
];

describe('the documented payloads', () => {
  it.each(CASES)(
    '$payload to $file: $because',
    async ({ file, payload: name, incidents = [], detected = [], kinds }) => {
      const config = await stored(file);
      const reading = await push(config, payload(name));
      expect(reading.rejected).toEqual([]);
      const facts = reading.items.flatMap((item) => (item.kind === 'Incident' ? [item.incident] : []));
      expect(facts.map(({ severity, state, title }) => `${severity} ${state} ${title}`)).toEqual(incidents);
      const { records } = count(config, reading);
      expect(records.map(({ record: { severity, title } }) => `${severity} ${title} `)).toEqual(
        detected.map((wanted) => expect.stringContaining(wanted) as string),
      );
      for (const { record } of records) expect(`${record.title} `).toEqual(group);
      if (kinds !== undefined) expect(reading.items.map(({ kind }) => kind)).toEqual(kinds);
    },
  );

  it('four failed logins are no incident', async () => {
    const config = await stored(AUDIT);
    const list = payload('audit-failed-logins') as { items: unknown[] };
    const reading = await push(config, { ...list, items: list.items.slice(1) });
    expect(reading.items).toHaveLength(4);
    expect(count(config, reading).records).toEqual([]);
  });

  it('an incident of the audit pack names nobody under Minimal', async () => {
    const config = await stored(AUDIT);
    const said: unknown[] = [];
    for (const name of ['audit-failed-logins', 'audit-forbidden', 'audit-secrets-read', 'audit-cluster-admin']) {
      const reading = await push(config, payload(name));
      said.push(reading.items, count(config, reading));
    }
    expect(JSON.stringify(said)).not.toMatch(/mallory|203\.0\.113/);
  });
});

describe('what is for the senders', () => {
  it('the audit Policy keeps the stage that failed logins have, and the bodies of role bindings', () => {
    const policy = parse(readFileSync(path.join(PACKS, 'kubernetes-audit/audit-policy.yaml'), 'utf8')) as {
      omitStages: string[];
      rules: Array<{ level: string; verbs?: string[]; resources?: Array<{ resources: string[] }> }>;
    };
    expect(policy.omitStages).not.toContain('ResponseStarted');
    const bodies = policy.rules.filter(({ level }) => level === 'Request' || level === 'RequestResponse');
    expect(bodies.flatMap(({ resources = [] }) => resources.flatMap((each) => each.resources))).toEqual([
      'clusterrolebindings',
      'rolebindings',
    ]);
  });

  it.each(globSync('*/*.yaml', { cwd: PACKS }).toSorted())('%s sends to an address that a source of it has', (file) => {
    const text = readFileSync(path.join(PACKS, file), 'utf8');
    const addresses = [...text.matchAll(/\/webhooks\/security\/([a-z-]+)/g)].map(([, name]) => name);
    const names = sources
      .filter((source) => path.dirname(source.file) === path.dirname(file))
      .map(({ object }) => object.metadata.name);
    for (const name of addresses) expect(names).toContain(name);
  });
});

describe('docket validate', () => {
  it('takes all of them', async () => {
    const { code, err } = await docket('validate', PACKS);
    expect([code, err]).toEqual([0, '']);
  });

  it('names an expression that cannot be read, with its place in the file', async () => {
    const broken = readFileSync(path.join(PACKS, AUDIT), 'utf8').replace(
      'groupBy: item.user.username',
      'groupBy: itme.user',
    );
    await using folder = await Folder.with({ 'a.yaml': broken });
    const { code, out } = await docket('validate', folder.path);
    expect(code).not.toBe(0);
    expect(out).toMatch(
      /a\.yaml:\d+:\d+: spec\.webhook\.detections\[1\]\.groupBy: unknown name itme; an expression reads item, payload and headers/,
    );
  });
});
