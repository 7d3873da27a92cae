// The controller of objects whose lists are read from outside at an interval and kept in memory: what asks for a reading, and what is
// forgotten when this replica does not lead any more. Their own status writes ask for none.

import type { KubeObject } from '../../api/meta.ts';
import { Allowance, type AllowanceOptions } from '../../base/allowance.ts';
import { CONFIRM_SHRINK } from '../../compliance/shrink-guard.ts';
import { type Controller, type ControllerOptions, createController } from '../../runtime/controller.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { ControllerShell, Hindrances } from '../descriptor.ts';
import { REQUESTED_AT } from './object-status.ts';
import { isNews } from './watched-object.ts';

const ANNOTATIONS = [REQUESTED_AT, CONFIRM_SHRINK];

interface ReadingControllerOptions<Observation> extends Pick<
  ControllerOptions<Observation>,
  'observe' | 'plan' | 'workers'
> {
  readonly shell: ControllerShell;
  readonly objects: Lister<ObjectRow<KubeObject>>;
  /** Readings of one object that people ask for. None is lost: what is over the limit waits. */
  readonly requests: AllowanceOptions;
  readonly hindrances: Hindrances;
  /** What a replica that reads holds; cleared when the run ends. */
  readonly held: ReadonlyArray<{ clear(): void }>;
}

export function createReadingController<Observation>({
  shell,
  objects,
  requests,
  hindrances,
  held,
  ...reading
}: ReadingControllerOptions<Observation>): Controller {
  const asked = new Allowance(requests);
  objects.onChange((before, after) => {
    const row = after ?? before;
    if (row === undefined || !isNews(before, after, ANNOTATIONS)) return;
    const key = keyOf(row);
    if (after === undefined) asked.forget(key);
    shell.queue.addAfter(key, after === undefined ? 0 : asked.take(key, shell.clock.monotonicMs()));
  });
  const enqueueAll = (): void => {
    for (const row of objects.list()) shell.queue.add(keyOf(row));
  };
  hindrances.onChange(enqueueAll);
  const controller = createController<Observation>({ ...shell, ...reading });
  return {
    name: controller.name,
    async run(signal) {
      // This replica has not read them yet. Until it has, stored results stay valid.
      enqueueAll();
      await controller.run(signal);
      for (const each of held) each.clear();
    },
  };
}

const keyOf = ({ namespace, name }: ObjectRow<KubeObject>): string => `${namespace ?? ''}/${name}`;
