// The ComplianceCheck controller: keeps each check's status equal to what is judged. Woken by a change of the check, of a verdict, and of
// how far a source can be trusted. While incidents go on changing, a check is written at most once a second, and less often with time.
// When they end, or a sync ends, it is written at once.

import { COMPLIANCE_CHECK, INCIDENT_SOURCE } from '../../api/kinds.ts';
import { parseKey } from '../../api/meta.ts';
import { writesStatus } from '../../api/permissions.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import { Throttle } from '../../runtime/throttle.ts';
import { SettleDelay } from '../../runtime/settle-delay.ts';
import type { ControllerParts, KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';
import { isAskedFor } from '../reading/object-status.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';

const WORKERS = 8;
/** How long the stored result stays while verdicts are worked out, which usually takes milliseconds. */
const MAX_WAIT_MS = 30_000;

export const checkKind: KindDescriptor = {
  permissions: [writesStatus(COMPLIANCE_CHECK)],
  people: CONFIGURATION,
  create: createCheckController,
};

function createCheckController({ shell, caches, judge, freshness, hindrances }: ControllerParts): Controller {
  const { clock, queue } = shell;
  const { checks } = caches;
  const throttle = new Throttle({ clock, queue });
  const settleDelay = new SettleDelay({ clock, queue, maxMs: MAX_WAIT_MS });
  const resultOf = (key: string) => judge.tally.result(key);
  const look = createObserve({
    ...{ clock, checks, freshness, resultOf, hindrances },
    scopeOf: (check) => judge.tally.scopeOf(check),
    compiled: (key) => judge.compiled(key),
  });
  judge.onCheck((key) => throttle.wake(key));
  freshness.onRead(({ kind, key }) => {
    const { namespace } = parseKey(key);
    const read = kind === INCIDENT_SOURCE.kind ? caches.sources.get(key)?.object : undefined;
    // How often a source is read because somebody asks for it is bounded there.
    const isBounded = read !== undefined && isAskedFor(read);
    for (const { name } of checks.byIndex('namespace', namespace ?? '')) {
      throttle.hurry(`${namespace}/${name}`, { isBounded });
    }
  });
  return createController({
    ...shell,
    async *observe(key) {
      if (settleDelay.shouldWait(key, (resultOf(key)?.evaluating ?? 0) > 0)) return;
      if (throttle.shouldWait(key)) return;
      if (checks.get(key) === undefined) throttle.forget(key);
      for await (const observation of look(key)) {
        const { statusWritten } = yield observation;
        if (statusWritten) throttle.wrote(key);
      }
    },
    plan,
    workers: WORKERS,
  });
}
