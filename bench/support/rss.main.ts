// Prints the resident memory, in MB, of a process that holds a number of incidents (the first argument) in the operator's caches, indexes
// and tally, after a full collection. Needs --expose-gc.

import { systemClock } from '../../src/base/clock.ts';
import { generatedClient } from './generated-client.ts';
import { startOperator } from './operator.ts';

const incidents = Number(process.argv[2]);
await using running = startOperator({
  namespace: 'bench',
  clock: systemClock,
  client: () => generatedClient(incidents),
});
await running.operator.caches.whenSynced(new AbortController().signal);
if (running.operator.caches.incidents.size !== incidents) throw new Error('not every incident is in the cache');
// Returns the garbage of filling the caches to the system, as happens with time in an idle process.
for (let round = 0; round < 3; round++) {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
process.stdout.write(`${process.memoryUsage.rss() / 1e6}\n`);
