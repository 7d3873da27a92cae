// The CheckException controller: keeps each exception's status equal to what it covers and whether it applies. Woken by a change of
// the exception, of a verdict that it covers, and by its end; at most once a second per exception, however many verdicts change.

import type { KubeClient } from '../../kube/client.ts';
import { type Controller, type ControllerOptions, createController } from '../../runtime/controller.ts';
import { Pace } from '../../runtime/pace.ts';
import { createObserve, type ExceptionDeps } from './observe.ts';
import { type ExceptionObservation, plan } from './plan.ts';

type Shell = Omit<
  ControllerOptions<ExceptionObservation>,
  'name' | 'observe' | 'plan' | 'client' | 'workers' | 'clock'
>;

const WORKERS = 4;

export interface ExceptionControllerOptions extends ExceptionDeps {
  readonly client: KubeClient;
  readonly shell: Shell;
  /** Calls back with the key of each exception that changed, or that may cover something else. */
  readonly onException: (listener: (key: string) => void) => void;
}

export function createExceptionController({
  client,
  shell,
  onException,
  ...deps
}: ExceptionControllerOptions): Controller {
  const { clock, exceptions } = deps;
  const pace = new Pace({ clock, queue: shell.queue });
  onException((key) => pace.wake(key));
  const look = createObserve(deps);
  return createController({
    ...shell,
    name: 'checkexception',
    client,
    clock,
    async *observe(key) {
      if (exceptions.get(key) === undefined) pace.forget(key);
      else pace.began(key);
      yield* look(key);
    },
    plan,
    workers: WORKERS,
  });
}
