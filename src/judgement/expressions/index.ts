// Works out the verdicts that the judge asks for. Runs on every replica, so that the next leader has them. Connects the reader of
// subjects, the evaluation and the judge; decides nothing.

import type { KubeClient } from '../../kube/client.ts';
import { onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Workqueue } from '../../runtime/workqueue.ts';
import type { Listers } from '../stores.ts';
import { Evaluations } from './evaluations.ts';
import { createExpressions } from './expressions.ts';
import type { Judge } from '../judge.ts';
import { createSubjectReader } from './subject-reader.ts';

export interface EvaluationParts {
  readonly client: KubeClient;
  readonly caches: Pick<Listers, 'incidents'> & {
    /** Resolves once they are synced. */
    whenSynced(signal: AbortSignal): Promise<void>;
  };
  readonly judge: Judge;
  /** Keys are namespaces. */
  readonly queue: Workqueue;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Works from when the caches are synced until the signal aborts. */
export function createEvaluation(parts: EvaluationParts): { run(signal: AbortSignal): Promise<void> } {
  const { client, caches, judge, queue, clock, log } = parts;
  const expressions = createExpressions({ clock });
  const evaluations = new Evaluations({
    ...{ queue, expressions, log },
    read: createSubjectReader({ client, clock, reviewOf: (key) => reviewName(parts, key) }),
    deferredOf(key) {
      const compiled = judge.compiled(key);
      return compiled?.ok === true ? compiled.check.deferred : undefined;
    },
    detectedAt: (key) => caches.incidents.get(key)?.detectedAt,
    settle: (pending, verdictAt) => judge.settle(pending, verdictAt),
    nowMs: () => clock.now().getTime(),
  });
  judge.onPending((pending) => evaluations.ask(pending));
  return {
    async run(signal) {
      // Otherwise what is open would be evaluated to its end, and a thread started for each rule that runs out of time.
      const stopListening = onAbort(signal, () => void expressions.close());
      try {
        await caches.whenSynced(signal);
        await evaluations.run(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        stopListening();
        await expressions.close();
      }
    },
  };
}

function reviewName({ caches, judge }: EvaluationParts, incidentKey: string): string | undefined {
  const row = caches.incidents.get(incidentKey);
  return row && judge.joins.reviewOf(row)?.name;
}
