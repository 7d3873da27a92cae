// A controller for a kind with many objects. A replica that does not lead does not collect changed keys: it begins each run with the
// keys of all objects instead. Knows no kind.

import { type Controller, type ControllerOptions, createController } from './controller.ts';
import type { Effect } from './effects.ts';

export interface ControllerOfMany {
  readonly controller: Controller;
  /** Adds a key to the queue while the controller runs; otherwise does nothing, as each run begins with all keys. */
  readonly wake: (key: string) => void;
}

/** `keys`: called when a run begins; gives the keys of all objects. */
export function createControllerOfMany<Observation, E extends Effect = never>(
  options: ControllerOptions<Observation, E>,
  keys: () => Iterable<string>,
): ControllerOfMany {
  const controller = createController(options);
  let isRunning = false;
  const wake = (key: string): void => {
    if (isRunning) options.queue.add(key);
  };
  return {
    wake,
    controller: {
      name: controller.name,
      async run(signal) {
        isRunning = true;
        for (const key of keys()) wake(key);
        await controller.run(signal);
        isRunning = false;
      },
    },
  };
}
