// Every provider, end to end: the built program, a real API server and the vendor over HTTP. The provider's sample is applied with kubectl, its
// incident appears, the check fails, and passes once the incident is resolved at the vendor. Personal data in the vendor's answers is
// nowhere to be found. A provider is a row in PROVIDERS.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';
import { eventually } from '../support/time/eventually.ts';
import { CANARY_MARKS, planted } from '../support/vendors/canaries.ts';
import { PROVIDERS } from '../support/vendors/end-to-end/providers.ts';
import type { Upstream } from '../support/vendors/end-to-end/row.ts';
import { sampleOf } from '../support/vendors/end-to-end/sample.ts';

const WITHIN_MS = 30_000;
/** Some hours ago, as a source reads only recent ones. */
const DETECTED = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 180 * 60_000);

describe('every provider', () => {
  const upstreams = new Map<string, Upstream>();
  let namespace: string;
  let program: Program;

  const kubectl = async (...args: string[]): Promise<string> =>
    (await sharedControlPlane().kubectl([...args, '-n', namespace])).stdout;
  const jsonPath = (object: string, at: string): Promise<string> => kubectl('get', object, '-o', `jsonpath={${at}}`);

  beforeAll(async () => {
    namespace = await freshNamespace();
    for (const { provider, start } of PROVIDERS) upstreams.set(provider, await start(DETECTED, () => new Date()));
    const hosts = [...upstreams.values()].map(({ url }) => new URL(url).host);
    program = await startOperator([
      ...(await operatorFlags(sharedControlPlane(), { namespaces: [namespace] })),
      '--allow-endpoints',
      hosts.join(','),
    ]);
    await eventually(() => program.readyz(), 200, WITHIN_MS);
  });

  afterAll(async () => {
    program.signal('SIGKILL');
    await program.ended;
    for (const upstream of upstreams.values()) await upstream[Symbol.asyncDispose]();
  });

  it.each(PROVIDERS)(
    '$provider: its incidents appear, a check fails, and passes once they are resolved there',
    async (row) => {
      const { provider, origin, secret, want } = row;
      const upstream = upstreams.get(provider);
      if (upstream === undefined) throw new Error(`${provider} was not started`);
      upstream.failNext(() => true, { kind: 'mutate', mutate: planted }, Infinity);
      const { name, secretName, text } = await sampleOf(row, upstream.url);
      const literals = Object.entries(secret).map(([key, value]) => `--from-literal=${key}=${value}`);
      await kubectl('create', 'secret', 'generic', secretName, ...literals);
      await sharedControlPlane().kubectl(['apply', '-n', namespace, '-f', '-'], { input: text });
      await kubectl('wait', '--for=condition=Ready', `isrc/${name}`, '--timeout=30s');
      expect(await jsonPath(`isrc/${name}`, '.status.provider')).toBe(provider);
      expect(await jsonPath(`isrc/${name}`, '.status.incidents.open')).toBe('1');

      const check = (): Promise<string> => jsonPath(`chk/${name}-incident-closed`, '.status.result');
      await eventually(check, 'Failing', WITHIN_MS);
      const checks = await kubectl('get', 'chk', '-o', 'name');
      expect(checks.includes(`/${name}-response-on-time`)).toBe(row.acknowledges ?? true);
      const selector = ['-l', `docket.dev/source=${name},docket.dev/state=Detected`];
      const { items } = JSON.parse(await kubectl('get', 'incd', ...selector, '-o', 'json')) as { items: object[] };
      expect(items).toEqual([
        expect.objectContaining({ spec: expect.objectContaining({ ...want, origin }) as unknown }),
      ]);

      upstream.resolve();
      await kubectl('annotate', `isrc/${name}`, 'docket.dev/requestedAt=now-please');
      await eventually(() => jsonPath(`isrc/${name}`, '.status.lastHandledRequestedAt'), 'now-please', WITHIN_MS);
      await eventually(check, 'Passing', WITHIN_MS);
      expect(await jsonPath(`isrc/${name}`, '.status.incidents.open')).toBe('0');
    },
  );

  it.each(PROVIDERS.filter(({ writes }) => writes))(
    '$provider: the closure of a review resolves an incident there once, and a person who reopens it wins',
    async (row) => {
      const { provider } = row;
      const { url, writing } = upstreams.get(provider) ?? {};
      if (writing === undefined) throw new Error(`${provider} has no way to write`);
      const { name } = await sampleOf(row, url ?? '');
      const externalID = row.second ?? `${row.want.externalID}-TWO`;
      const sync = async (request: string): Promise<void> => {
        await kubectl('annotate', '--overwrite', `isrc/${name}`, `docket.dev/requestedAt=${request}`);
        await eventually(() => jsonPath(`isrc/${name}`, '.status.lastHandledRequestedAt'), request, WITHIN_MS);
      };
      writing.open(externalID);
      const patch = JSON.stringify({ spec: { writeBack: 'Enabled', ...row.writeSpec } });
      await kubectl('patch', `isrc/${name}`, '--type=merge', '-p', patch);
      await sync('open');
      const review = {
        apiVersion: 'docket.dev/v1alpha1',
        kind: 'IncidentReview',
        metadata: { name: `${name}-two` },
        spec: {
          external: { sourceName: name, externalID },
          closure: { summary: 'The laptop was wiped.', closedAt: `${new Date().toISOString().slice(0, 19)}Z` },
        },
      };
      await sharedControlPlane().kubectl(['apply', '-n', namespace, '-f', '-'], { input: JSON.stringify(review) });
      const seen = async () => {
        const { notes: texts, ...rest } = writing.seen(externalID);
        return { ...rest, notes: texts.filter((note) => note.includes('The laptop was wiped.')).length };
      };
      const notes = row.notes === false ? 0 : 1;
      await eventually(seen, { resolutions: 1, isOpen: false, notes }, WITHIN_MS);
      for (const text of writing.seen(externalID).notes)
        expect(text).toMatch(new RegExp(`${name}-two.*\\[docket `, 's'));
      await sync('resolved');
      await eventually(() => jsonPath(`chk/${name}-incident-closed`, '.status.result'), 'Passing', WITHIN_MS);
      const said = '.status.conditions[?(@.type=="WrittenBack")].status';
      const selector = ['-l', `docket.dev/source=${name}`];
      await eventually(
        () => kubectl('get', 'incd', ...selector, '-o', `jsonpath={.items[*]${said}}`),
        'True',
        WITHIN_MS,
      );

      writing.reopen(externalID);
      await sync('reopened');
      await eventually(() => jsonPath(`chk/${name}-incident-closed`, '.status.result'), 'Failing', WITHIN_MS);
      expect(await seen()).toEqual({ resolutions: 1, isOpen: true, notes });
    },
  );

  it('keeps and tells nothing of the personal data that vendors sent: in the API, the logs, the metrics', async () => {
    const objects = await kubectl('get', 'docket,events', '-o', 'json');
    const told = [objects, program.log.join('\n'), await program.metrics()].join('\n');
    expect(CANARY_MARKS.length).toBe(40);
    expect(CANARY_MARKS.filter((mark) => told.includes(mark))).toEqual([]);
    for (const { want } of PROVIDERS) expect(told).toContain(want.externalID);
  });
});
