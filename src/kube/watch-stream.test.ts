// A watch against a server that breaks, splits, fails and ends its stream in every possible way.

import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/meta.ts';
import { hang, json, stream, type ScriptEntry } from '../../test/support/clusters/fake-apiserver.ts';
import { incident, incidents, startRestFixture, type RestFixture } from '../../test/support/clusters/rest-fixture.ts';
import { until } from '../../test/support/time/until.ts';
import type { WatchEvent, WatchOptions } from './client.ts';
import { KubeConnectionError } from './errors.ts';

const added = (name: string): string => `${JSON.stringify({ type: 'ADDED', object: incident(name) })}\n`;
const errorEvent = (fields: object): string =>
  `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', ...fields } })}\n`;

/** Collects the names of the events in `names`, and returns the error at the end; `undefined` for none. */
async function watch({ client }: RestFixture, options: WatchOptions = {}, names: string[] = []) {
  try {
    for await (const { object } of client.watch(incidents, options)) names.push(object.metadata.name);
    return { names, error: undefined };
  } catch (error) {
    return { names, error };
  }
}

async function watchOnce(entry: ScriptEntry, names: string[] = []) {
  await using fixture = await startRestFixture();
  fixture.server.script(entry);
  return await watch(fixture, {}, names);
}

describe('a watch', () => {
  it('yields the events, and when the server ends it, ends without an error and closes its connection', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(stream([added('a'), added('b')]));
    expect(await watch(fixture)).toEqual({ names: ['a', 'b'], error: undefined });
    await until('the connection is closed', () => fixture.server.connections.open === 0);
  });

  it('joins events that arrive in pieces, even when split in the middle of a character', async () => {
    const bytes = Buffer.from(added('a') + added('b'), 'utf8');
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(i * 7, i * 7 + 7));
    await using fixture = await startRestFixture();
    fixture.server.script(stream(pieces));
    const events: WatchEvent<KubeObject>[] = [];
    for await (const event of fixture.client.watch(incidents, {})) events.push(event);
    expect(events.map(({ object }) => object)).toEqual([incident('a'), incident('b')]);
  });

  it('keeps one event of several megabytes whole', async () => {
    const object = { ...incident('big'), spec: { title: '雪'.repeat(1_000_000) } };
    const { names, error } = await watchOnce(stream([`${JSON.stringify({ type: 'MODIFIED', object })}\n`]));
    expect({ names, error }).toEqual({ names: ['big'], error: undefined });
  });

  it.each([
    {
      name: 'an expired version',
      fields: { code: 410, reason: 'Expired', message: 'too old resource version' },
      want: { code: 410, reason: 'Expired' },
    },
    {
      name: 'a failure of the server',
      fields: { code: 500, reason: 'InternalError', message: 'etcd' },
      want: { code: 500, reason: 'InternalError' },
    },
    {
      name: 'a timeout with a hint',
      fields: { code: 504, reason: 'Timeout', details: { retryAfterSeconds: 1 } },
      want: { code: 504, retryAfterMs: 1_000 },
    },
  ])('throws the KubeError of an ERROR event: $name', async ({ fields, want }) => {
    const { names, error } = await watchOnce(stream([added('a'), errorEvent(fields), added('b')], 'stay open'));
    expect(names).toEqual(['a']);
    expect(error).toMatchObject({ name: 'KubeError', ...want });
  });

  it('throws a KubeError when it is refused', async () => {
    const refused = json(403, { kind: 'Status', code: 403, reason: 'Forbidden', message: 'cannot watch' });
    const { error } = await watchOnce(refused);
    expect(error).toMatchObject({
      name: 'KubeError',
      code: 403,
      message: expect.stringContaining('cannot watch') as string,
    });
  });

  const broken = 'the watch broke off';
  const unreadable = 'a line that is no watch event';
  it.each([
    { name: 'a reset between two events', why: broken, rest: '', end: 'reset' },
    { name: 'a reset in the middle of an event', why: broken, rest: added('b').slice(0, 30), end: 'reset' },
    { name: 'an end in the middle of an event', why: unreadable, rest: added('b').slice(0, 30), end: 'end' },
    { name: 'a line that is no JSON', why: unreadable, rest: '<html>canary</html>\n', end: 'end' },
    { name: 'JSON that is no event', why: unreadable, rest: '{"canary":1}\n', end: 'end' },
    { name: 'an event of another type', why: 'type "MOVED"', rest: added('b').replace('ADDED', 'MOVED'), end: 'end' },
  ] as const)('throws a KubeConnectionError for $name', async ({ why, rest, end }) => {
    const names: string[] = [];
    const hasSeenOne = (): Promise<void> => until('the first event was seen', () => names.length === 1);
    const { error } = await watchOnce(stream([added('a'), rest].filter(Boolean), end, hasSeenOne), names);
    expect(names).toEqual(['a']);
    expect(error).toBeInstanceOf(KubeConnectionError);
    expect(String(error)).toMatch(new RegExp(`GET /apis/docket.dev/v1alpha1/incidents: .*${why}`));
    expect(String(error)).not.toContain('canary');
  });

  it('accepts a last event without a newline', async () => {
    expect(await watchOnce(stream([added('a').trimEnd()]))).toEqual({ names: ['a'], error: undefined });
  });
});

