// The contract of KubeClient: the status subresource, merge patches and JSON patches.

import { describe, expect, it } from 'vitest';
import { aWidget, refusalOf, WIDGET, type Subject, type Widget } from './subject.ts';

export function describePatches(subject: () => Subject): void {
  const keyOf = (name: string) => ({ namespace: subject().namespace, name });
  const create = (name: string, spec?: object): Promise<Widget> =>
    subject().client.create(WIDGET, { ...aWidget(subject(), name, spec), status: { phase: 'On' } });
  const get = (name: string): Promise<Widget> => subject().client.get(WIDGET, keyOf(name));
  const setStatus = ({ metadata }: Widget, status: object, options = {}): Promise<Widget> => {
    const { name, namespace = '', resourceVersion = '' } = metadata;
    return subject().client.updateStatus(WIDGET, { metadata: { name, namespace, resourceVersion }, status }, options);
  };

  describe('status', () => {
    it('is not taken by a create or an update', async () => {
      const first = await create('a');
      expect(first).not.toHaveProperty('status');
      const second = await setStatus(first, { phase: 'On' });
      const third = await subject().client.update(WIDGET, {
        ...second,
        status: { phase: 'Off' },
        spec: { colour: 'Blue' },
      });
      expect(third).toMatchObject({ status: { phase: 'On' }, spec: { colour: 'Blue' }, metadata: { generation: 2 } });
    });

    it('is stored without touching the rest, and without counting a generation', async () => {
      const first = await create('a', { size: 5 });
      const second = await setStatus(first, { phase: 'On', count: 3 });
      expect(second).toMatchObject({
        status: { phase: 'On', count: 3 },
        spec: first.spec,
        metadata: { generation: 1 },
      });
      expect(second.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
      const third = await setStatus(second, { phase: 'Off' });
      expect(third.status).toEqual({ phase: 'Off' });
    });

    it('gets no new version when it does not change', async () => {
      const second = await setStatus(await create('a'), { phase: 'On' });
      expect(await setStatus(second, { phase: 'On' })).toEqual(second);
    });

    it('of a stale writer is refused', async () => {
      const first = await create('a');
      await setStatus(first, { phase: 'On' });
      expect(await refusalOf(setStatus(first, { phase: 'Off' }))).toMatchObject({ code: 409, reason: 'Conflict' });
      expect((await get('a')).status).toEqual({ phase: 'On' });
    });

    it.each([
      {
        because: 'the enum has no such value',
        status: { phase: 'Maybe' },
        causes: ['status.phase: FieldValueNotSupported'],
      },
      { because: 'it is below the minimum', status: { count: -1 }, causes: ['status.count: FieldValueInvalid'] },
      { because: 'it is a text', status: { count: 'x' }, causes: ['status.count: FieldValueTypeInvalid'] },
      {
        because: 'a list-map has each key once',
        status: {
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'Ready', status: 'False' },
          ],
        },
        causes: ['status.conditions[1]: FieldValueDuplicate'],
      },
    ])('$status is refused, because $because', async ({ status, causes }) => {
      const { code, causes: got } = await refusalOf(setStatus(await create('a'), status));
      expect({ code, causes: got.filter((cause) => !cause.startsWith('<nil>')) }).toEqual({ code: 422, causes });
    });

    it('drops fields that the schema does not know', async () => {
      const stored = await setStatus(await create('a'), { phase: 'On', bogus: 1 });
      expect(stored.status).toEqual({ phase: 'On' });
    });

    it('is only tried with dryRun', async () => {
      const first = await create('a');
      expect(await setStatus(first, { phase: 'On' }, { dryRun: true })).toMatchObject({ status: { phase: 'On' } });
      expect(await get('a')).toEqual(first);
    });

    it('of an object that is not there is refused', async () => {
      const ghost = aWidget(subject(), 'ghost', {}, { resourceVersion: '1' });
      expect(await refusalOf(setStatus(ghost, { phase: 'On' }))).toMatchObject({ code: 404 });
    });
  });

  describe('merge patch', () => {
    const patch = (name: string, change: unknown, options = {}): Promise<Widget> =>
      subject().client.patch(WIDGET, keyOf(name), change, { type: 'merge', ...options });

    it('sets, replaces and removes members, and replaces lists', async () => {
      await create('a', { size: 1, tags: ['t1', 't2'], settings: { one: '1', two: '2' } });
      const patched = await patch('a', {
        spec: { size: null, limit: 9, tags: ['t3'], settings: { two: null, three: '3' } },
      });
      expect(patched.spec).toMatchObject({ limit: 9, tags: ['t3'], settings: { one: '1', three: '3' } });
      expect(patched.spec).not.toHaveProperty('size');
      expect(patched.metadata.generation).toBe(2);
    });

    it('sets the default again where a member with one is removed', async () => {
      await create('a', { enabled: false });
      expect((await patch('a', { spec: { enabled: null } })).spec).toMatchObject({ enabled: true });
    });

    it('changes nothing when nothing changes', async () => {
      const first = await create('a');
      expect(await patch('a', { spec: { colour: 'Red' } })).toEqual(first);
    });

    it('leaves the status alone, and with the subresource all but the status', async () => {
      await create('a');
      const onMain = await patch('a', { metadata: { labels: { app: 'x' } }, status: { phase: 'On' } });
      expect(onMain).not.toHaveProperty('status');
      const onStatus = await patch(
        'a',
        { spec: { colour: 'Blue' }, status: { phase: 'On' } },
        { subresource: 'status' },
      );
      expect(onStatus).toMatchObject({ spec: { colour: 'Red' }, status: { phase: 'On' }, metadata: { generation: 1 } });
    });

    it('is refused when it names another version', async () => {
      await create('a');
      const stale = { metadata: { resourceVersion: '1' }, spec: { colour: 'Blue' } };
      expect(await refusalOf(patch('a', stale))).toMatchObject({ code: 409, reason: 'Conflict' });
    });

    it('is refused when the outcome is invalid, or is another object', async () => {
      await create('a');
      expect(await refusalOf(patch('a', { spec: { colour: 'Pink' } }))).toMatchObject({ code: 422, reason: 'Invalid' });
      expect(await refusalOf(patch('a', { metadata: { name: 'b' } }))).toMatchObject({ code: 400 });
      expect(await refusalOf(patch('a', { metadata: { namespace: 'b' } }))).toMatchObject({ code: 400 });
      expect(await refusalOf(patch('a', { metadata: { uid: 'b' } }))).toMatchObject({
        code: 422,
        causes: ['metadata.uid: FieldValueInvalid'],
      });
      expect(await refusalOf(patch('a', ['x']))).toMatchObject({ code: 400, reason: 'BadRequest' });
    });

    it('of an object that is not there is refused', async () => {
      expect(await refusalOf(patch('ghost', { spec: { colour: 'Blue' } }))).toMatchObject({ code: 404 });
    });

    it('is only tried with dryRun', async () => {
      const first = await create('a');
      expect((await patch('a', { spec: { colour: 'Blue' } }, { dryRun: true })).spec).toMatchObject({ colour: 'Blue' });
      expect(await get('a')).toEqual(first);
    });
  });

  describe('JSON patch', () => {
    const patch = (name: string, change: unknown, options = {}): Promise<Widget> =>
      subject().client.patch(WIDGET, keyOf(name), change, { type: 'json', ...options });

    it('adds, replaces, removes, moves, copies and tests', async () => {
      await create('a', { size: 1, tags: ['t1', 't3'], settings: { 'a/b': '1', 'c~d': '2' } });
      const patched = await patch('a', [
        { op: 'test', path: '/spec/size', value: 1 },
        { op: 'replace', path: '/spec/colour', value: 'Blue' },
        { op: 'add', path: '/spec/tags/1', value: 't2' },
        { op: 'add', path: '/spec/tags/-', value: 't4' },
        { op: 'remove', path: '/spec/tags/0' },
        { op: 'copy', from: '/spec/size', path: '/spec/limit' },
        { op: 'move', from: '/spec/size', path: '/spec/divisor' },
        { op: 'replace', path: '/spec/settings/a~1b', value: '9' },
        { op: 'remove', path: '/spec/settings/c~0d' },
      ]);
      expect(patched.spec).toMatchObject({
        colour: 'Blue',
        tags: ['t2', 't3', 't4'],
        limit: 1,
        divisor: 1,
        settings: { 'a/b': '9' },
      });
      expect(patched.spec).not.toHaveProperty('size');
      expect(patched.spec['settings']).toEqual({ 'a/b': '9' });
    });

    it.each([
      { because: 'the test fails', change: [{ op: 'test', path: '/spec/colour', value: 'Blue' }], code: 422 },
      {
        because: 'nothing is there to replace',
        change: [{ op: 'replace', path: '/spec/nope/x', value: 1 }],
        code: 422,
      },
      { because: 'nothing is there to remove', change: [{ op: 'remove', path: '/spec/nope' }], code: 422 },
      { because: 'there is no such operation', change: [{ op: 'frob', path: '/spec/size' }], code: 422 },
      { because: 'the list is shorter', change: [{ op: 'add', path: '/spec/tags/5', value: 't9' }], code: 422 },
      { because: 'it is no list', change: { op: 'add' }, code: 400 },
    ])('is refused as a whole when $because', async ({ change, code }) => {
      const first = await create('a', { tags: ['t1'] });
      const whole = Array.isArray(change)
        ? [{ op: 'replace', path: '/spec/colour', value: 'Green' }, ...change]
        : change;
      expect(await refusalOf(patch('a', whole))).toMatchObject({ code });
      expect(await get('a')).toEqual(first);
    });

    it('changes the status through the subresource', async () => {
      await create('a');
      const change = [{ op: 'add', path: '/status', value: { phase: 'On' } }];
      expect(await patch('a', change, { subresource: 'status' })).toMatchObject({ status: { phase: 'On' } });
    });
  });
}
