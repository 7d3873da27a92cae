// What the contract suite cannot show of the embedded cluster: its clock, its limits, and which CRDs it refuses.

import { describe, expect, it } from 'vitest';
import { FakeClock, settle } from '../../test/support/time/fake-clock.ts';
import { CONFIG_MAP, INCIDENT, NAMESPACE } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import { CRDS } from '../api/v1alpha1/crds.gen.ts';
import type { WatchEvent, WatchOptions } from './client.ts';
import { isGone } from './errors.ts';
import { createMemoryCluster, type MemoryClusterOptions } from './memory.ts';
import type { Crd, Schema } from './memory/schema.ts';

type Loose = KubeObject & Record<string, unknown>;

const START = '2026-03-02T10:00:00.750Z';

function aCluster(options: Partial<MemoryClusterOptions> = {}) {
  const clock = new FakeClock(START);
  const { client, types } = createMemoryCluster({ crds: CRDS, clock, ...options });
  const configMap = (name: string, more: object = {}): Loose => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default' },
    ...more,
  });
  const create = (name: string): Promise<Loose> => client.create(CONFIG_MAP, configMap(name));
  const watch = (watchOptions: WatchOptions) => {
    const events: Array<WatchEvent<Loose>> = [];
    const ended = (async () => {
      for await (const event of client.watch<Loose>(CONFIG_MAP, watchOptions)) events.push(event);
    })();
    const tail = ended.then(
      () => 'ended',
      (error: unknown) => error,
    );
    return {
      events,
      ended: tail,
      seen: () => events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim()),
    };
  };
  const version = async (): Promise<string> => (await client.list(CONFIG_MAP)).resourceVersion;
  return { clock, client, types, configMap, create, watch, version };
}

describe('time', () => {
  it('comes from the clock, in whole seconds', async () => {
    const { client, clock, create, configMap } = aCluster();
    expect((await create('a')).metadata.creationTimestamp).toBe('2026-03-02T10:00:00Z');
    await client.create<Loose>(
      CONFIG_MAP,
      configMap('b', { metadata: { name: 'b', namespace: 'default', finalizers: ['a/b'] } }),
    );
    await clock.advance(5_000);
    await client.delete(CONFIG_MAP, { namespace: 'default', name: 'b' });
    const { metadata } = await client.get<Loose>(CONFIG_MAP, { namespace: 'default', name: 'b' });
    expect(metadata.deletionTimestamp).toBe('2026-03-02T10:00:05Z');
  });

  it('brings a bookmark every minute, with the version of the whole cluster, and one shortly before the end', async () => {
    const { clock, client, create, watch, version } = aCluster();
    const { events, ended, seen } = watch({
      resourceVersion: await version(),
      allowWatchBookmarks: true,
      timeoutSeconds: 150,
    });
    await clock.advance(59_999);
    expect(seen()).toEqual([]);
    await client.create<Loose>(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } });
    await clock.advance(1);
    expect(seen()).toEqual(['BOOKMARK']);
    expect(events[0]?.object.metadata.resourceVersion).toBe(await version());
    await create('a');
    await clock.advance(60_000);
    expect(seen()).toEqual(['BOOKMARK', 'ADDED a', 'BOOKMARK']);
    await clock.advance(28_000);
    expect(seen()).toHaveLength(4);
    await clock.advance(2_000);
    expect(await ended).toBe('ended');
    expect(clock.pending).toBe(0);
  });

  it('a bookmark that is due while a slow reader handles an event hides no change', async () => {
    const { clock, client, create, version } = aCluster();
    const busy = Promise.withResolvers<void>();
    const seen: Array<string | undefined> = [];
    const abort = new AbortController();
    const options = { resourceVersion: await version(), allowWatchBookmarks: true, signal: abort.signal };
    const reading = (async () => {
      for await (const { type, object } of client.watch<Loose>(CONFIG_MAP, options)) {
        seen.push(type === 'BOOKMARK' ? type : object.metadata.name);
        if (object.metadata.name === 'first') await busy.promise;
      }
    })();
    await create('first');
    await settle();
    await create('second');
    await clock.advance(60_000);
    busy.resolve();
    await settle();
    expect(seen).toEqual(['first', 'second', 'BOOKMARK']);
    abort.abort();
    await reading;
  });

  it('leaves no timer behind when a watch is aborted', async () => {
    const { clock, watch } = aCluster();
    const abort = new AbortController();
    const { ended } = watch({ allowWatchBookmarks: true, timeoutSeconds: 600, signal: abort.signal });
    await settle();
    expect(clock.pending).toBeGreaterThan(0);
    abort.abort();
    expect(await ended).toBe('ended');
    expect(clock.pending).toBe(0);
  });
});

