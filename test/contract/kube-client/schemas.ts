// The contract of KubeClient: what the server makes of an object by the schema of its kind. Defaults, what it drops, what
// it refuses and in which words.

import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/kube/errors.ts';
import { MALFORMED, UNRULY } from './faulty-widgets.ts';
import { aWidget, refusalOf, WIDGET, type Subject, type Widget } from './subject.ts';

const OWNER = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '00000000-0000-4000-8000-000000000000' };

export function describeSchemas(subject: () => Subject): void {
  const create = (spec?: object, meta?: object): Promise<Widget> =>
    subject().client.create(WIDGET, aWidget(subject(), 'a', spec, meta));
  const merge = (change: object): Promise<Widget> =>
    subject().client.patch(WIDGET, { namespace: subject().namespace, name: 'a' }, change, { type: 'merge' });
  const causesOf = async (call: Promise<unknown>): Promise<string[]> => {
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    if (!(error instanceof KubeError)) return expect.fail('the object should have been refused');
    expect({ code: error.code, reason: error.reason }).toEqual({ code: 422, reason: 'Invalid' });
    return [...new Set(error.causes.map(({ field, message }) => `${field}: ${message}`))].sort();
  };

  describe('defaults and pruning', () => {
    it('fills in defaults, inside of defaults and lists, too', async () => {
      const { spec } = await create({ parts: [{ name: 'a' }, { name: 'b', count: 5 }], links: [{ from: 'x' }] });
      expect(spec).toEqual({
        colour: 'Red',
        enabled: true,
        mode: 'Plain',
        nested: { level: 3 },
        parts: [
          { name: 'a', count: 1 },
          { name: 'b', count: 5 },
        ],
        links: [{ from: 'x', to: '' }],
      });
    });

    it('takes null for absent, except where null is allowed', async () => {
      const { spec } = await create({ enabled: null, size: null, note: null, nested: { level: null } });
      expect(spec).toEqual({ colour: 'Red', enabled: true, mode: 'Plain', note: null, nested: { level: 3 } });
    });

    it('drops what the schema does not know, at any depth, but nothing of a map', async () => {
      const bogus = {
        ...aWidget(subject(), 'a', {
          bogus: 1,
          nested: { bogus: 1 },
          parts: [{ name: 'a', bogus: 1 }],
          settings: { any: '1' },
        }),
        bogus: 1,
      };
      const stored = await subject().client.create(WIDGET, bogus);
      expect(stored).not.toHaveProperty('bogus');
      expect(stored.spec).toMatchObject({
        nested: { level: 3 },
        parts: [{ name: 'a', count: 1 }],
        settings: { any: '1' },
      });
      expect(JSON.stringify(stored.spec)).not.toContain('bogus');
    });
  });

  describe('metadata', () => {
    const T = '2001-01-01T00:00:00';

    it.each([
      { meta: { creationTimestamp: 'nonsense' }, because: 'it is no time' },
      { meta: { creationTimestamp: '' }, because: 'an empty text is no time, either' },
      { meta: { creationTimestamp: '2001-01-01' }, because: 'it is a day' },
      { meta: { creationTimestamp: T }, because: 'it has no zone' },
      { meta: { creationTimestamp: '2001-01-01t00:00:00z' }, because: 'the letters are small' },
      { meta: { creationTimestamp: '2001-02-29T00:00:00Z' }, because: 'February has no such day' },
      { meta: { creationTimestamp: '2001-01-01T24:00:00Z' }, because: 'the day has 24 hours' },
      { meta: { creationTimestamp: '2001-01-01T00:00:60Z' }, because: 'there is no leap second' },
      { meta: { creationTimestamp: `${T}+25:00` }, because: 'no zone is so far away' },
      { meta: { creationTimestamp: `${T}.Z` }, because: 'a fraction has digits' },
      { meta: { deletionTimestamp: 'xx' }, because: 'it is no time, though it is not for the client to say' },
      { meta: { creationTimestamp: 5 }, because: 'a number is no text' },
      { meta: { creationTimestamp: {} }, because: 'an object is no text' },
      { meta: { uid: [] }, because: 'an empty list is no text' },
      { meta: { labels: [] }, because: 'a list is no map, not even an empty one' },
      { meta: { annotations: '' }, because: 'a text is no map, not even an empty one' },
      { meta: { finalizers: {} }, because: 'a map is no list, not even an empty one' },
      { meta: { ownerReferences: '' }, because: 'a text is no list' },
      { meta: { ownerReferences: [{ ...OWNER, name: 5 }] }, because: 'a number is no text, inside of a list, too' },
      { meta: { ownerReferences: [{ ...OWNER, controller: 'yes' }] }, because: 'a text is no boolean' },
      { meta: { generation: '' }, because: 'a text is no number' },
      { meta: { generation: 1e20 }, because: 'the number is too large' },
    ])('that cannot be read is refused as a whole: $meta, as $because', async ({ meta }) => {
      const { code, reason, message } = await refusalOf(create({}, meta));
      expect({ code, reason }).toEqual({ code: 400, reason: 'BadRequest' });
      expect(message).toContain('Widget in version "v1" cannot be handled as a Widget: ');
    });

    it.each([
      { meta: { creationTimestamp: null, deletionTimestamp: null }, because: 'null is absent' },
      { meta: { creationTimestamp: `${T}Z`, deletionTimestamp: `${T}-00:00` }, because: 'they are times' },
      { meta: { creationTimestamp: `${T}.1234567891234Z`, deletionTimestamp: `${T},5Z` }, because: 'so are fractions' },
      { meta: { creationTimestamp: '0000-02-29T1:00:00+24:60' }, because: 'the server is not strict' },
      { meta: { labels: {}, annotations: {}, finalizers: [], ownerReferences: [] }, because: 'it is empty' },
      { meta: { ownerReferences: [{ ...OWNER, controller: null }] }, because: 'null is absent, inside of a list, too' },
    ])('that can be read is taken: $meta, as $because', async ({ meta }) => {
      const { metadata } = await create({}, meta);
      expect(metadata.creationTimestamp).toMatch(/^20[2-9]\d-.*Z$/);
      expect(metadata.deletionTimestamp).toBeUndefined();
    });
  });

  describe('schema', () => {
    it.each(MALFORMED)('is kept to: $because', async ({ spec, meta, says }) => {
      expect(await causesOf(create(spec, meta))).toEqual([...says].sort());
    });

    it('names the object and lists everything that is wrong', async () => {
      const { message } = await refusalOf(create({ colour: 'Pink' }));
      expect(message).toContain('Widget.contract.docket.dev "a" is invalid: [spec.colour: Unsupported value: "Pink"');
    });

    it('is kept to on an update as well', async () => {
      await create();
      expect(await causesOf(merge({ spec: { size: -1 } }))).toEqual([
        'spec.size: Invalid value: -1: spec.size in body should be greater than or equal to 0',
      ]);
    });
  });

  describe('rules', () => {
    it.each(UNRULY)('are kept to: $because', async ({ spec, meta, says }) => {
      expect(await causesOf(create(spec, meta))).toEqual([...says].sort());
    });

    it('let pass what meets them', async () => {
      const spec = {
        size: 5,

        limit: 5,
        begin: '2026-01-01T08:00:00Z',
        end: '2026-01-01T09:00:00.5Z',
        tags: ['t1', 'x'],
        colour: 'Blue',
        ratio: 1.4,
        divisor: 3,
        namespaces: ['a', 'b'],
        namespace: 'a',
        dash_ed: 'Red',
        code: 'abc',
        settings: { a: 'good' },
      };
      expect((await create(spec)).spec).toMatchObject(spec);
    });

    it.each([
      {
        because: 'it was set',
        from: { serial: 'a' },
        to: { serial: 'b' },
        says: ['spec.serial: Invalid value: "b": serial is immutable'],
      },
      { because: 'a rule on a field does not see it go', from: { serial: 'a' }, to: { serial: null }, says: [] },
      { because: 'a rule on a field does not see it come', from: {}, to: { serial: 'b' }, says: [] },
      {
        because: 'a rule on the parent sees it go',
        from: { owner: 'a' },
        to: { owner: null },
        says: ['spec.owner: Required value: owner cannot be removed'],
      },
      { because: 'it may change', from: { owner: 'a' }, to: { owner: 'b' }, says: [] },
      {
        because: 'the order of a set does not matter',
        from: { frozen: ['a', 'b'] },
        to: { frozen: ['b', 'a'] },
        says: [],
      },
      {
        because: 'a set is compared as a whole',
        from: { frozen: ['a', 'b'] },
        to: { frozen: ['a', 'c'] },
        says: ['spec.frozen: Invalid value: frozen is immutable'],
      },
      {
        because: 'items of a list-map are compared by their key',
        from: {
          parts: [
            { name: 'a', count: 5 },
            { name: 'b', count: 7 },
          ],
        },
        to: {
          parts: [
            { name: 'new', count: 0 },
            { name: 'b', count: 6 },
            { name: 'a', count: 5 },
          ],
        },
        says: ['spec.parts[1].count: Invalid value: count never goes down'],
      },
    ])('compare with what was there: $because', async ({ from, to, says }) => {
      await create(from);
      if (says.length === 0) await merge({ spec: to });
      else expect(await causesOf(merge({ spec: to }))).toEqual(says);
    });
  });
}