describe('an abort of a watch', () => {
  it('ends it without an error and closes its connection while it is idle', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(stream([added('a')], 'stay open'));
    const abort = new AbortController();
    const watching = watch(fixture, { signal: abort.signal });
    await until(
      'the watch is open',
      () => fixture.server.connections.open === 1 && fixture.server.requests.length === 1,
    );
    abort.abort();
    expect((await watching).error).toBeUndefined();
    await until('the connection is closed', () => fixture.server.connections.open === 0);
  });

  it('ends it without an error before the server has answered', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(hang);
    const abort = new AbortController();
    const watching = watch(fixture, { signal: abort.signal });
    await until('the request has arrived', () => fixture.server.requests.length === 1);
    abort.abort();
    expect(await watching).toEqual({ names: [], error: undefined });
    await until('the connection is closed', () => fixture.server.connections.open === 0);
  });

  it('before the watch starts prevents the request', async () => {
    await using fixture = await startRestFixture();
    expect(await watch(fixture, { signal: AbortSignal.abort() })).toEqual({ names: [], error: undefined });
    expect(fixture.server.requests).toEqual([]);
  });

  it('happens also when the caller leaves the loop', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(stream([added('a'), added('b')], 'stay open'));
    for await (const event of fixture.client.watch(incidents, {})) {
      expect(event.object.metadata.name).toBe('a');
      break;
    }
    await until('the connection is closed', () => fixture.server.connections.open === 0);
  });
});

describe('the connections of watches', () => {
  it('are separate: open watches leave the pool to requests', async () => {
    await using fixture = await startRestFixture({ maxInFlight: 1 });
    const { server, client } = fixture;
    const open = 20;
    server.script(...Array.from({ length: open }, () => stream([], 'stay open')));
    const abort = new AbortController();
    const watches = Array.from({ length: open }, () => watch(fixture, { signal: abort.signal }));
    await until('the watches are open', () => server.requests.length === open);
    server.otherwise(json(200, incident('a')));
    for (let i = 0; i < 5; i++) await client.get(incidents, { namespace: 'team', name: 'a' });
    expect(client.stats().connectionsOpened).toBe(open + 1);
    abort.abort();
    expect((await Promise.all(watches)).every(({ error }) => error === undefined)).toBe(true);
  });

  it('stay open while idle, whatever the timeout of a body is', async () => {
    await using fixture = await startRestFixture({ timeouts: { bodyMs: 50 } });
    let say: (() => void) | undefined;
    fixture.server.script((response) => {
      response.writeHead(200).flushHeaders();
      say = () => void response.end(added('late'));
    });
    const watching = watch(fixture);
    await until('the watch is open', () => say !== undefined);
    // undici checks its timeouts about twice a second.
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    say?.();
    expect(await watching).toEqual({ names: ['late'], error: undefined });
  });

  it('are closed with the client', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(stream([], 'stay open'));
    const watching = watch(fixture);
    await until('the watch is open', () => fixture.server.requests.length === 1);
    await fixture.client.close();
    expect((await watching).error).toBeInstanceOf(KubeConnectionError);
  });
});

describe('the request of a watch', () => {
  it.each([
    {
      because: 'initial events need the version match, and end with a bookmark',
      options: { namespace: 'team', sendInitialEvents: true, timeoutSeconds: 300 },
      query: {
        watch: 'true',
        timeoutSeconds: '300',
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: 'true',
      },
    },
    {
      because: 'it starts from a version',
      options: {
        resourceVersion: '42',
        allowWatchBookmarks: true,
        labelSelector: 'a=b',
        fieldSelector: 'metadata.name=x',
      },
      query: {
        watch: 'true',
        resourceVersion: '42',
        allowWatchBookmarks: 'true',
        labelSelector: 'a=b',
        fieldSelector: 'metadata.name=x',
      },
    },
    {
      because: 'parameters that are false are left out',
      options: { sendInitialEvents: false, allowWatchBookmarks: false },
      query: { watch: 'true' },
    },
  ])('$because', async ({ options, query }) => {
    await using fixture = await startRestFixture();
    fixture.server.script(stream([]));
    await watch(fixture, options);
    expect(fixture.server.requests[0]?.query).toEqual(query);
  });

  it('is repeated after a 429 with Retry-After', async () => {
    await using fixture = await startRestFixture();
    const { server, clock } = fixture;
    server.script(json(429, {}, { 'retry-after': '1' }), stream([added('a')]));
    const watching = watch(fixture);
    await until('the wait has begun', () => server.requests.length === 1 && clock.pending === 1);
    await clock.advance(1_000);
    expect(await watching).toEqual({ names: ['a'], error: undefined });
  });
});
