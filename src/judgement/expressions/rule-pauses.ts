// Rules that run out of time or memory again and again are not evaluated for a while, so that a hostile rule over ten thousand incidents
// does not delay all others. Counts by the text of the rule, so the same rule in another check is paused as well.

/** How many failures in a row pause a rule. */
const MAX_FAILURES = 3;
export const PAUSE_MS = 600_000;
const MAX_RULES = 1000;

export class RulePauses {
  /** Failures in a row, and until when the rule is paused. */
  readonly #rules = new Map<string, { count: number; pausedUntil: number }>();

  /** The rule took too much time or memory. */
  recordFailure(rule: string, nowMs: number): void {
    const count = (this.#rules.get(rule)?.count ?? 0) + 1;
    this.#rules.delete(rule);
    this.#rules.set(rule, { count, pausedUntil: count >= MAX_FAILURES ? nowMs + PAUSE_MS : nowMs });
    const [oldest] = this.#rules.keys();
    if (this.#rules.size > MAX_RULES && oldest !== undefined) this.#rules.delete(oldest);
  }

  /** The rule was answered in time. */
  clear(rule: string): void {
    this.#rules.delete(rule);
  }

  /** Whether the rule is paused now. After the pause, one more failure pauses it again. */
  isPaused(rule: string, nowMs: number): boolean {
    return (this.#rules.get(rule)?.pausedUntil ?? nowMs) > nowMs;
  }
}
