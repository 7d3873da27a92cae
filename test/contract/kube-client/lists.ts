// The contract of KubeClient: lists by namespace, label and field, page by page.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ListOptions, ListResult } from '../../../src/kube/client.ts';
import { aWidget, refusalOf, WIDGET, type Subject, type Widget } from './subject.ts';

export function describeLists(subject: () => Subject): void {
  const list = (options: ListOptions = {}): Promise<ListResult<Widget>> =>
    subject().client.list(WIDGET, { namespace: subject().namespace, ...options });
  const namesOf = ({ items }: ListResult<Widget>): string[] => items.map(({ metadata }) => metadata.name);
  const create = (name: string, spec?: object, labels?: Record<string, string>): Promise<Widget> =>
    subject().client.create(WIDGET, aWidget(subject(), name, spec, labels === undefined ? {} : { labels }));

  describe('list', () => {
    beforeEach(async () => {
      await create('b', { colour: 'Blue', size: 2 }, { app: 'web', tier: 'front' });
      await create('c', { colour: 'Green', enabled: false }, { app: 'db', weight: '7' });
      await create('a', { colour: 'Red', size: 0 }, { app: 'web', tier: '' });
      await create('d', { colour: 'Red' });
    });

    it('gives whole objects in the order of their names, and the version of the whole', async () => {
      const result = await list();
      expect(namesOf(result)).toEqual(['a', 'b', 'c', 'd']);
      expect(result.items[0]).toEqual(
        await subject().client.get(WIDGET, { namespace: subject().namespace, name: 'a' }),
      );
      const newest = Math.max(...result.items.map(({ metadata }) => Number(metadata.resourceVersion)));
      expect(Number(result.resourceVersion)).toBeGreaterThanOrEqual(newest);
      expect(result.continue).toBeUndefined();
    });

    it('gives those of one namespace, or of all', async () => {
      const { client, namespace } = subject();
      expect(await list({ namespace: 'default' })).toMatchObject({ items: [] });
      const all = await client.list<Widget>(WIDGET);
      expect(all.items.filter(({ metadata }) => metadata.namespace === namespace)).toHaveLength(4);
    });

    it.each([
      { labelSelector: 'app=web', want: ['a', 'b'] },
      { labelSelector: 'app==web,tier=front', want: ['b'] },
      { labelSelector: 'app!=web', want: ['c', 'd'] },
      { labelSelector: 'app in (web, db)', want: ['a', 'b', 'c'] },
      { labelSelector: 'app notin (web)', want: ['c', 'd'] },
      { labelSelector: 'tier', want: ['a', 'b'] },
      { labelSelector: '!tier', want: ['c', 'd'] },
      { labelSelector: 'tier=', want: ['a'] },
      { labelSelector: 'weight>5', want: ['c'] },
      { labelSelector: 'weight<7', want: [] },
      { labelSelector: 'app in (), tier', want: [] },
      { labelSelector: ' app = web , !nothing ', want: ['a', 'b'] },
    ])('selects $want by the labels $labelSelector', async ({ labelSelector, want }) => {
      expect(namesOf(await list({ labelSelector }))).toEqual(want);
    });

    it.each([
      { fieldSelector: 'metadata.name=b', want: ['b'] },
      { fieldSelector: 'metadata.name!=b', want: ['a', 'c', 'd'] },
      { fieldSelector: 'spec.colour=Red', want: ['a', 'd'] },
      { fieldSelector: 'spec.colour==Red,metadata.name!=a', want: ['d'] },
      { fieldSelector: 'spec.size=2', want: ['b'] },
      { fieldSelector: 'spec.size=', want: ['c', 'd'] },
      { fieldSelector: 'spec.enabled=false', want: ['c'] },
      { fieldSelector: 'spec.colour=Pink', want: [] },
    ])('selects $want by the fields $fieldSelector', async ({ fieldSelector, want }) => {
      expect(namesOf(await list({ fieldSelector }))).toEqual(want);
    });

    it('selects by the namespace as a field', async () => {
      const { client, namespace } = subject();
      const found = await client.list<Widget>(WIDGET, { fieldSelector: `metadata.namespace=${namespace}` });
      expect(namesOf(found)).toEqual(['a', 'b', 'c', 'd']);
    });

    it.each([
      { options: { fieldSelector: 'spec.note=x' }, says: 'field label not supported: spec.note' },
      { options: { fieldSelector: 'colour' }, says: "invalid selector: 'colour'; can't understand 'colour'" },
      { options: { labelSelector: 'app in' }, says: "unable to parse requirement: found '' expected: '('" },
      {
        options: { labelSelector: 'app in (web' },
        says: "unable to parse requirement: found '', expected: ',' or ')'",
      },
      { options: { labelSelector: 'a b' }, says: 'unable to parse requirement' },
      { options: { labelSelector: 'app=web,' }, says: "found '', expected: identifier after ','" },
      { options: { labelSelector: ',app' }, says: "found ',', expected: !, identifier, or 'end of string'" },
      { options: { labelSelector: 'a=b=c' }, says: "found '=', expected: ',' or 'end of string'" },
      { options: { labelSelector: 'a>x' }, says: "for 'Gt', 'Lt' operators, the value must be an integer" },
      { options: { labelSelector: '_/x=1' }, says: 'prefix part a lowercase RFC 1123 subdomain must consist of' },
      { options: { labelSelector: 'a=-' }, says: 'a valid label must be an empty string or consist of' },
      { options: { resourceVersion: 'abc' }, says: 'invalid resource version' },
      { options: { continue: 'nonsense' }, says: 'continue key is not valid' },
    ])('refuses $options as a bad request', async ({ options, says }) => {
      const { code, reason, message } = await refusalOf(list(options));
      expect({ code, reason }).toEqual({ code: 400, reason: 'BadRequest' });
      expect(message).toContain(says);
    });

    it('refuses to match a version that is not named', async () => {
      expect(await refusalOf(list({ resourceVersionMatch: 'Exact' }))).toMatchObject({ code: 422, reason: 'Invalid' });
    });

    it('shows the state of an exact version', async () => {
      const { resourceVersion } = await list();
      await create('e');
      await subject().client.delete(WIDGET, { namespace: subject().namespace, name: 'a' });
      expect(namesOf(await list())).toEqual(['b', 'c', 'd', 'e']);
      const then = await list({ resourceVersion, resourceVersionMatch: 'Exact' });
      expect(namesOf(then)).toEqual(['a', 'b', 'c', 'd']);
      expect(then.resourceVersion).toBe(resourceVersion);
      expect(namesOf(await list({ resourceVersion, resourceVersionMatch: 'NotOlderThan' }))).toContain('e');
    });
  });

  describe('paging', () => {
    const names = Array.from({ length: 7 }, (_, index) => `w${index}`);
    const pages = async (
      limit: number,
      between: () => Promise<unknown> = async () => undefined,
      options = {},
    ): Promise<string[][]> => {
      const found: string[][] = [];
      const versions = new Set<string>();
      let token: string | undefined;
      do {
        const page = await list({ limit, ...(token === undefined ? {} : { continue: token }), ...options });
        found.push(namesOf(page));
        versions.add(page.resourceVersion);
        token = page.continue;
        if (found.length === 1) await between();
      } while (token !== undefined);
      expect(versions.size).toBe(1);
      return found;
    };

    beforeEach(async () => {
      for (const name of names) await create(name, { colour: name < 'w3' ? 'Red' : 'Blue' });
    });

    it.each([
      { limit: 3, sizes: [3, 3, 1] },
      { limit: 7, sizes: [7] },
      { limit: 1, sizes: [1, 1, 1, 1, 1, 1, 1] },
      { limit: 100, sizes: [7] },
    ])('gives each object once, $limit a page', async ({ limit, sizes }) => {
      const found = await pages(limit);
      expect(found.flat()).toEqual(names);
      expect(found.map((page) => page.length)).toEqual(sizes);
    });

    it('shows one state, whatever is written between the pages', async () => {
      const { client, namespace } = subject();
      const change = async (): Promise<void> => {
        await client.delete(WIDGET, { namespace, name: 'w5' });
        await create('w1a');
        await create('w6a');
      };
      expect((await pages(3, change)).flat()).toEqual(names);
      expect(namesOf(await list())).toEqual(['w0', 'w1', 'w1a', 'w2', 'w3', 'w4', 'w6', 'w6a']);
    });

    it('pages through what a selector selects', async () => {
      expect((await pages(2, undefined, { fieldSelector: 'spec.colour=Red' })).flat()).toEqual(['w0', 'w1', 'w2']);
    });

    it('gives a version from which a watch misses nothing that came after the first page', async () => {
      const { client, namespace } = subject();
      const first = await list({ limit: 3 });
      await create('later');
      for await (const event of client.watch<Widget>(WIDGET, { namespace, resourceVersion: first.resourceVersion })) {
        expect(event).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'later' } } });
        break;
      }
    });
  });
}
