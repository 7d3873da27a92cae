// The operator as `docket operator` runs it, in this process: same parts, same settings, with metrics and one line of JSON per transition,
// which is discarded. The client and the clock come from outside.

import { destination, pino } from 'pino';
import { Registry } from 'prom-client';
import type { KubeClient } from '../../src/kube/client.ts';
import { createMeters, type Meters } from '../../src/metrics/registry.ts';
import { createOperator, type Operator } from '../../src/operator/operator.ts';
import { logTransitions } from '../../src/operator/sink.ts';
import type { Clock } from '../../src/base/clock.ts';

export const USER_AGENT = 'docket/bench (operator)';

export interface OperatorSetup {
  /** Absent: every namespace. */
  readonly namespace?: string;
  readonly clock: Clock;
  /** Made with the meters, so that its requests are counted as in the program. */
  readonly client: (meters: Meters) => KubeClient;
  /** Called when a reconcile of this controller has ended. */
  readonly onReconciled?: (controller: string) => void;
}

export interface RunningOperator extends AsyncDisposable {
  readonly operator: Operator;
  readonly registry: Registry;
  /** Lets the controllers work; the caches follow the cluster from the beginning. */
  lead(): void;
}

/** Starts the caches at once; dispose of it to end everything. */
export function startOperator({ namespace, clock, client, onReconciled }: OperatorSetup): RunningOperator {
  const stop = new AbortController();
  const registry = new Registry();
  const meters = createMeters(registry);
  const log = pino({ level: 'info' }, destination({ dest: '/dev/null', sync: true }));
  const operator = createOperator({
    client: client(meters),
    namespaces: namespace === undefined ? [] : [namespace],
    clock,
    random: Math.random,
    log,
    registry,
    meters: {
      ...meters,
      reconcileFinished(controller, result, seconds) {
        meters.reconcileFinished(controller, result, seconds);
        onReconciled?.(controller);
      },
    },
    isAllowed: () => true,
    limits: { incidentsPerSource: Infinity, incidentsPerNamespace: Infinity, fixtureIntervalMs: 0 },
    sink: logTransitions(log),
    userAgent: USER_AGENT,
  });
  const work = [operator.run(stop.signal)];
  return {
    operator,
    registry,
    lead: () => void work.push(operator.lead(stop.signal)),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(work);
    },
  };
}
