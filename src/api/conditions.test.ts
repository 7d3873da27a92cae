// Setting conditions: times change only with the status, equal states give an equal list, and nothing else is changed.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, type ConditionState, findCondition, setCondition, setConditions } from './conditions.ts';
import { rfc3339 } from '../base/instants.ts';

const EARLIER = new Date('2026-03-02T08:00:00Z');
const LATER = new Date('2026-03-02T09:30:15.987Z');
const at = (now: Date, generation = 1) => ({ now, generation });
const ready: ConditionState = { type: 'Ready', status: 'True', reason: 'Synced', message: 'Read 3 incidents.' };

describe('setCondition', () => {
  it('adds a condition with its time and generation', () => {
    expect(setCondition(undefined, ready, at(LATER, 7))).toEqual([
      { ...ready, lastTransitionTime: '2026-03-02T09:30:15Z', observedGeneration: 7 },
    ]);
  });

  it.each([
    { because: 'the reason changed, not the status', change: { reason: 'Resynced' }, moves: false },
    { because: 'the message changed, not the status', change: { message: 'Read 4 incidents.' }, moves: false },
    { because: 'nothing changed', change: {}, moves: false },
    { because: 'True became False', change: { status: 'False' as const }, moves: true },
    { because: 'True became Unknown', change: { status: 'Unknown' as const }, moves: true },
  ])('moves lastTransitionTime: $moves, because $because', ({ change, moves }) => {
    const before = setCondition(undefined, ready, at(EARLIER));
    const after = setCondition(before, { ...ready, ...change }, at(LATER, 2));
    expect(after).toEqual([
      { ...ready, ...change, lastTransitionTime: rfc3339(moves ? LATER : EARLIER), observedGeneration: 2 },
    ]);
  });

  it('keeps the others, and the order', () => {
    const list = (['A', 'B', 'C'] as const).reduce<Condition[]>(
      (all, type) => setCondition(all, { ...ready, type }, at(EARLIER)),
      [],
    );
    const after = setCondition(list, { ...ready, type: 'B', status: 'False' }, at(LATER));
    expect(after.map(({ type, status }) => `${type}=${status}`)).toEqual(['A=True', 'B=False', 'C=True']);
    expect(after[0]).toBe(list[0]);
  });

  it('an unchanged world gives an equal list, whatever the time', () => {
    fc.assert(
      fc.property(fc.array(aState), fc.array(fc.nat({ max: 10 ** 9 })), (states, times) => {
        const once = apply([], states, 0);
        const last = new Map(states.map((state) => [state.type, state]));
        const again = times.reduce((list, time) => apply(list, [...last.values()], time), once);
        expect(again).toEqual(once);
      }),
    );
  });

  it('never changes what it is given', () => {
    fc.assert(
      fc.property(fc.array(aState), aState, (states, state) => {
        const list = apply([], states, 0);
        const copy = structuredClone(list);
        setCondition(list, state, at(LATER));
        expect(list).toEqual(copy);
      }),
    );
  });
});

describe('what is there', () => {
  const list = setCondition(undefined, ready, at(EARLIER));

  it('is found by its type', () => {
    expect(findCondition(list, 'Ready')).toBe(list[0]);
    expect(findCondition(list, 'Stalled')).toBeUndefined();
    expect(findCondition(undefined, 'Ready')).toBeUndefined();
  });

  it.each(['True', 'False', 'Unknown'] as const)('has the status that was set last: %s', (status) => {
    expect(findCondition(setCondition(list, { ...ready, status }, at(LATER)), 'Ready')?.status).toBe(status);
  });

  it('is not found under a type that nobody set', () => {
    expect(findCondition(list, 'Compliant')).toBeUndefined();
  });
});

describe('setConditions', () => {
  const stalled: ConditionState = { ...ready, type: 'Stalled' };
  const complete: ConditionState = { ...ready, type: 'Complete' };
  const before = setConditions(undefined, [ready, complete, stalled], at(EARLIER));

  it('drops what only exists while it applies, and leaves other aspects as they were', () => {
    const after = setConditions(before, [ready], at(LATER));
    expect(after).toEqual(before.filter(({ type }) => type !== 'Stalled'));
  });

  it('keeps the time of what still applies', () => {
    expect(setConditions(before, [ready, stalled], at(LATER))).toEqual(before);
  });
});

const aState: fc.Arbitrary<ConditionState> = fc.record({
  type: fc.constantFrom('Ready', 'Complete', 'Stalled'),
  status: fc.constantFrom('True', 'False', 'Unknown'),
  reason: fc.constantFrom('Synced', 'Failed'),
  message: fc.string(),
});

function apply(list: readonly Condition[], states: readonly ConditionState[], seconds: number): Condition[] {
  const now = new Date(EARLIER.getTime() + seconds * 1000);
  return states.reduce<Condition[]>((all, state) => setCondition(all, state, at(now)), [...list]);
}
