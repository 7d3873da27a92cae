// Evaluates expressions in a thread that can be ended: a rule has 100 ms and 64 MiB, and does not block the event loop. When the thread is
// ended, its open questions are asked again, so none is lost. Namespaces share the time of the thread. A thread that dies by itself is
// started again with back-off. Makes no verdict, and parses no rule on the main thread.

import type { ExpressionInput, ExpressionOutcome } from '../../compliance/expression/outcome.ts';
import type { ItemsQuestion, ItemsReading, ReadItems } from '../../integrations/ports/expressions.ts';
import { visibleOf } from '../../compliance/expression/view.ts';
import type { Clock } from '../../base/clock.ts';
import { FairJobs } from './fair-jobs.ts';
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
/** The wait before a thread is started again that died by itself; it doubles with each death without an answer in between. */
const FIRST_RESTART_MS = 100;
const MAX_RESTART_MS = 30_000;

/** One evaluation that is asked for. */
export interface Evaluation extends ExpressionInput {
  /** Of the check. */
  readonly namespace: string;
  readonly rule: string;
}

export interface Expressions {
  /** Never rejects. Answers come in any order. What waits holds no copy of its input. */
  evaluate(evaluation: Evaluation): Promise<ExpressionOutcome>;
  /** The same for items that were pushed: all of them share the limits of one evaluation. */
  readonly readItems: ReadItems;
  /** Ends the thread; open questions are answered with a transient error. */
  close(): Promise<void>;
}

export interface ExpressionsOptions {
  readonly clock: Clock;
  /** The program of the thread; the one beside this file by default. */
  readonly program?: URL;
}

/** The thread is started with the first question. It keeps the process alive only while a question is open. */
export function createExpressions(options: ExpressionsOptions): Expressions {
  return new ThreadedExpressions(options);
}

type Outcome = Exclude<Answer, 'ready'>;

interface Job {
  readonly namespace: string;
  /** What is paused when it fails again and again. */
  readonly rule: string;
  /** Made when it is asked, so that what waits holds no copy. */
  readonly question: () => Question;
  readonly settle: (outcome: Outcome) => void;
  /** Of the question; known once it was asked. */
  size: number;
  attempts: number;
}

class ThreadedExpressions implements Expressions {
  readonly #options: ExpressionsOptions;
  readonly #pauses = new RulePauses();
  /** Not asked yet, or to be asked again. */
  readonly #waiting = new FairJobs<Job>();
  /** Asked and not answered; the first one is being evaluated. */
  #asked: Job[] = [];
  #askedSize = 0;
  #thread: ExpressionThread | undefined;
  #ready = false;
  #closed = false;
  #cancelTimer: () => void = () => undefined;
  /** When the first question began to be evaluated. */
  #begunMs = 0;
  /** The namespace whose rule ended the last thread: it is charged for the start of the next one. */
  #culprit: string | undefined;
  /** Deaths of threads by themselves, without an answer in between, and until when none is started because of them. */
  #deaths = 0;
  #restMs = 0;

  constructor(options: ExpressionsOptions) {
    this.#options = options;
  }

  evaluate({ namespace, rule, incident, review }: Evaluation): Promise<ExpressionOutcome> {
    const question = (): Question => ({
      rule,
      incident: visibleOf('incident', incident),
      review: review && visibleOf('review', review),
    });
    return this.#outcome({ namespace, rule, question }) as Promise<ExpressionOutcome>;
  }

  async readItems({ namespace, ...asked }: ItemsQuestion): Promise<ItemsReading> {
    const rule = JSON.stringify(asked.expressions);
    const outcome = await this.#outcome({ namespace, rule, question: () => asked });
    return 'message' in outcome ? { kind: 'NotEvaluated', message: outcome.message } : (outcome as ItemsReading);
  }

