// The contract of KubeClient: creating, replacing and deleting objects, and what the server keeps to itself.

import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/kube/errors.ts';
import { aWidget, refusalOf, WIDGET, type Subject, type Widget } from './subject.ts';

const OTHER_UID = '00000000-0000-4000-8000-000000000000';
const isoSeconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

export function describeWrites(subject: () => Subject): void {
  const create = (name: string, spec?: object, meta?: object): Promise<Widget> =>
    subject().client.create(WIDGET, aWidget(subject(), name, spec, meta));
  const get = (name: string): Promise<Widget> => subject().client.get(WIDGET, keyOf(name));
  const keyOf = (name: string) => ({ namespace: subject().namespace, name });

  describe('create', () => {
    it('stores the object and fills in what is the server’s to say', async () => {
      const created = await create('a', {}, { labels: { app: 'x' }, annotations: { 'docket.dev/a': 'b' } });
      expect(created).toMatchObject({
        apiVersion: 'contract.docket.dev/v1',
        kind: 'Widget',
        metadata: { ...keyOf('a'), generation: 1, creationTimestamp: isoSeconds, labels: { app: 'x' } },
        spec: { colour: 'Red' },
      });
      expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(created.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(await get('a')).toEqual(created);
    });

    it('stores nothing where beforeSend throws', async () => {
      const beforeSend = (): void => {
        throw new KubeError('not now', { code: 409, reason: 'Conflict' });
      };
      const widget = aWidget(subject(), 'unsent');
      await expect(subject().client.create(WIDGET, widget, { beforeSend })).rejects.toThrow('not now');
      await expect(get('unsent')).rejects.toMatchObject({ code: 404 });
    });

    it('takes no generation, uid or time from the client', async () => {
      const claimed = {
        generation: 7,
        uid: OTHER_UID,
        creationTimestamp: '2001-01-01T00:00:00Z',
        deletionTimestamp: '2001-01-01T00:00:00Z',
      };
      const { metadata } = await create('a', {}, claimed);
      expect(metadata).toMatchObject({ generation: 1 });
      expect(metadata.uid).not.toBe(OTHER_UID);
      expect(metadata.creationTimestamp).not.toBe(claimed.creationTimestamp);
      expect(metadata.deletionTimestamp).toBeUndefined();
    });

    it('makes a name of generateName', async () => {
      const { metadata } = await create('', {}, { generateName: 'gen-' });
      expect(metadata.name).toMatch(/^gen-[a-z0-9]{5}$/);
    });

    it('stores the same, and refuses the same, when nobody reads the answer', async () => {
      const { client } = subject();
      await client.create(WIDGET, aWidget(subject(), 'a'), { unread: true });
      expect(await get('a')).toMatchObject({ metadata: { generation: 1 }, spec: { colour: 'Red' } });
      const again = client.create(WIDGET, aWidget(subject(), 'a'), { unread: true });
      expect(await refusalOf(again)).toMatchObject({ code: 409, reason: 'AlreadyExists' });
    });

    it('refuses a name that is taken', async () => {
      await create('a');
      expect(await refusalOf(create('a'))).toMatchObject({ code: 409, reason: 'AlreadyExists', causes: [] });
    });

    it('refuses what is invalid before it looks whether the name is taken', async () => {
      await create('a');
      expect(await refusalOf(create('a', { colour: 'Pink' }))).toMatchObject({ code: 422, reason: 'Invalid' });
    });

    it('refuses a namespace that is not there', async () => {
      const { code, reason, message } = await refusalOf(create('a', {}, { namespace: 'not-there' }));
      expect({ code, reason }).toEqual({ code: 404, reason: 'NotFound' });
      expect(message).toContain('namespaces "not-there" not found');
    });

    it('refuses a resourceVersion', async () => {
      const { code, message } = await refusalOf(create('a', {}, { resourceVersion: '1' }));
      expect(code).toBe(500);
      expect(message).toContain('resourceVersion should not be set on objects to be created');
    });

    it('refuses an object of another kind or version', async () => {
      const { client } = subject();
      const wrongKind = { ...aWidget(subject(), 'a'), kind: 'Gadget' };
      expect(await refusalOf(client.create(WIDGET, wrongKind))).toMatchObject({
        code: 422,
        causes: ['kind: FieldValueInvalid'],
      });
      const wrongVersion = { ...aWidget(subject(), 'a'), apiVersion: 'contract.docket.dev/v2' };
      expect(await refusalOf(client.create(WIDGET, wrongVersion))).toMatchObject({ code: 400, reason: 'BadRequest' });
    });

    it('only tries with dryRun: everything is checked, nothing is stored', async () => {
      const { client } = subject();
      const tried = await client.create(WIDGET, aWidget(subject(), 'a'), { dryRun: true });
      expect(tried).toMatchObject({
        metadata: { generation: 1, creationTimestamp: isoSeconds },
        spec: { enabled: true },
      });
      expect(await refusalOf(get('a'))).toMatchObject({ code: 404 });
      const invalid = client.create(WIDGET, aWidget(subject(), 'a', { size: -1 }), { dryRun: true });
      expect(await refusalOf(invalid)).toMatchObject({ code: 422 });
      await create('a');
      const taken = client.create(WIDGET, aWidget(subject(), 'a'), { dryRun: true });
      expect(await refusalOf(taken)).toMatchObject({ code: 409, reason: 'AlreadyExists' });
    });

    it('hands out copies: changing one changes nothing in the cluster', async () => {
      const created = await create('a', { tags: ['t1'] });
      created.spec['colour'] = 'Blue';
      (created.spec['tags'] as string[]).push('t2');
      const got = await get('a');
      expect(got.spec).toMatchObject({ colour: 'Red', tags: ['t1'] });
      got.spec['colour'] = 'Green';
      expect((await get('a')).spec).toMatchObject({ colour: 'Red' });
    });
  });

  describe('a call', () => {
    it.each([
      { because: 'the namespace is missing', key: { name: 'a' } },
      { because: 'the name is empty', key: { name: '', namespace: 'default' } },
      { because: 'the name leads elsewhere', key: { name: '..', namespace: 'default' } },
    ])('is not even tried when $because', async ({ key }) => {
      const { client } = subject();
      const calls = [
        client.get(WIDGET, key),
        client.patch(WIDGET, key, {}, { type: 'merge' }),
        client.delete(WIDGET, key),
        client.update(WIDGET, { ...aWidget(subject(), 'a'), metadata: key }),
        client.updateStatus(WIDGET, { metadata: { ...key, resourceVersion: '1' }, status: {} }),
      ];
      const outcomes = await Promise.allSettled(calls);
      expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason instanceof Error)).toEqual(
        calls.map(() => true),
      );
      expect(outcomes.some((outcome) => outcome.status === 'rejected' && outcome.reason instanceof KubeError)).toBe(
        false,
      );
    });

    it('that is aborted rejects with the reason, and does nothing', async () => {
      const { client } = subject();
      const reason = new Error('enough');
      const options = { signal: AbortSignal.abort(reason) };
      await expect(client.create(WIDGET, aWidget(subject(), 'a'), options)).rejects.toBe(reason);
      await expect(client.get(WIDGET, keyOf('a'), options)).rejects.toBe(reason);
      await expect(client.list(WIDGET, options)).rejects.toBe(reason);
      expect(await refusalOf(get('a'))).toMatchObject({ code: 404 });
    });
  });

  describe('get', () => {
    it('refuses a name that nothing has', async () => {
      const { code, reason, message } = await refusalOf(get('nothing'));
      expect({ code, reason }).toEqual({ code: 404, reason: 'NotFound' });
      expect(message).toContain('widgets.contract.docket.dev "nothing" not found');
    });

    it('refuses a kind that is not served', async () => {
      const { client } = subject();
      const unknown = { ...WIDGET, kind: 'Gadget', plural: 'gadgets' };
      expect(await refusalOf(client.get(unknown, keyOf('a')))).toMatchObject({ code: 404 });
    });
  });

  describe('update', () => {
    const update = (object: Widget, options = {}): Promise<Widget> => subject().client.update(WIDGET, object, options);

    it('replaces the spec, moves the version, and counts the generation with the spec only', async () => {
      const first = await create('a', { size: 1 });
      const second = await update({ ...first, spec: { colour: 'Blue' } });
      expect(second.spec).toMatchObject({ colour: 'Blue' });
      expect(second.spec).not.toHaveProperty('size');
      expect(second.metadata.generation).toBe(2);
      expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion));
      const third = await update({ ...second, metadata: { ...second.metadata, labels: { app: 'x' } } });
      expect(third.metadata).toMatchObject({ generation: 2, labels: { app: 'x' } });
      expect(third.metadata.resourceVersion).not.toBe(second.metadata.resourceVersion);
    });

    it('changes nothing, not even the version, when nothing changes', async () => {
      const first = await create('a', { size: 1 });
      expect(await update(first)).toEqual(first);
      expect(await get('a')).toEqual(first);
    });

    it('refuses a stale version', async () => {
      const first = await create('a');
      await update({ ...first, spec: { colour: 'Blue' } });
      const { code, reason, message } = await refusalOf(update({ ...first, spec: { colour: 'Green' } }));
      expect({ code, reason }).toEqual({ code: 409, reason: 'Conflict' });
      expect(message).toContain(
        'the object has been modified; please apply your changes to the latest version and try again',
      );
      expect((await get('a')).spec).toMatchObject({ colour: 'Blue' });
    });

    it('refuses an object without a version', async () => {
      await create('a');
      expect(await refusalOf(update(aWidget(subject(), 'a')))).toMatchObject({
        code: 422,
        causes: ['metadata.resourceVersion: FieldValueInvalid'],
      });
    });

    it('refuses an object that is not there, and another one of the same name', async () => {
      expect(await refusalOf(update(aWidget(subject(), 'a', {}, { resourceVersion: '1' })))).toMatchObject({
        code: 404,
      });
      const first = await create('a');
      const other = { ...first, metadata: { ...first.metadata, uid: OTHER_UID } };
      expect(await refusalOf(update(other))).toMatchObject({ code: 409, reason: 'Conflict' });
    });

    it('keeps creation and generation as they were, whatever the client says', async () => {
      const first = await create('a');
      const claimed = { ...first.metadata, creationTimestamp: '2001-01-01T00:00:00Z', generation: 99 };
      expect((await update({ ...first, metadata: claimed })).metadata).toEqual(first.metadata);
    });

    it('only tries with dryRun', async () => {
      const first = await create('a');
      const tried = await update({ ...first, spec: { colour: 'Blue' } }, { dryRun: true });
      expect(tried).toMatchObject({ spec: { colour: 'Blue' }, metadata: { generation: 2 } });
      expect(await get('a')).toEqual(first);
    });
  });

  describe('delete', () => {
    const remove = (name: string, options = {}): Promise<void> => subject().client.delete(WIDGET, keyOf(name), options);

    it('removes the object', async () => {
      await create('a');
      await remove('a');
      expect(await refusalOf(get('a'))).toMatchObject({ code: 404 });
      expect(await refusalOf(remove('a'))).toMatchObject({ code: 404, reason: 'NotFound' });
    });

    it('gives a new object of the same name another identity', async () => {
      const first = await create('a');
      await remove('a');
      const second = await create('a');
      expect(second.metadata.uid).not.toBe(first.metadata.uid);
    });

    it('deletes only the object, and the version of it, that is meant', async () => {
      const first = await create('a');
      expect(await refusalOf(remove('a', { uid: OTHER_UID }))).toMatchObject({ code: 409, reason: 'Conflict' });
      expect(await refusalOf(remove('a', { resourceVersion: '1' }))).toMatchObject({ code: 409, reason: 'Conflict' });
      expect(await get('a')).toEqual(first);
      await remove('a', { uid: first.metadata.uid, resourceVersion: first.metadata.resourceVersion });
      expect(await refusalOf(get('a'))).toMatchObject({ code: 404 });
    });

    it('only tries with dryRun', async () => {
      const first = await create('a');
      await remove('a', { dryRun: true });
      expect(await get('a')).toEqual(first);
    });

    it('marks an object that a finalizer holds, and removes it with the last finalizer', async () => {
      const { client } = subject();
      await create('a', {}, { finalizers: ['docket.dev/one', 'docket.dev/two'] });
      await remove('a');
      const marked = await get('a');
      expect(marked.metadata).toMatchObject({ deletionTimestamp: isoSeconds, generation: 2 });
      await remove('a');
      expect(await get('a')).toEqual(marked);
      const setFinalizers = (finalizers: string[]): Promise<Widget> =>
        client.patch(WIDGET, keyOf('a'), { metadata: { finalizers } }, { type: 'merge' });
      expect(await refusalOf(setFinalizers(['docket.dev/one', 'docket.dev/three']))).toMatchObject({
        code: 422,
        causes: ['metadata.finalizers: FieldValueForbidden'],
      });
      await setFinalizers(['docket.dev/two']);
      await setFinalizers([]);
      expect(await refusalOf(get('a'))).toMatchObject({ code: 404 });
    });
  });
}
