// Evaluates expressions over what senders push, in two threads: one for sources that have shown to be quick, one for all others. So a source
// whose expressions take long, or never end, delays its own sender and those that are new, and not the sources that work. Evaluates nothing
// itself.

import type { Clock } from '../../base/clock.ts';
import type { ItemsQuestion, ItemsReading, ReadItems } from '../../integrations/ports/expressions.ts';
import { createExpressions, type Expressions, type ItemsOutcome } from './expressions.ts';
import { OpenCounts } from './open-counts.ts';
import { Turns } from '../../base/turns.ts';
import { type Asker, Standings } from './standings.ts';

/** One is evaluated, and one is sent ahead: a namespace whose turn it is waits for these two at most. */
const MAX_ASKED = 2;
/** Deliveries that are being read, each of which asks one question after the other. Who sends more is told to come again. */
const MAX_OPEN = { ofNamespace: 100, ofSource: 50 } as const;

export interface PushedExpressions {
  readonly readItems: ReadItems;
  /** Ends the threads; what is open is Postponed. */
  close(): Promise<void>;
}

export interface PushedOptions {
  readonly clock: Clock;
}

/** Each thread is started with its first question. */
export function createPushedExpressions(options: PushedOptions): PushedExpressions {
  return new TwoThreads(options);
}

class TwoThreads implements PushedExpressions {
  readonly #clock: Clock;
  /** What fails here is evaluated again in the other, so that it ends this thread once. */
  readonly #quick: Expressions;
  readonly #others: Expressions;
  readonly #standings = new Standings();
  readonly #ofNamespaces = new OpenCounts(MAX_OPEN.ofNamespace);
  readonly #ofSources = new OpenCounts(MAX_OPEN.ofSource);
  readonly #turns = new Turns();

  constructor({ clock }: PushedOptions) {
    this.#clock = clock;
    this.#quick = createExpressions({ clock, maxAsked: MAX_ASKED, maxAttempts: 1 });
    this.#others = createExpressions({ clock, maxAsked: MAX_ASKED });
  }

  readonly readItems: ReadItems = async (question) => {
    const { namespace, source } = question;
    const read = () => this.#ofSources.within(`${namespace}/${source}`, () => this.#read(question));
    return (await this.#ofNamespaces.within(namespace, read)) ?? { kind: 'Postponed' };
  };

  async close(): Promise<void> {
    await Promise.all([this.#quick.close(), this.#others.close()]);
  }

  async #read(question: ItemsQuestion): Promise<ItemsReading> {
    const { namespace, source, expressions } = question;
    const asker = { namespace, source, expressions: JSON.stringify(expressions) };
    const quick = await this.#readQuickly(question, asker);
    if (quick !== undefined && quick !== 'ran out') return quick;
    const outcome = await this.#others.evaluateItems(question);
    // Without an item nothing but their grammar was looked at.
    if (outcome.reading.kind === 'Items' && question.items?.length !== 0)
      this.#standings.answered(asker, outcome.usedMs);
    if (hasRunOut(outcome)) this.#standings.failed(asker, this.#clock.monotonicMs(), quick === 'ran out');
    return outcome.reading;
  }

  /**
   * Undefined: it is not quick, and was not asked. One question of a source at a time, so that those behind one that runs out are not asked
   * here.
   */
  async #readQuickly(question: ItemsQuestion, asker: Asker): Promise<ItemsReading | 'ran out' | undefined> {
    const isQuick = (): boolean => this.#standings.isQuick(asker, this.#clock.monotonicMs());
    if (!isQuick()) return undefined;
    return this.#turns.after(`${asker.namespace}/${asker.source}`, async () => {
      if (!isQuick()) return undefined;
      const outcome = await this.#quick.evaluateItems(question);
      if (outcome.reading.kind === 'Postponed') return undefined;
      if (!hasRunOut(outcome)) {
        this.#standings.answered(asker, outcome.usedMs);
        return outcome.reading;
      }
      this.#standings.doubted(asker);
      return 'ran out';
    });
  }
}

/** Of time or memory. What is too large, or rests, is not evaluated and takes no time. */
function hasRunOut({ reading, usedMs }: ItemsOutcome): boolean {
  return reading.kind === 'NotEvaluated' && usedMs > 0;
}
