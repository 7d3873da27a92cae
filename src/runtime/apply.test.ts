import { beforeEach, describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { aNote, NOTE, type Note } from '../../test/support/runtime/note.ts';
import { TinyCluster } from '../../test/support/clusters/tiny-cluster.ts';
import { isConflict, KubeError } from '../kube/errors.ts';
import { applyPlan } from './apply.ts';
import type { Plan, StatusTarget, Transition, Write } from './plan.ts';

const turned: Transition = {
  kind: 'CheckResult',
  namespace: 'a',
  name: 'n',
  from: 'Passing',
  to: 'Failing',
  reason: 'Open',
};
const planOf = (over: Partial<Plan>): Plan => ({
  writes: [],
  transitions: [turned],
  requeue: { kind: 'done' },
  ...over,
});
const { signal } = new AbortController();

let cluster: TinyCluster;
beforeEach(() => {
  cluster = new TinyCluster({ clock: new FakeClock() });
});

const stored = (name: string): Promise<Note> => cluster.get<Note>(NOTE, { namespace: 'a', name });
const texts = (): Array<[string, string]> =>
  (cluster.all(NOTE) as Note[])
    .map((note): [string, string] => [note.metadata.name, note.spec.text])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
const create = (name: string, over: Partial<Extract<Write, { kind: 'create' }>> = {}): Write => ({
  kind: 'create',
  type: NOTE,
  object: aNote(name, 'new'),
  ...over,
});
const apply = (plan: Plan): ReturnType<typeof applyPlan> => applyPlan(cluster, plan, { signal });

async function targetOf(name: string): Promise<StatusTarget> {
  const { metadata, status } = await stored(name);
  return {
    type: NOTE,
    key: { namespace: 'a', name },
    resourceVersion: metadata.resourceVersion ?? '',
    current: status,
  };
}

describe('writes', () => {
  it('creates what is not there', async () => {
    const report = await apply(planOf({ writes: [create('x'), create('y')] }));
    expect(report).toMatchObject({ created: 2, patched: 0, kept: 0, collisions: [], statusWritten: false });
    expect(texts()).toEqual([
      ['x', 'new'],
      ['y', 'new'],
    ]);
  });

  it.each<{
    name: string;
    because: string;
    write: Partial<Extract<Write, { kind: 'create' }>>;
    want: object;
    text: string;
  }>([
    { name: 'no decision', because: 'created once, never changed', write: {}, want: { kept: 1 }, text: 'old' },
    {
      name: 'keep',
      because: 'it is right already',
      write: { onExists: () => ({ kind: 'keep' }) },
      want: { kept: 1 },
      text: 'old',
    },
    {
      name: 'patch',
      because: 'it differs',
      write: { onExists: () => ({ kind: 'patch', patch: { spec: { text: 'newer' } } }) },
      want: { patched: 1 },
      text: 'newer',
    },
    {
      name: 'collision',
      because: 'the name belongs to something else: never an overwrite',
      write: { onExists: () => ({ kind: 'collision', message: 'taken' }) },
      want: { collisions: [{ key: { namespace: 'a', name: 'x' }, message: 'taken' }] },
      text: 'old',
    },
  ])('an existing object, $name: $because', async ({ write, want, text }) => {
    await cluster.create(NOTE, aNote('x', 'old'));
    expect(await apply(planOf({ writes: [create('x', write)] }))).toMatchObject({ created: 0, ...want });
    expect(texts()).toEqual([['x', text]]);
  });

  it('decides again about an existing object that changes between the read and the patch', async () => {
    await cluster.create(NOTE, aNote('x', 'old'));
    const patch = cluster.patch.bind(cluster);
    let raced = false;
    cluster.patch = async (...args) => {
      if (!raced) {
        raced = true;
        await cluster.update(NOTE, await stored('x').then((note) => ({ ...note, spec: { text: 'by hand' } })));
      }
      return patch(...args);
    };
    const seen: string[] = [];
    const onExists = (existing: unknown): { kind: 'patch'; patch: Record<string, unknown> } => {
      seen.push((existing as Note).spec.text);
      return { kind: 'patch', patch: { spec: { text: 'patched' } } };
    };
    expect(await apply(planOf({ writes: [create('x', { onExists })] }))).toMatchObject({ patched: 1 });
    expect(seen).toEqual(['old', 'by hand']);
  });

  const missing = { code: 404, reason: 'NotFound' } as const;
  const forbidden = { code: 403, reason: 'Forbidden', resource: 'notes' } as const;
  const terminating = { reason: 'NamespaceTerminating', message: 'namespace a is being terminated' };
  it.each([
    { answer: { ...missing, resource: 'namespaces' }, want: 'Conflict', because: 'the namespace is gone' },
    { answer: missing, want: 'NotFound', because: 'the kind is not served, or a proxy answers' },
    { answer: { ...forbidden, causes: [terminating] }, want: 'Conflict', because: 'the namespace is going' },
    { answer: forbidden, want: 'Forbidden', because: 'a missing right is not a namespace that is deleted' },
  ])('a create that is refused with $answer.code is $want: $because', async ({ answer, want }) => {
    cluster.create = () => Promise.reject(new KubeError('create', answer));
    await expect(apply(planOf({ writes: [create('x')] }))).rejects.toMatchObject({ reason: want });
  });

  it('creates again when the existing object is gone by the time it is read', async () => {
    await cluster.create(NOTE, aNote('x', 'old'));
    const get = cluster.get.bind(cluster);
    cluster.get = async (type, key) => {
      cluster.get = get;
      await cluster.delete(type, key);
      return get(type, key);
    };
    const write = create('x', { onExists: () => ({ kind: 'keep' }) });
    expect(await apply(planOf({ writes: [write] }))).toMatchObject({ created: 1, kept: 0 });
    expect(texts()).toEqual([['x', 'new']]);
  });

  describe('patches', () => {
    const patchOf = (over: Partial<Extract<Write, { kind: 'patch' }>> = {}): Write => ({
      kind: 'patch',
      type: NOTE,
      key: { namespace: 'a', name: 'x' },
      patch: { metadata: { resourceVersion: '1' }, spec: { text: 'mine' } },
      ...over,
    });

    it('a patch made from an older state is a conflict and changes nothing', async () => {
      await cluster.create(NOTE, aNote('x', 'old'));
      await expect(apply(planOf({ writes: [patchOf()] }))).rejects.toSatisfy(isConflict);
      expect(texts()).toEqual([['x', 'old']]);
    });

    it('a conflict is resolved as the plan says', async () => {
      await cluster.create(NOTE, aNote('x', 'old'));
      const onConflict = (): { kind: 'patch'; patch: object } => ({ kind: 'patch', patch: { spec: { text: 'mine' } } });
      expect(await apply(planOf({ writes: [patchOf({ onConflict } as object)] }))).toMatchObject({ patched: 1 });
      expect(texts()).toEqual([['x', 'mine']]);
    });

    it.each([{ onConflict: undefined }, { onConflict: () => ({ kind: 'keep' }) }])(
      'an object that was deleted since is a conflict',
      async (over) => {
        const { onConflict } = over;
        const write = patchOf(onConflict === undefined ? {} : ({ onConflict } as object));
        await expect(apply(planOf({ writes: [write] }))).rejects.toSatisfy(isConflict);
        expect(texts()).toEqual([]);
      },
    );
  });

  describe('that fail', () => {
    const refuse = (...names: string[]): void => {
      const real = cluster.create.bind(cluster);
      cluster.create = async (type, object) => {
        if (!names.includes(object.metadata.name)) return real(type, object);
        throw new KubeError(`no ${object.metadata.name}`, { code: 422, reason: 'Invalid' });
      };
    };

    it('do not stop the others, keep the status unwritten, and surface', async () => {
      await cluster.create(NOTE, aNote('me'));
      const status = { target: await targetOf('me'), next: { seen: 1 } };
      refuse('b');
      await expect(apply(planOf({ writes: ['a', 'b', 'c'].map((name) => create(name)), status }))).rejects.toThrow(
        'no b',
      );
      expect(texts().map(([name]) => name)).toEqual(['a', 'c', 'me']);
      expect((await stored('me')).status).toBeUndefined();
    });

    it('surface all together when they are several', async () => {
      refuse('a', 'b');
      const error: unknown = await apply(planOf({ writes: ['a', 'b', 'c'].map((name) => create(name)) })).catch(
        (each: unknown) => each,
      );
      expect(error).toBeInstanceOf(AggregateError);
      expect((error as AggregateError).message).toBe('apply plan: 2 of 3 writes failed, the first with: no a');
      expect((error as AggregateError).errors.map((each: Error) => each.message)).toEqual(['no a', 'no b']);
      expect((error as AggregateError).cause).toBe((error as AggregateError).errors[0]);
    });
  });

  it('run side by side, but never more than 64 at once', async () => {
    let inFlight = 0;
    let most = 0;
    const real = cluster.create.bind(cluster);
    cluster.create = async (type, object) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight--;
      return real(type, object);
    };
    const report = await apply(planOf({ writes: Array.from({ length: 300 }, (_, index) => create(`n${index}`)) }));
    expect([report.created, most]).toEqual([300, 64]);
  });

  it('are not begun after an abort, and the status is not written', async () => {
    await cluster.create(NOTE, aNote('me'));
    const target = await targetOf('me');
    const controller = new AbortController();
    const real = cluster.create.bind(cluster);
    cluster.create = async (type, object) => {
      controller.abort(new Error('stopping'));
      return real(type, object);
    };
    const plan = planOf({
      writes: Array.from({ length: 200 }, (_, index) => create(`n${index}`)),
      status: { target, next: { seen: 1 } },
    });
    await expect(applyPlan(cluster, plan, { signal: controller.signal })).rejects.toThrow('stopping');
    expect(cluster.all(NOTE).length).toBeLessThan(70);
    expect((await stored('me')).status).toBeUndefined();
  });
});

