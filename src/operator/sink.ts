// Where transitions go: one line of JSON each, with stable fields.

import type { Logger } from '../runtime/log.ts';
import type { TransitionSink } from '../runtime/plan.ts';

export function logTransitions(log: Logger): TransitionSink {
  return ({ kind, namespace, name, from, to, reason }) =>
    log.info({ transition: kind, namespace, name, from: from ?? null, to, reason }, 'transition');
}
