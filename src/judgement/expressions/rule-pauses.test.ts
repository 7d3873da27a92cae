import { describe, expect, it } from 'vitest';

import { PAUSE_MS, RulePauses } from './rule-pauses.ts';

const RULE = { namespace: 'team-a', rule: 'r' };
const numbered = (number: number, namespace = 'hostile') => ({ namespace, rule: `r${number}` });

describe('a rule rests', () => {
  it('from its third failure in a row, for ten minutes', () => {
    const pauses = new RulePauses();
    for (const want of [false, false, true]) {
      pauses.recordFailure(RULE, 0);
      expect(pauses.isPaused(RULE, 0)).toBe(want);
    }
    expect(pauses.isPaused(RULE, PAUSE_MS - 1)).toBe(true);
    expect(pauses.isPaused(RULE, PAUSE_MS)).toBe(false);
    pauses.recordFailure(RULE, PAUSE_MS);
    expect(pauses.isPaused(RULE, PAUSE_MS)).toBe(true);
  });

  it('no sooner, when it was answered in between', () => {
    const pauses = new RulePauses();
    for (let failures = 0; failures < 6; failures++) {
      pauses.recordFailure(RULE, 0);
      if (failures % 2 === 1) pauses.clear(RULE);
    }
    expect(pauses.isPaused(RULE, 0)).toBe(false);
  });

  it('from its first failure, in a namespace whose rules have failed twenty times lately', () => {
    const pauses = new RulePauses();
    for (let number = 0; number < 20; number++) {
      pauses.recordFailure(numbered(number), 0);
      expect(pauses.isPaused(numbered(number), 0)).toBe(false);
    }
    pauses.recordFailure(numbered(20), 0);
    expect(pauses.isPaused(numbered(20), 0)).toBe(true);
    expect(pauses.isPaused(numbered(21), 0)).toBe(false);
    pauses.recordFailure(numbered(20, 'team-b'), 0);
    expect(pauses.isPaused(numbered(20, 'team-b'), 0)).toBe(false);
    // The namespace may fail once more after half a minute.
    pauses.recordFailure(numbered(22), 30_000);
    expect(pauses.isPaused(numbered(22), 30_000)).toBe(false);
  });
});