describe('status', () => {
  it('an unchanged status is not written', async () => {
    await cluster.create(NOTE, { ...aNote('x'), status: { seen: 1, list: [{ a: 1, b: 2 }] } });
    const target = await targetOf('x');
    const report = await apply(
      planOf({ status: { target, next: { list: [{ b: 2, a: 1 }], seen: 1, more: undefined } } }),
    );
    expect(report).toMatchObject({ statusWritten: false, transitions: [turned] });
    expect(cluster.requests['updateStatus']).toBeUndefined();
  });

  it('a changed status is written', async () => {
    await cluster.create(NOTE, aNote('x'));
    const report = await apply(planOf({ status: { target: await targetOf('x'), next: { seen: 2 } } }));
    expect((await stored('x')).status).toEqual({ seen: 2 });
    expect(report).toMatchObject({ statusWritten: true, transitions: [turned] });
  });

  it('a stale writer cannot win', async () => {
    await cluster.create(NOTE, aNote('x'));
    const target = await targetOf('x');
    await cluster.updateStatus(NOTE, {
      metadata: { ...target.key, resourceVersion: target.resourceVersion },
      status: { seen: 9 },
    });
    await expect(apply(planOf({ status: { target, next: { seen: 1 } } }))).rejects.toSatisfy(isConflict);
    expect((await stored('x')).status).toEqual({ seen: 9 });
  });

  it('an object deleted meanwhile is no error and publishes no transitions', async () => {
    await cluster.create(NOTE, aNote('x'));
    const target = await targetOf('x');
    await cluster.delete(NOTE, target.key);
    const report = await apply(planOf({ status: { target, next: { seen: 1 } } }));
    expect(report).toMatchObject({ statusWritten: false, transitions: [] });
  });
});