  #outcome(asked: Pick<Job, 'namespace' | 'rule' | 'question'>): Promise<Outcome> {
    return new Promise((settle) => {
      this.#waiting.push({ ...asked, size: 0, settle, attempts: 0 });
      this.#proceed();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUp(CLOSED);
    await this.#endThread();
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #proceed(): void {
    if (this.#closed) return this.#giveUp(CLOSED);
    if (this.#thread === undefined && this.#waiting.length > 0) this.#start();
    if (this.#ready) this.#askAhead();
    this.#thread?.keepAlive(this.#waiting.length + this.#asked.length > 0);
  }

  #start(): void {
    const restMs = this.#restMs - this.#nowMs;
    if (restMs > 0) return this.#setTimer(() => this.#proceed(), restMs);
    const { program } = this.#options;
    const events = {
      onAnswer: (answer: Answer) => this.#answered(answer),
      onEnd: (error: NodeJS.ErrnoException) => this.#ended(error),
    };
    this.#thread = new ExpressionThread(events, program);
    this.#ready = false;
    this.#begunMs = this.#nowMs;
    this.#setTimer(() => this.#ended(new Error(`it did not start within ${START_MS} ms`)), START_MS);
  }

  #askAhead(): void {
    while (this.#asked.length < MAX_ASKED && (this.#asked.length === 0 || this.#askedSize < MAX_ASKED_SIZE)) {
      const job = this.#waiting.take();
      if (job === undefined) return;
      if (this.#pauses.isPaused(job, this.#nowMs)) job.settle(PAUSED);
      else this.#ask(job);
    }
  }

  #ask(job: Job): void {
    const question = job.question();
    job.size = sizeOf(question, MAX_INPUT_SIZE);
    if (job.size > MAX_INPUT_SIZE) return job.settle(TOO_LARGE);
    this.#asked.push(job);
    this.#askedSize += job.size;
    this.#thread?.ask(question);
    if (this.#asked.length === 1) this.#startTimeLimit();
  }

  #answered(answer: Answer): void {
    if (answer === 'ready') {
      this.#cancelTimer();
      this.#ready = true;
      this.#charge(this.#culprit);
      this.#culprit = undefined;
      return this.#proceed();
    }
    const job = this.#takeFirst();
    if (job === undefined) return;
    this.#deaths = 0;
    this.#pauses.clear(job);
    job.settle(answer);
    if (this.#asked.length === 0) this.#cancelTimer();
    else this.#startTimeLimit();
    this.#proceed();
  }

  /** Starts the time limit of the first question. */
  #startTimeLimit(): void {
    const [first] = this.#asked;
    this.#begunMs = this.#nowMs;
    this.#setTimer(() => {
      // The event loop may be late, and the answer here already.
      this.#thread?.drain();
      if (this.#asked[0] === first) this.#abandon(TIMED_OUT);
    }, EVALUATION_MS);
  }

  #ended(error: NodeJS.ErrnoException): void {
    if (this.#ready && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#abandon(OUT_OF_MEMORY);
    this.#restMs = this.#nowMs + Math.min(FIRST_RESTART_MS * 2 ** this.#deaths++, MAX_RESTART_MS);
    if (this.#ready) return this.#abandon(broken(error));
    this.#dropThread();
    this.#giveUp(broken(error));
  }

  /** Ends the thread because of what it evaluates; the other questions are asked again. */
  #abandon(outcome: ExpressionOutcome): void {
    this.#dropThread();
    const job = this.#takeFirst();
    this.#culprit = job?.namespace;
    this.#waiting.putBack(this.#asked.splice(0));
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
    this.#pauses.recordFailure(job, this.#nowMs);
    job.settle(outcome);
  }

  #takeFirst(): Job | undefined {
    const job = this.#asked.shift();
    this.#askedSize -= job?.size ?? 0;
    this.#charge(job?.namespace);
    return job;
  }

  /** The time since the first question, or the thread, began. */
  #charge(namespace: string | undefined): void {
    if (namespace !== undefined) this.#waiting.charge(namespace, this.#nowMs - this.#begunMs);
  }

  #giveUp(outcome: ExpressionOutcome): void {
    for (const job of [...this.#asked.splice(0), ...this.#waiting.clear()]) job.settle(outcome);
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
    this.#cancelTimer = this.#options.clock.setTimer(callback, ms);
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
  message: `what the rule is about is larger than ${MAX_INPUT_SIZE} characters`,
};

const broken = ({ message }: Error): ExpressionOutcome =>
  transient('ExpressionError', `the thread that evaluates rules: ${message}`);
