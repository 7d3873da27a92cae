// Rules that keep running out of time or memory rest for a while: one hostile rule over ten thousand incidents must not keep the
// thread from everybody else's. Counts by the rule's text, so the same rule in another check rests as well.

/** In a row. */
const MAX_STRIKES = 3;
export const REST_MS = 600_000;
const MAX_RULES = 1000;

export class Strikes {
  /** Strikes in a row, and until when the rule rests. */
  readonly #rules = new Map<string, { count: number; restsUntil: number }>();

  /** The rule took what it may not. */
  add(rule: string, nowMs: number): void {
    const count = (this.#rules.get(rule)?.count ?? 0) + 1;
    this.#rules.delete(rule);
    this.#rules.set(rule, { count, restsUntil: count >= MAX_STRIKES ? nowMs + REST_MS : nowMs });
    const [oldest] = this.#rules.keys();
    if (this.#rules.size > MAX_RULES && oldest !== undefined) this.#rules.delete(oldest);
  }

  /** The rule was answered in time. */
  clear(rule: string): void {
    this.#rules.delete(rule);
  }

  /** Whether it is not to be evaluated now. After its rest one more strike sends it to rest again. */
  isResting(rule: string, nowMs: number): boolean {
    return (this.#rules.get(rule)?.restsUntil ?? nowMs) > nowMs;
  }
}
