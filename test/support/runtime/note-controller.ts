// A controller of notes over a tiny cluster: the status repeats the text. Each part can be replaced; nothing is asserted here.

import { parseKey } from '../../../src/api/meta.ts';
import { isNotFound } from '../../../src/kube/errors.ts';
import { createController, type ControllerOptions } from '../../../src/runtime/controller.ts';
import type { Plan, Requeue, Transition } from '../../../src/runtime/plan.ts';
import { createWorkqueue } from '../../../src/runtime/workqueue.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { NOTE, type Note } from './note.ts';
import { recordingLogger, recordingMetrics, type LogLine } from './recording.ts';
import { TinyCluster } from '../clusters/tiny-cluster.ts';

export type NoteControllerOptions = ControllerOptions<Note>;

/** A controller of notes: the status says what the text is. Each part can be replaced. */
export function aController(over: Partial<NoteControllerOptions> = {}) {
  const clock = new FakeClock();
  const cluster = new TinyCluster({ clock });
  const queue = createWorkqueue({ name: 'note', clock, random: () => 0, maxDelayMs: 1000 });
  const log = recordingLogger();
  const metrics = recordingMetrics();
  const published: Transition[] = [];
  const stop = new AbortController();
  const options: NoteControllerOptions = {
    name: 'note',
    queue,
    client: cluster,
    clock,
    log,
    metrics,
    workers: 2,
    sink: (transition) => published.push(transition),
    async *observe(key) {
      try {
        yield await cluster.get<Note>(NOTE, parseKey(key));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    plan: (note) => planOf(note),
    ...over,
  };
  const controller = createController(options);
  const run = (): Promise<void> => controller.run(stop.signal);
  return { clock, cluster, queue, log, metrics, published, stop, controller, run };
}

export function planOf(note: Note, requeue: Requeue = { kind: 'done' }): Plan {
  const { name, namespace = '', resourceVersion = '' } = note.metadata;
  const next = { text: note.spec.text };
  const isNews = JSON.stringify(note.status) !== JSON.stringify(next);
  const turned: Transition = { kind: 'CheckResult', namespace, name, from: undefined, to: next.text, reason: 'Edited' };
  return {
    writes: [],
    status: { target: { type: NOTE, key: { namespace, name }, resourceVersion, current: note.status }, next },
    transitions: isNews ? [turned] : [],
    requeue,
  };
}

export type NoteWorld = ReturnType<typeof aController>;

/** The results of its reconciles, oldest first. */
export const resultsOf = ({ metrics }: NoteWorld): unknown[] =>
  metrics.calls.filter(([hook]) => hook === 'reconcileFinished').map(([, , result]) => result);

export const messagesOf = ({ log }: NoteWorld, ...levels: Array<LogLine['level']>): string[] =>
  log.lines.filter(({ level }) => levels.includes(level)).map(({ msg }) => msg);
