// A reflector of notes over a tiny cluster with faults between: the bed for tests of the reflector.

import { expect, onTestFinished } from 'vitest';

import type { KubeObject } from '../../../src/api/meta.ts';
import type { Row } from '../../../src/runtime/lister.ts';
import { createReflector, type Reflector } from '../../../src/runtime/reflector.ts';
import type { ReflectorStats } from '../../../src/runtime/reflector-port.ts';
import { createStore, type Store } from '../../../src/runtime/store.ts';
import { FakeClock, settle } from '../time/fake-clock.ts';
import { FaultyClient } from '../clusters/faulty-client.ts';
import { aNote, NOTE, type Note } from './note.ts';
import { recordingLogger, recordingMetrics } from './recording.ts';
import { TinyCluster, type TinyClusterOptions } from '../clusters/tiny-cluster.ts';

export interface NoteRow extends Row {
  readonly text: string;
}

function projectNote({ metadata, spec }: Note): NoteRow {
  if (spec.text === 'poison') throw new Error('unreadable');
  const { namespace, name, uid = '', resourceVersion = '' } = metadata;
  return { namespace, name, uid, resourceVersion, text: spec.text };
}

export interface Reflected {
  readonly clock: FakeClock;
  readonly cluster: TinyCluster;
  readonly faults: FaultyClient;
  readonly store: Store<NoteRow>;
  readonly reflectors: readonly Reflector[];
  /** How often a reflector told that it may have gaps, or none any more. */
  gaps(): number;
  readonly log: ReturnType<typeof recordingLogger>;
  readonly metrics: ReturnType<typeof recordingMetrics>;
  /** What change handlers threw. */
  readonly handlerErrors: readonly unknown[];
  /** Starts the reflectors; returns how to stop them. */
  start(): () => Promise<void>;
  put(name: string, text?: string, namespace?: string): Promise<void>;
  remove(name: string, namespace?: string): Promise<void>;
}

export interface ReflectedOptions extends Omit<TinyClusterOptions, 'clock'> {
  /** One reflector each; absent: one for all. */
  readonly namespaces?: readonly string[];
  readonly random?: () => number;
}

export function aReflected({ namespaces, random = () => 0.5, ...options }: ReflectedOptions = {}): Reflected {
  const clock = new FakeClock();
  const cluster = new TinyCluster({ clock, ...options });
  const faults = new FaultyClient(cluster);
  const log = recordingLogger();
  const handlerErrors: unknown[] = [];
  const metrics = recordingMetrics();
  const store = createStore<NoteRow>({
    indexes: { text: (row) => row.text },
    onHandlerError: (error) => handlerErrors.push(error),
  });
  let gaps = 0;
  const reflectors = (namespaces ?? [undefined]).map((namespace) =>
    createReflector<Note, NoteRow>({
      client: faults,
      type: NOTE,
      namespace,
      project: projectNote,
      store,
      clock,
      random,
      log,
      metrics,
      onGaps: () => gaps++,
    }),
  );
  return {
    clock,
    cluster,
    faults,
    store,
    reflectors,
    gaps: () => gaps,
    log,
    metrics,
    handlerErrors,
    start() {
      const stop = new AbortController();
      const running = Promise.all(reflectors.map((reflector) => reflector.run(stop.signal)));
      return async () => {
        stop.abort();
        await running;
      };
    },
    async put(name, text, namespace) {
      const note = aNote(name, text, namespace);
      await (cluster.has(NOTE, note.metadata) ? cluster.update(NOTE, note) : cluster.create(NOTE, note));
    },
    remove: (name, namespace = 'a') => cluster.delete(NOTE, { namespace, name }),
  };
}

/** What a store that is equal to the server has: every object that can be projected. */
export function rowsOnServer(cluster: TinyCluster, namespaces?: readonly string[]): NoteRow[] {
  const isOurs = ({ metadata }: KubeObject): boolean =>
    namespaces === undefined || namespaces.includes(metadata.namespace ?? '');
  return (cluster.all(NOTE) as Note[])
    .filter((note) => isOurs(note) && note.spec.text !== 'poison')
    .map(projectNote)
    .toSorted(byKey);
}

export function rowsInStore(store: Store<NoteRow>): NoteRow[] {
  return [...store.list()].toSorted(byKey);
}

function byKey(a: NoteRow, b: NoteRow): number {
  return `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;
}

/** Runs over these notes until the test is over. */
export async function startReflected(options: ReflectedOptions = {}, names = ['x', 'y']): Promise<Reflected> {
  const world = aReflected(options);
  for (const name of names) await world.put(name);
  onTestFinished(world.start());
  await settle();
  return world;
}

/** Of the only reflector, or the first. */
export function statsOf({ reflectors: [reflector] }: Reflected): ReflectorStats {
  if (reflector === undefined) throw new Error('no reflector');
  return reflector.stats;
}

export function expectEqual({ store, cluster }: Reflected): void {
  expect(rowsInStore(store)).toEqual(rowsOnServer(cluster));
}
