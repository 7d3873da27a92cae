// Where transitions go: to the log, one line of JSON each with stable fields, and to whoever else takes them.

import type { Logger } from '../runtime/log.ts';
import type { TransitionSink } from '../runtime/plan.ts';

export function logTransitions(log: Logger): TransitionSink {
  return ({ kind, namespace, name, from, to, reason }) =>
    log.info({ transition: kind, namespace, name, from: from ?? null, to, reason }, 'transition');
}

/** One sink that hands each transition to all of these, in their order. */
export function toEach(...sinks: readonly TransitionSink[]): TransitionSink {
  return (transition) => {
    for (const sink of sinks) sink(transition);
  };
}
