// The ComplianceCheck controller: keeps each check's status equal to what is judged. Woken by a change of the check, of a verdict,
// and of a source's health; at most once a second per check, however many incidents change, and less often while they go on changing.

import type { JudgedCheck } from '../../compliance/judged-check.ts';
import type { KubeClient } from '../../kube/client.ts';
import { type Controller, type ControllerOptions, createController } from '../../runtime/controller.ts';
import { Pace } from '../../runtime/pace.ts';
import { Patience } from '../../runtime/patience.ts';
import { type CheckDeps, createObserve } from './observe.ts';
import { plan } from './plan.ts';

type Shell = Omit<ControllerOptions<JudgedCheck>, 'name' | 'observe' | 'plan' | 'client' | 'workers' | 'clock'>;

const WORKERS = 8;
/** So long the stored result stands while verdicts are worked out: as a rule that takes milliseconds. */
const MAX_WAIT_MS = 30_000;

export interface CheckControllerOptions extends CheckDeps {
  readonly client: KubeClient;
  readonly shell: Shell;
  /** Calls back with the key of each check whose result may have changed. */
  readonly onCheck: (listener: (key: string) => void) => void;
}

export function createCheckController({ client, shell, onCheck, ...deps }: CheckControllerOptions): Controller {
  const { clock, checks } = deps;
  const { queue } = shell;
  const pace = new Pace({ clock, queue });
  const patience = new Patience({ clock, queue, maxMs: MAX_WAIT_MS });
  onCheck((key) => pace.wake(key));
  const look = createObserve(deps);
  return createController({
    ...shell,
    name: 'compliancecheck',
    client,
    clock,
    async *observe(key) {
      if (patience.shouldWait(key, (deps.resultOf(key)?.evaluating ?? 0) > 0)) return;
      if (checks.get(key) === undefined) pace.forget(key);
      else pace.began(key);
      for await (const observation of look(key)) {
        const { statusWritten } = yield observation;
        if (statusWritten) pace.wrote(key);
      }
    },
    plan,
    workers: WORKERS,
  });
}
