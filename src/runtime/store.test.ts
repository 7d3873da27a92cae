import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Row } from './lister.ts';
import { createStore, keyOfRow, type Store } from './store.ts';

interface Pet extends Row {
  readonly owner: string;
  readonly tags: readonly string[];
}

const pet = (name: string, over: Partial<Pet> = {}): Pet => ({
  namespace: 'a',
  name,
  uid: `uid-${name}`,
  resourceVersion: '1',
  owner: 'ann',
  tags: [],
  ...over,
});

function petStore(errors: unknown[] = []): Store<Pet> {
  return createStore<Pet>({
    indexes: {
      owner: (row) => row.owner,
      tag: (row) => row.tags,
      rare: (row) => (row.owner === 'zoe' ? 'z' : undefined),
    },
    onHandlerError: (error) => errors.push(error),
  });
}

type Change = readonly [before: string | undefined, after: string | undefined];

function recordChanges(store: Store<Pet>): Change[] {
  const changes: Change[] = [];
  const label = (row: Pet | undefined): string | undefined => row && `${row.name}@${row.resourceVersion}/${row.uid}`;
  store.onChange((before, after) => changes.push([label(before), label(after)]));
  return changes;
}

const names = (rows: Iterable<Pet>): string[] => [...rows].map((row) => row.name).toSorted();

