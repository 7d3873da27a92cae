// Works out the verdicts that the tally asks for: reads the incidents and their reviews, has the rules evaluated, and settles the outcome.
// One changed incident costs the rules that select it. What cannot be read is tried again with back-off; its verdict is Unknown until
// then. Decides nothing about rules, and reads nothing itself.

import { parseKey } from '../../api/meta.ts';
import type { Deferred } from '../../compliance/checks/check-type.ts';
import { settledVerdict } from '../../compliance/checks/expression.ts';
import type { ExpressionInput } from '../../compliance/expression/outcome.ts';
import type { PendingVerdict, VerdictAt } from '../../compliance/tally.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Workqueue } from '../../runtime/workqueue.ts';
import type { Expressions } from './expressions.ts';
import type { ReadSubjects } from './subject-reader.ts';

export interface EvaluationOptions {
  /** Keys are namespaces. Reads that fail wait for its back-off, and are counted in its metrics. */
  readonly queue: Workqueue;
  readonly read: ReadSubjects;
  readonly expressions: Pick<Expressions, 'evaluate'>;
  /** The rule of a check (`namespace/name`); undefined for one that is deleted. */
  readonly deferredOf: (check: string) => Deferred | undefined;
  /** When an incident (`namespace/name`) was detected; undefined for one that is deleted. */
  readonly detectedAt: (incident: string) => number | undefined;
  /** Takes a verdict into the tally. */
  readonly settle: (pending: PendingVerdict, verdictAt: VerdictAt) => void;
  readonly nowMs: () => number;
  readonly log: Logger;
}

/** Namespaces in work at once: one that is large, or whose reads hang, does not delay the others. They share the thread by its time. */
const WORKERS = 8;

interface Input extends ExpressionInput {
  /** What is evaluated after it aborted is not told: it only says that the thread was stopped. */
  readonly signal: AbortSignal;
}

/** By the name of the subject, then by the key of the check. A later request for the same pair replaces the earlier one. */
type Wanted = Map<string, Map<string, PendingVerdict>>;

export class Evaluations {
  readonly #options: EvaluationOptions;
  readonly #wanted = new Map<string, Wanted>();

  constructor(options: EvaluationOptions) {
    this.#options = options;
  }

  /** Notes what is asked for, and returns at once. */
  ask(pending: readonly PendingVerdict[]): void {
    for (const one of pending) {
      const { namespace = '', name } = parseKey(one.subject);
      this.#note(namespace, name, one);
      this.#options.queue.add(namespace);
    }
  }

  /** Works until the signal aborts. Start it when the caches hold the present state. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: WORKERS }, () => this.#work(signal)));
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { queue } = this.#options;
    for (let namespace = await queue.get(signal); namespace !== undefined; namespace = await queue.get(signal)) {
      await this.#workOn(namespace, signal);
      queue.done(namespace);
    }
  }

  async #workOn(namespace: string, signal: AbortSignal): Promise<void> {
    const { queue, read, log } = this.#options;
    const wanted: Wanted = this.#wanted.get(namespace) ?? new Map();
    this.#wanted.delete(namespace);
    try {
      await read({
        namespace,
        names: new Set(wanted.keys()),
        signal,
        onSubject: (name, input) => this.#evaluate(wanted, name, { ...input, signal }),
      });
      queue.forget(namespace);
    } catch (error) {
      if (signal.aborted) return;
      // What was read before the failure is settled. The rest waits again, unless a newer request for it came meanwhile.
      for (const [name, checks] of wanted) for (const one of checks.values()) this.#note(namespace, name, one, false);
      queue.addRateLimited(namespace);
      log.warn({ err: error, namespace, waiting: wanted.size }, 'cannot read what expressions are about; trying again');
    }
  }

  async #evaluate(wanted: Wanted, name: string, input: Input): Promise<void> {
    const checks = wanted.get(name);
    wanted.delete(name);
    await Promise.all([...(checks?.values() ?? [])].map((pending) => this.#settle(pending, input)));
  }

  async #settle(pending: PendingVerdict, { signal, ...input }: Input): Promise<void> {
    const { deferredOf, detectedAt, expressions, settle, nowMs } = this.#options;
    const asked = deferredOf(pending.check);
    if (asked === undefined) return;
    const { namespace = '' } = parseKey(pending.check);
    const outcome = await expressions.evaluate({ namespace, rule: asked.rule, ...input });
    if (signal.aborted) return;
    const detected = detectedAt(pending.subject);
    if (detected === undefined) return;
    settle(pending, settledVerdict(asked, outcome, { detectedAt: detected, nowMs: nowMs() }));
  }

  #note(namespace: string, name: string, pending: PendingVerdict, isNewer = true): void {
    const wanted = this.#wanted.get(namespace) ?? new Map<string, Map<string, PendingVerdict>>();
    const checks = wanted.get(name) ?? new Map<string, PendingVerdict>();
    if (isNewer || !checks.has(pending.check)) checks.set(pending.check, pending);
    this.#wanted.set(namespace, wanted.set(name, checks));
  }
}
