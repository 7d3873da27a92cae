// Evaluates expressions in a thread that can be ended: a rule has 100 ms and 64 MiB, and does not block the event loop. When the thread is
// ended, its open questions are asked again, so none is lost. Makes no verdict, and parses no rule on the main thread.

import type { ExpressionOutcome } from '../../compliance/expression/outcome.ts';
import { visibleOf } from '../../compliance/expression/view.ts';
import type { Clock } from '../../base/clock.ts';
import { sizeOf } from './size.ts';
import { RulePauses } from './rule-pauses.ts';
import { ExpressionThread } from './thread.ts';
import type { Answer, Question } from './expression-worker.ts';

/** Wall time for one evaluation, with the parsing of the rule. */
export const EVALUATION_MS = 100;
const START_MS = 30_000;
/** Tried twice, as the thread may have got no processor time for that long, which is no fault of the rule. */
const MAX_ATTEMPTS = 2;
/** Characters of an incident and its review together; an object in the cluster has at most some 1.5 million. */
export const MAX_INPUT_SIZE = 1_000_000;
/** Questions sent ahead, so that the thread does not wait for the event loop. Bounded, as copying them blocks the event loop. */
const MAX_ASKED = 16;
const MAX_ASKED_SIZE = 100_000;

export interface Expressions {
  /** Never rejects. Answers come in any order. The caller limits how many wait. */
  evaluate(question: Question): Promise<ExpressionOutcome>;
  /** Ends the thread; open questions are answered with a transient error. */
  close(): Promise<void>;
}

/** The thread is started with the first question. It keeps the process alive only while a question is open. */
export function createExpressions(options: { readonly clock: Clock }): Expressions {
  return new ThreadedExpressions(options.clock);
}

interface Job {
  readonly question: Question;
  readonly size: number;
  readonly settle: (outcome: ExpressionOutcome) => void;
  attempts: number;
}

class ThreadedExpressions implements Expressions {
  readonly #clock: Clock;
  readonly #pauses = new RulePauses();
  /** Not asked yet, or to be asked again. */
  #waiting: Job[] = [];
  /** Asked and not answered; the first one is being evaluated. */
  #asked: Job[] = [];
  #askedSize = 0;
  #thread: ExpressionThread | undefined;
  #ready = false;
  #closed = false;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  evaluate({ rule, incident, review }: Question): Promise<ExpressionOutcome> {
    const question = {
      rule,
      incident: visibleOf('incident', incident),
      review: review && visibleOf('review', review),
    };
    const size = sizeOf(question, MAX_INPUT_SIZE);
    if (size > MAX_INPUT_SIZE) return Promise.resolve(TOO_LARGE);
    return new Promise((settle) => {
      this.#waiting.push({ question, size, settle, attempts: 0 });
      this.#proceed();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUp(CLOSED);
    await this.#endThread();
  }

  #proceed(): void {
    if (this.#closed) return this.#giveUp(CLOSED);
    if (this.#thread === undefined && this.#waiting.length > 0) this.#start();
    if (this.#ready) this.#askAhead();
    this.#thread?.keepAlive(this.#waiting.length + this.#asked.length > 0);
  }

  #start(): void {
    const thread = new ExpressionThread({
      onAnswer: (answer) => this.#answered(answer),
      onEnd: (error) => this.#ended(error),
    });
    this.#thread = thread;
    this.#ready = false;
    this.#setTimer(() => this.#ended(new Error(`it did not start within ${START_MS} ms`)), START_MS);
  }

  #askAhead(): void {
    while (this.#mayAsk()) {
      const job = this.#waiting.shift() as Job;
      if (this.#pauses.isPaused(job.question.rule, this.#clock.monotonicMs())) {
        job.settle(PAUSED);
        continue;
      }
      this.#asked.push(job);
      this.#askedSize += job.size;
      this.#thread?.ask(job.question);
      if (this.#asked.length === 1) this.#startTimeLimit();
    }
  }

  #mayAsk(): boolean {
    const [next] = this.#waiting;
    if (next === undefined) return false;
    if (this.#asked.length === 0) return true;
    return this.#asked.length < MAX_ASKED && this.#askedSize + next.size <= MAX_ASKED_SIZE;
  }

  #answered(answer: Answer): void {
    if (answer === 'ready') {
      this.#cancelTimer();
      this.#ready = true;
      return this.#proceed();
    }
    const job = this.#takeFirst();
    if (job === undefined) return;
    this.#pauses.clear(job.question.rule);
    job.settle(answer);
    if (this.#asked.length === 0) this.#cancelTimer();
    else this.#startTimeLimit();
    this.#proceed();
  }

  /** Starts the time limit of the first question. */
  #startTimeLimit(): void {
    const [first] = this.#asked;
    this.#setTimer(() => {
      // The event loop may be late, and the answer here already.
      this.#thread?.drain();
      if (this.#asked[0] === first) this.#abandon(TIMED_OUT);
    }, EVALUATION_MS);
  }

  #ended(error: NodeJS.ErrnoException): void {
    if (this.#ready) return this.#abandon(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? OUT_OF_MEMORY : broken(error));
    this.#dropThread();
    this.#giveUp(broken(error));
  }

  /** Ends the thread because of what it evaluates; the other questions are asked again. */
  #abandon(outcome: ExpressionOutcome): void {
    this.#dropThread();
    const job = this.#takeFirst();
    this.#waiting.unshift(...this.#asked.splice(0));
    this.#askedSize = 0;
    if (job !== undefined) this.#tryAgain(job, outcome);
    this.#proceed();
  }

  #tryAgain(job: Job, outcome: ExpressionOutcome): void {
    job.attempts++;
    if (job.attempts < MAX_ATTEMPTS) {
      this.#waiting.push(job);
      return;
    }
    this.#pauses.recordFailure(job.question.rule, this.#clock.monotonicMs());
    job.settle(outcome);
  }

  #takeFirst(): Job | undefined {
    const job = this.#asked.shift();
    this.#askedSize -= job?.size ?? 0;
    return job;
  }

  #giveUp(outcome: ExpressionOutcome): void {
    for (const job of [...this.#asked.splice(0), ...this.#waiting.splice(0)]) job.settle(outcome);
    this.#askedSize = 0;
  }

  #dropThread(): void {
    void this.#endThread();
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#cancelTimer();
    this.#thread = undefined;
    this.#ready = false;
    await thread?.end();
  }

  #setTimer(callback: () => void, ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.setTimer(callback, ms);
  }
}

const transient = (kind: 'ExpressionTimeout' | 'ExpressionError', message: string): ExpressionOutcome => ({
  kind,
  message,
  transient: true,
});

const TIMED_OUT = transient('ExpressionTimeout', `the rule took longer than ${EVALUATION_MS} ms`);
const PAUSED = transient('ExpressionTimeout', 'the rule ran out of time or memory again and again, and rests');
const OUT_OF_MEMORY = transient('ExpressionError', 'the rule took more memory than rules have');
const CLOSED = transient('ExpressionError', 'the evaluation was stopped');
const TOO_LARGE: ExpressionOutcome = {
  kind: 'ExpressionError',
  message: `the incident and its review are larger than ${MAX_INPUT_SIZE} characters`,
};

const broken = ({ message }: Error): ExpressionOutcome =>
  transient('ExpressionError', `the thread that evaluates rules: ${message}`);
