// A controller of a kind of which there are many objects: a replica that does not lead keeps no list of those that changed, and looks
// at all of them when it does. Knows no kind.

import { type Controller, type ControllerOptions, createController } from './controller.ts';
import type { Effect } from './effects.ts';

export interface ControllerOfMany {
  readonly controller: Controller;
  /** Adds a key to the queue while the controller runs; otherwise does nothing, as each run begins with all keys. */
  readonly wake: (key: string) => void;
}

/** `keys`: of all objects that there are when a run begins. */
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