describe('store', () => {
  it.each<{ name: string; because: string; act: (store: Store<Pet>) => void; want: Change[] }>([
    {
      name: 'an addition',
      because: 'before is undefined for what was not there',
      act: (store) => store.upsert(pet('y')),
      want: [[undefined, 'y@1/uid-y']],
    },
    {
      name: 'a newer version',
      because: 'a change shows both sides',
      act: (store) => store.upsert(pet('x', { resourceVersion: '2' })),
      want: [['x@1/uid-x', 'x@2/uid-x']],
    },
    {
      name: 'the same version again',
      because: 'a replayed event is no change',
      act: (store) => store.upsert(pet('x', { owner: 'bob' })),
      want: [],
    },
    {
      name: 'another uid under the name',
      because: 'it was deleted and created again while nobody watched, even at an equal version',
      act: (store) => store.upsert(pet('x', { uid: 'other' })),
      want: [
        ['x@1/uid-x', undefined],
        [undefined, 'x@1/other'],
      ],
    },
    {
      name: 'a removal',
      because: 'after is undefined for what is gone',
      act: (store) => store.remove('a/x'),
      want: [['x@1/uid-x', undefined]],
    },
    {
      name: 'a removal of nothing',
      because: 'nothing changed',
      act: (store) => store.remove('a/q'),
      want: [],
    },
  ])('$name: $because', ({ act, want }) => {
    const store = petStore();
    store.upsert(pet('x'));
    const changes = recordChanges(store);
    act(store);
    expect(changes).toEqual(want);
  });

  it('a relist drops what was deleted, and only in its scope', () => {
    const store = petStore();
    store.replace([pet('x'), pet('y'), pet('x', { namespace: 'b' })]);
    const changes = recordChanges(store);
    store.replace([pet('x', { resourceVersion: '5' }), pet('z')], { namespace: 'a' });
    expect([...store.list()].map(keyOfRow).toSorted()).toEqual(['a/x', 'a/z', 'b/x']);
    expect(changes).toEqual([
      ['x@1/uid-x', 'x@5/uid-x'],
      [undefined, 'z@1/uid-z'],
      ['y@1/uid-y', undefined],
    ]);
  });

  it('a replacement that is not committed removes nothing', () => {
    const store = petStore();
    store.replace([pet('x'), pet('y')]);
    store.beginReplace().upsert(pet('z'));
    expect(names(store.list())).toEqual(['x', 'y', 'z']);
  });

  it('a row that was added and removed during a replacement is gone after it', () => {
    const store = petStore();
    const replacement = store.beginReplace();
    replacement.upsert(pet('x'));
    replacement.remove('a/x');
    expect(replacement.commit()).toBe(0);
    expect(store.size).toBe(0);
  });

  it('a handler that throws is reported and stops neither the change nor the other handlers', () => {
    const errors: unknown[] = [];
    const store = petStore(errors);
    const boom = new Error('boom');
    store.onChange(() => {
      throw boom;
    });
    const changes = recordChanges(store);
    store.upsert(pet('x'));
    expect(errors).toEqual([boom]);
    expect(changes).toHaveLength(1);
    expect(store.get('a/x')?.owner).toBe('ann');
  });

  it('a handler that unsubscribes is not called again', () => {
    const store = petStore();
    const seen: string[] = [];
    const stop = store.onChange((_before, after) => {
      seen.push(after?.name ?? '');
      stop();
    });
    store.upsert(pet('x'));
    store.upsert(pet('y'));
    expect(seen).toEqual(['x']);
  });

  it('an index function that throws leaves the store as it was', () => {
    const store = createStore<Pet>({
      indexes: {
        owner: (row) => row.owner,
        strict: (row) => {
          if (row.owner === 'nobody') throw new Error('no owner');
          return row.owner;
        },
      },
      onHandlerError: () => undefined,
    });
    store.upsert(pet('x'));
    expect(() => store.upsert(pet('x', { owner: 'nobody', resourceVersion: '2' }))).toThrow('no owner');
    expect(names(store.byIndex('owner', 'ann'))).toEqual(['x']);
    expect(names(store.byIndex('owner', 'nobody'))).toEqual([]);
    expect(store.get('a/x')?.resourceVersion).toBe('1');
  });

  it('an unknown index is an error at once, not an empty answer', () => {
    expect(() => petStore().byIndex('onwer', 'ann')).toThrow('index onwer');
  });

  it('is synced once every feeding reflector has seen the present state', async () => {
    const store = petStore();
    expect(store.synced).toBe(false);
    const [first, second] = [store.addFeed(), store.addFeed()];
    let resolved = false;
    const waiting = store.whenSynced().then(() => (resolved = true));
    first.markSynced();
    first.markSynced();
    await Promise.resolve();
    expect([store.synced, resolved]).toEqual([false, false]);
    second.markSynced();
    await waiting;
    expect(store.synced).toBe(true);
    await store.whenSynced();
  });

  it('a wait for the sync ends with the signal', async () => {
    const store = petStore();
    const controller = new AbortController();
    const waiting = store.whenSynced(controller.signal);
    controller.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
    await expect(store.whenSynced(controller.signal)).rejects.toThrow('stopping');
  });

  it('after any history the indexes answer as a scan of the rows would', () => {
    const row = fc.record({
      namespace: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('x', 'y', 'z'),
      uid: fc.constantFrom('1', '2'),
      resourceVersion: fc.nat(9).map(String),
      owner: fc.constantFrom('ann', 'bob', 'zoe'),
      tags: fc.array(fc.constantFrom('t', 'u', 'v'), { maxLength: 3 }),
    });
    const step = fc.oneof(
      row.map((value) => (store: Store<Pet>) => store.upsert(value)),
      row.map((value) => (store: Store<Pet>) => store.remove(keyOfRow(value))),
      fc.tuple(fc.array(row), fc.constantFrom('a', 'b')).map(
        ([rows, namespace]) =>
          (store: Store<Pet>) =>
            store.replace(
              rows.map((value) => ({ ...value, namespace })),
              { namespace },
            ),
      ),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = petStore();
        const mirror = new Map<string, Pet>();
        store.onChange((before, after) => {
          if (before !== undefined) {
            expect(mirror.get(keyOfRow(before))).toBe(before);
            mirror.delete(keyOfRow(before));
          }
          if (after !== undefined) mirror.set(keyOfRow(after), after);
        });
        for (const act of steps) act(store);
        expect(new Map([...store.list()].map((each) => [keyOfRow(each), each]))).toEqual(mirror);
        const scan = (has: (each: Pet) => boolean): string[] =>
          [...mirror.values()].filter(has).map(keyOfRow).toSorted();
        const indexed = (index: string, value: string): string[] =>
          [...store.byIndex(index, value)].map(keyOfRow).toSorted();
        for (const owner of ['ann', 'bob', 'zoe'])
          expect(indexed('owner', owner)).toEqual(scan((each) => each.owner === owner));
        for (const tag of ['t', 'u', 'v']) expect(indexed('tag', tag)).toEqual(scan((each) => each.tags.includes(tag)));
        expect(indexed('rare', 'z')).toEqual(scan((each) => each.owner === 'zoe'));
      }),
    );
  });
});
