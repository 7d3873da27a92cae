// Rules that run out of time or memory again and again are not evaluated for a while, so that a hostile rule over ten thousand incidents
// does not delay all others. Counts by namespace and text of the rule: the same rule in another check of the namespace is paused as well.

import { Allowance } from '../../base/allowance.ts';

/** How many failures in a row pause a rule. */
const MAX_FAILURES = 3;
export const PAUSE_MS = 600_000;
const MAX_RULES = 1000;
/** Failures of a namespace, over all its rules. Beyond them one failure pauses a rule. */
const BUDGET = { burst: 20, everyMs: 30_000 } as const;

/** A rule as a namespace has it. */
export interface RuleKey {
  readonly namespace: string;
  readonly rule: string;
}

export class RulePauses {
  /** Failures in a row, and until when the rule is paused. */
  readonly #rules = new Map<string, { count: number; pausedUntil: number }>();
  readonly #budget = new Allowance(BUDGET);

  /** The rule took too much time or memory. */
  recordFailure(key: RuleKey, nowMs: number): void {
    const text = textOf(key);
    const hasBudget = this.#budget.take(key.namespace, nowMs) === 0;
    const count = (this.#rules.get(text)?.count ?? 0) + 1;
    const isPaused = count >= MAX_FAILURES || !hasBudget;
    this.#rules.delete(text);
    this.#rules.set(text, { count, pausedUntil: isPaused ? nowMs + PAUSE_MS : nowMs });
    const [oldest] = this.#rules.keys();
    if (this.#rules.size > MAX_RULES && oldest !== undefined) this.#rules.delete(oldest);
  }

  /** The rule was answered in time. */
  clear(key: RuleKey): void {
    this.#rules.delete(textOf(key));
  }

  /** Whether the rule is paused now. After the pause, one more failure pauses it again. */
  isPaused(key: RuleKey, nowMs: number): boolean {
    return (this.#rules.get(textOf(key))?.pausedUntil ?? nowMs) > nowMs;
  }
}

/** No namespace has a slash. */
const textOf = ({ namespace, rule }: RuleKey): string => `${namespace}/${rule}`;