describe('the bounded history', () => {
  const crowded = async () => {
    const cluster = aCluster({ historyLimit: 10 });
    const before = await cluster.version();
    const page = await (async () => {
      for (const name of ['a', 'b', 'c']) await cluster.create(name);
      return cluster.client.list(CONFIG_MAP, { limit: 1 });
    })();
    for (let index = 0; index < 30; index++) await cluster.create(`x${index}`);
    return { ...cluster, before, page };
  };

  it('answers 410 to a watch from too old a version', async () => {
    const { watch, before, version } = await crowded();
    const error = await watch({ resourceVersion: before }).ended;
    expect(isGone(error)).toBe(true);
    expect(error).toMatchObject({
      code: 410,
      reason: 'Expired',
      message: expect.stringContaining('too old resource version'),
    });
    const abort = new AbortController();
    const recent = watch({ resourceVersion: await version(), signal: abort.signal });
    await settle();
    abort.abort();
    expect(await recent.ended).toBe('ended');
  });

  it('answers 410 to a list whose next page is too old', async () => {
    const { client, page } = await crowded();
    await expect(client.list(CONFIG_MAP, { limit: 1, continue: page.continue ?? '' })).rejects.toMatchObject({
      code: 410,
      reason: 'Expired',
    });
    const { resourceVersion } = page;
    await expect(client.list(CONFIG_MAP, { resourceVersion, resourceVersionMatch: 'Exact' })).rejects.toMatchObject({
      code: 410,
    });
  });

  it('lets a slow reader catch up within it, and answers 410 beyond', async () => {
    const { client, create, version } = aCluster({ historyLimit: 10 });
    const events = client.watch<Loose>(CONFIG_MAP, { resourceVersion: await version() })[Symbol.asyncIterator]();
    for (let index = 0; index < 5; index++) await create(`a${index}`);
    expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a0' } } });
    // The reader holds a part of the log already, and reads the log again only after that.
    for (let index = 0; index < 40; index++) await create(`b${index}`);
    for (let index = 1; index < 5; index++) await events.next();
    await expect(events.next()).rejects.toMatchObject({ code: 410 });
  });

  it('does not know future versions', async () => {
    const { client } = aCluster();
    await expect(client.list(CONFIG_MAP, { resourceVersion: '999999' })).rejects.toMatchObject({
      code: 504,
      reason: 'Timeout',
    });
  });
});

describe('namespaces', () => {
  it('are emptied when they are deleted, and go when they are empty', async () => {
    const { client, configMap } = aCluster();
    await client.create<Loose>(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    const inTeam = (name: string, finalizers: string[]): Loose =>
      configMap(name, { metadata: { name, namespace: 'team', finalizers } });
    await client.create(CONFIG_MAP, inTeam('free', []));
    await client.create(CONFIG_MAP, inTeam('held', ['a/b']));
    await client.create(CONFIG_MAP, configMap('other'));
    await client.delete(NAMESPACE, { name: 'team' });
    expect((await client.list(CONFIG_MAP)).items.map(({ metadata }) => metadata.name)).toEqual(['other', 'held']);
    expect(await client.get(NAMESPACE, { name: 'team' })).toMatchObject({ status: { phase: 'Terminating' } });
    await client.patch(
      CONFIG_MAP,
      { namespace: 'team', name: 'held' },
      { metadata: { finalizers: null } },
      { type: 'merge' },
    );
    await expect(client.get(NAMESPACE, { name: 'team' })).rejects.toMatchObject({ code: 404 });
  });
});

describe('what it does not do', () => {
  it('refuses server-side apply instead of imitating it', async () => {
    const { client } = aCluster();
    const call = client.patch(
      CONFIG_MAP,
      { namespace: 'default', name: 'a' },
      {},
      { type: 'apply', fieldManager: 'x' },
    );
    await expect(call).rejects.toMatchObject({ code: 415 });
  });

  const crdWith = (spec: Schema, versions: object = {}): Crd => ({
    spec: {
      group: 'test.docket.dev',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
          ...versions,
        },
      ],
    },
  });
  const withRule = (rule: string, more: object = {}): Crd =>
    crdWith({ type: 'object', 'x-kubernetes-validations': [{ rule, ...more }] });

  it.each([
    {
      because: 'it would not check oneOf',
      crd: crdWith({ type: 'object', oneOf: [] } as Schema),
      says: 'the schema word oneOf',
    },
    { because: 'it has no function isURL', crd: withRule("isURL('x')"), says: 'no CEL function isURL' },
    { because: 'the rule is no CEL', crd: withRule('self ..'), says: 'cannot parse the CEL rule' },
    {
      because: 'it has no optional oldSelf',
      crd: withRule('true', { optionalOldSelf: true }),
      says: 'optionalOldSelf',
    },
    {
      because: 'it serves one version',
      crd: crdWith({ type: 'object' }, { served: false }),
      says: 'exactly one version',
    },
  ])('refuses a CRD at once when $because', ({ crd, says }) => {
    expect(() => createMemoryCluster({ crds: [crd], clock: new FakeClock() })).toThrow(says);
  });
});

describe('speed', () => {
  it('compiles a CRD once, however many clusters are created from it', () => {
    createMemoryCluster({ crds: CRDS, clock: new FakeClock() });
    const begin = performance.now();
    for (let index = 0; index < 50; index++) createMemoryCluster({ crds: CRDS, clock: new FakeClock() });
    // Compiling costs some 200 ms each; the bound is wide, as the machine may be busy.
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('serves the kinds of the CRDs and the core kinds', () => {
    const { types } = aCluster();
    expect(types).toContainEqual(INCIDENT);
    expect(types).toContainEqual(NAMESPACE);
  });
});
