// The contract of KubeClient: what the server makes of an object by the schema of its kind. Defaults, what it drops, what
// it refuses and in which words.

import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/kube/errors.ts';
import { MALFORMED, UNRULY } from './faulty-widgets.ts';
import { aWidget, refusalOf, WIDGET, type Subject, type Widget } from './subject.ts';

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
