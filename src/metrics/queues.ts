// Gauges of the work queues, read at scrape: their values change with time, so nobody can push them.

import { Gauge, type Registry } from 'prom-client';
import type { Workqueue, WorkqueueStats } from '../runtime/workqueue.ts';

/** The gauges of client-go's `workqueue_` family. */
export function observeQueues(registry: Registry, queues: () => Iterable<Workqueue>): void {
  const gauge = (name: string, help: string, read: (stats: WorkqueueStats) => number): void => {
    const made: Gauge<'name'> = new Gauge({
      name,
      help,
      labelNames: ['name'],
      registers: [registry],
      collect() {
        this.reset();
        for (const queue of queues()) this.set({ name: queue.name }, read(queue.stats()));
      },
    });
    void made;
  };
  gauge('workqueue_depth', 'Keys that wait in a work queue.', (stats) => stats.depth);
  gauge(
    'workqueue_unfinished_work_seconds',
    'How long the keys in work have been so, in sum.',
    (stats) => stats.unfinishedSeconds,
  );
  gauge(
    'workqueue_longest_running_processor_seconds',
    'How long the longest running key has been in work.',
    (stats) => stats.longestRunningSeconds,
  );
}
