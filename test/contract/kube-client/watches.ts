// The contract of KubeClient: watches. In order, nothing lost between one and the next, and an end that is told.

import { describe, expect, it } from 'vitest';
import { isGone } from '../../../src/kube/errors.ts';
import { aWidget, refusalOf, Watching, WIDGET, type Subject, type Widget } from './subject.ts';

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export function describeWatches(subject: () => Subject): void {
  const create = (name: string, spec?: object, labels?: Record<string, string>): Promise<Widget> =>
    subject().client.create(WIDGET, aWidget(subject(), name, spec, labels === undefined ? {} : { labels }));
  const keyOf = (name: string) => ({ namespace: subject().namespace, name });
  const patch = (name: string, change: object): Promise<Widget> =>
    subject().client.patch(WIDGET, keyOf(name), change, { type: 'merge' });
  const remove = (name: string): Promise<void> => subject().client.delete(WIDGET, keyOf(name));
  const version = async (): Promise<string> =>
    (await subject().client.list(WIDGET, { namespace: subject().namespace })).resourceVersion;

  describe('watch', () => {
    it('tells what happens after a version, in order, with the objects as they were then', async () => {
      await create('before');
      const watching = new Watching(subject(), { resourceVersion: await version() });
      const created = await create('a');
      const patched = await patch('a', { spec: { colour: 'Blue' } });
      await remove('a');
      await create('b');
      await watching.sees(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b']);
      expect(watching.events[0]?.object).toEqual(created);
      expect(watching.events[1]?.object).toEqual(patched);
      const versions = watching.events.map(({ object }) => Number(object.metadata.resourceVersion));
      expect(versions).toEqual([...versions].sort((one, other) => one - other));
      expect(new Set(versions).size).toBe(4);
      expect(watching.events[2]?.object.spec).toEqual(patched.spec);
      await watching.stop();
    });

    it('loses nothing when it goes on where another one stopped', async () => {
      const from = await version();
      const first = new Watching(subject(), { resourceVersion: from });
      await create('a');
      await first.sees(['ADDED a']);
      await first.stop();
      const last = first.events.at(-1)?.object.metadata.resourceVersion ?? '';
      await create('b');
      await remove('a');
      const second = new Watching(subject(), { resourceVersion: last });
      await create('c');
      await second.sees(['ADDED b', 'DELETED a', 'ADDED c']);
      await second.stop();
    });

    it('does not tell of a write that changed nothing', async () => {
      const first = await create('a');
      const watching = new Watching(subject(), { resourceVersion: await version() });
      await subject().client.update(WIDGET, first);
      await patch('a', { spec: { colour: 'Red' } });
      await subject().client.create(WIDGET, aWidget(subject(), 'tried'), { dryRun: true });
      await create('b');
      await watching.sees(['ADDED b']);
      await watching.stop();
    });

    it('without a version begins with the present state', async () => {
      await create('a');
      await create('b');
      const watching = new Watching(subject(), {});
      await expect.poll(() => [...watching.seen].sort()).toEqual(['ADDED a', 'ADDED b']);
      await create('c');
      await expect.poll(() => watching.seen.at(-1)).toBe('ADDED c');
      await watching.stop();
    });

    it('with sendInitialEvents says where the present state ends', async () => {
      await create('a');
      await create('b');
      const watching = new Watching(subject(), { sendInitialEvents: true, allowWatchBookmarks: true });
      await expect.poll(() => watching.events.length, { timeout: 10_000 }).toBe(3);
      expect(watching.seen.sort()).toEqual(['ADDED a', 'ADDED b']);
      const end = watching.events[2];
      expect(end).toMatchObject({
        type: 'BOOKMARK',
        object: { metadata: { annotations: { [INITIAL_EVENTS_END]: 'true' } } },
      });
      expect(Number(end?.object.metadata.resourceVersion)).toBeGreaterThan(0);
      await create('c');
      await expect.poll(() => watching.seen.at(-1)).toBe('ADDED c');
      await watching.stop();
    });

    it('with sendInitialEvents of nothing says at once that there is nothing', async () => {
      const watching = new Watching(subject(), { sendInitialEvents: true, allowWatchBookmarks: true });
      await expect.poll(() => watching.events.map(({ type }) => type), { timeout: 10_000 }).toEqual(['BOOKMARK']);
      await watching.stop();
    });

    it('can go on from a bookmark, and loses nothing', async () => {
      const initial = new Watching(subject(), { sendInitialEvents: true, allowWatchBookmarks: true });
      await expect.poll(() => initial.events.length, { timeout: 10_000 }).toBe(1);
      await initial.stop();
      await create('a');
      const watching = new Watching(subject(), {
        resourceVersion: initial.events[0]?.object.metadata.resourceVersion ?? '',
      });
      await watching.sees(['ADDED a']);
      await watching.stop();
    });

    it('sees an object come and go as a selector selects it', async () => {
      const from = await version();
      const watching = new Watching(subject(), { resourceVersion: from, fieldSelector: 'spec.colour=Blue' });
      await create('a', { colour: 'Red' });
      await patch('a', { spec: { colour: 'Blue' } });
      await patch('a', { spec: { size: 3 } });
      await patch('a', { spec: { colour: 'Green' } });
      await create('b', { colour: 'Blue' });
      await remove('b');
      await watching.sees(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b', 'DELETED b']);
      await watching.stop();
    });

    it('sees only what its labels select', async () => {
      const watching = new Watching(subject(), { resourceVersion: await version(), labelSelector: 'app in (web)' });
      await create('a', {}, { app: 'db' });
      await create('b', {}, { app: 'web' });
      await patch('b', { metadata: { labels: { app: 'db' } } });
      await watching.sees(['ADDED b', 'DELETED b']);
      await watching.stop();
    });

    it('sees only its own namespace', async () => {
      const { client, namespace } = subject();
      const watching = new Watching({ client, namespace: 'default' }, { resourceVersion: await version() });
      await create('elsewhere');
      const all = client.watch<Widget>(WIDGET, { resourceVersion: await version() });
      await create('a');
      for await (const event of all) {
        if (event.object.metadata.namespace !== namespace) continue;
        expect(event.object.metadata.name).toBe('a');
        break;
      }
      expect(watching.seen).not.toContain('ADDED elsewhere');
      await watching.stop();
    });

    it('ends quietly after its time, with a bookmark shortly before that is ahead of what it told', async () => {
      const watching = new Watching(subject(), {
        resourceVersion: await version(),
        labelSelector: 'app=web',
        allowWatchBookmarks: true,
        timeoutSeconds: 5,
      });
      const told = await create('a', {}, { app: 'web' });
      await watching.sees(['ADDED a']);
      const untold = await create('b');
      expect(await watching.ended).toBeUndefined();
      expect(watching.seen).toEqual(['ADDED a']);
      const bookmark = watching.events.at(-1);
      expect(bookmark?.type).toBe('BOOKMARK');
      const reached = Number(bookmark?.object.metadata.resourceVersion);
      expect(reached).toBeGreaterThan(Number(told.metadata.resourceVersion));
      expect(reached).toBeGreaterThanOrEqual(Number(untold.metadata.resourceVersion));
    }, 20_000);

    it('ends quietly when it is aborted, also before it began', async () => {
      const watching = new Watching(subject(), {});
      expect(await watching.stop()).toBeUndefined();
      const aborted = subject().client.watch(WIDGET, { signal: AbortSignal.abort() });
      for await (const event of aborted) expect.fail(`an event came: ${event.type}`);
    });

    it('tells of a version that is gone with a 410', async () => {
      const watching = new Watching(subject(), { resourceVersion: '1' });
      const error = await watching.ended;
      expect(isGone(error)).toBe(true);
      expect(error).toMatchObject({ code: 410, reason: 'Expired' });
    });

    it('refuses a selector that it does not understand, once it is read', async () => {
      const watch = subject().client.watch(WIDGET, { fieldSelector: 'spec.note=x' });
      const read = async (): Promise<void> => {
        for await (const event of watch) expect.fail(event.type);
      };
      expect(await refusalOf(read())).toMatchObject({ code: 400, reason: 'BadRequest' });
    });

    it('gives each watch objects of its own', async () => {
      const from = await version();
      const watches = [
        new Watching(subject(), { resourceVersion: from }),
        new Watching(subject(), { resourceVersion: from }),
      ];
      await create('a');
      for (const watching of watches) await watching.sees(['ADDED a']);
      const [first, second] = watches.map(({ events }) => events[0]?.object);
      if (first !== undefined) first.spec['colour'] = 'Blue';
      expect(second?.spec).toMatchObject({ colour: 'Red' });
      expect((await subject().client.get<Widget>(WIDGET, keyOf('a'))).spec).toMatchObject({ colour: 'Red' });
      for (const watching of watches) await watching.stop();
    });
  });
}
