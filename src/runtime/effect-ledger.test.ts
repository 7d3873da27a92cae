import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  announces,
  ATTEMPT_LIMIT_MS,
  type EffectReport,
  nextStep,
  QUIET_MS,
  type Surroundings,
  withReport,
} from './effect-ledger.ts';
import type { Effect, EffectOutcome, EffectRecord } from './effects.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const at = (ms: number): string => after(ms).toISOString().replace('.000Z', 'Z');

const anEffect = (key: string, over: Partial<Effect> = {}): Effect => ({ kind: 'Note', key, lane: 'a', ...over });
const aRecord = (key: string, over: Partial<EffectRecord> = {}): EffectRecord => ({
  key,
  kind: 'Note',
  state: 'Done',
  attempts: 1,
  at: at(-1_000),
  ...over,
});
const FREE: Surroundings = { isUnderWay: false, hasRoom: () => true };
const SENDING = { state: 'Sending', retryAt: at(5_000) } as const;
const WAITING = { state: 'Waiting', retryAt: at(5_000), attempts: 2 } as const;
const REFUSED = { state: 'Refused', reason: 'Gone', revision: '1' } as const;

describe('the next attempt', () => {
  it.each<{
    name: string;
    because: string;
    wanted: Effect[];
    records: EffectRecord[];
    around?: Partial<Surroundings>;
    claimed: string | undefined;
    waitMs?: number;
  }>([
    {
      name: 'nothing recorded',
      because: 'the first one wanted goes first',
      wanted: [anEffect('x'), anEffect('y')],
      records: [],
      claimed: 'x#1',
    },
    {
      name: 'the first one done',
      because: 'the next one may begin',
      wanted: [anEffect('x'), anEffect('y')],
      records: [aRecord('x')],
      claimed: 'y#1',
    },
    {
      name: 'the first one refused',
      because: 'what cannot be done does not hold up the others',
      wanted: [anEffect('x', { revision: '1' }), anEffect('y')],
      records: [aRecord('x', REFUSED)],
      claimed: 'y#1',
    },
    {
      name: 'refused under another revision',
      because: 'what it was refused for has changed',
      wanted: [anEffect('x', { revision: '2' }), anEffect('y')],
      records: [aRecord('x', REFUSED)],
      claimed: 'x#2',
    },
    {
      name: 'the first one waits',
      because: 'effects of one object are carried out in order',
      wanted: [anEffect('x'), anEffect('y')],
      records: [aRecord('x', WAITING)],
      claimed: undefined,
      waitMs: 5_000,
    },
    {
      name: 'its time has come',
      because: 'a transient failure is tried again',
      wanted: [anEffect('x')],
      records: [aRecord('x', { ...WAITING, retryAt: at(0) })],
      claimed: 'x#3',
    },
    {
      name: 'announced by somebody',
      because: 'the attempt of another process may be under way',
      wanted: [anEffect('x')],
      records: [aRecord('x', SENDING)],
      claimed: undefined,
      waitMs: 5_000,
    },
    {
      name: 'announced long ago',
      because: 'whoever announced it has died',
      wanted: [anEffect('x')],
      records: [aRecord('x', { ...SENDING, retryAt: at(-1_000) })],
      claimed: 'x#2',
    },
    {
      name: 'another one announced that is not wanted any more',
      because: 'order holds between what was and what is wanted, too',
      wanted: [anEffect('y')],
      records: [aRecord('x', SENDING)],
      claimed: undefined,
      waitMs: 5_000,
    },
    {
      name: 'an attempt under way here',
      because: 'its end adds the key to the queue',
      wanted: [anEffect('x')],
      records: [],
      around: { isUnderWay: true },
      claimed: undefined,
    },
    {
      name: 'a full lane',
      because: 'nothing is announced that cannot begin',
      wanted: [anEffect('x')],
      records: [],
      around: { hasRoom: (lane) => lane !== 'a' },
      claimed: undefined,
    },
    {
      name: 'everything done',
      because: 'done is done',
      wanted: [anEffect('x')],
      records: [aRecord('x')],
      claimed: undefined,
    },
  ])('$name: $because', ({ wanted, records, around, claimed, waitMs }) => {
    const step = nextStep(wanted, records, { ...FREE, ...around }, NOW);
    expect(step.claim && `${step.claim.effect.key}#${step.claim.attempt}`).toBe(claimed);
    expect(step.waitMs).toBe(waitMs);
    if (step.claim === undefined) return expect(step.records).toEqual(records);
    expect(announces(step.records, step.claim)).toBe(true);
    expect(step.records.find(({ key }) => key === step.claim?.effect.key)?.retryAt).toBe(at(QUIET_MS));
  });

  it('a full lane is named, so that the key is woken when it has room', () => {
    expect(nextStep([anEffect('x')], [], { ...FREE, hasRoom: () => false }, NOW).waitsFor).toBe('a');
  });

  it('an attempt is over well before anybody repeats it', () => {
    expect(QUIET_MS - ATTEMPT_LIMIT_MS).toBeGreaterThanOrEqual(60_000);
  });

  it('what is not wanted any more is dropped once nobody can be at it, and of what is final the newest 20 stay', () => {
    const final = Array.from({ length: 25 }, (_, index) => aRecord(`f${index}`));
    const records = [aRecord('over', { ...SENDING, retryAt: at(0) }), aRecord('open', SENDING), ...final];
    const kept = nextStep([], records, FREE, NOW).records.map(({ key }) => key);
    expect(kept).toEqual(['open', ...final.slice(5).map(({ key }) => key)]);
  });
});

describe('an outcome', () => {
  const report = (outcome: EffectOutcome, over: Partial<EffectReport> = {}): EffectReport => ({
    key: 'x',
    kind: 'Note',
    attempt: 1,
    revision: '7',
    outcome,
    ...over,
  });
  const TRANSIENT = { kind: 'transient', reason: 'Busy', message: 'm' } as const;
  const LOST = { kind: 'ambiguous', reason: 'AnswerLost', message: 'm' } as const;

  it.each<{ outcome: EffectOutcome; attempt?: number; want: Partial<EffectRecord>; because: string }>([
    { outcome: { kind: 'done' }, want: { state: 'Done' }, because: 'it was done' },
    { outcome: { kind: 'already' }, want: { state: 'Done' }, because: 'it is there' },
    {
      outcome: { kind: 'refused', reason: 'Gone', message: 'm' },
      want: { state: 'Refused', reason: 'Gone', message: 'm', revision: '7' },
      because: 'it is final until its revision changes',
    },
    { outcome: TRANSIENT, want: { state: 'Waiting', retryAt: at(10_000) }, because: 'the first wait is 10 s' },
    { outcome: TRANSIENT, attempt: 4, want: { retryAt: at(80_000) }, because: 'waits double' },
    { outcome: TRANSIENT, attempt: 50, want: { retryAt: at(900_000) }, because: 'up to 15 minutes' },
    {
      outcome: { ...TRANSIENT, retryAfterMs: 60_000 },
      want: { retryAt: at(60_000) },
      because: 'a vendor that asks for more gets it',
    },
    {
      outcome: { ...TRANSIENT, retryAfterMs: 1e12 },
      want: { retryAt: at(3_600_000) },
      because: 'up to an hour',
    },
    { outcome: LOST, want: { state: 'Waiting', retryAt: at(QUIET_MS) }, because: 'it may still arrive' },
  ])('$outcome.kind after attempt $attempt is $want: $because', ({ outcome, attempt = 1, want }) => {
    const records = [aRecord('w'), aRecord('x', { ...SENDING, attempts: attempt })];
    const [first, second] = withReport(records, report(outcome, { attempt }), NOW);
    expect(first).toBe(records[0]);
    expect(second).toMatchObject({ key: 'x', kind: 'Note', attempts: attempt, at: at(0), ...want });
    expect(Object.hasOwn(second ?? {}, 'retryAt')).toBe(second?.state === 'Waiting');
  });

  it.each<{ name: string; records: EffectRecord[]; outcome: EffectOutcome; want: string; because: string }>([
    {
      name: 'a record that is final',
      records: [aRecord('x')],
      outcome: TRANSIENT,
      want: 'Done',
      because: 'what is done stays done',
    },
    {
      name: 'a later attempt, failed outcome',
      records: [aRecord('x', { ...SENDING, attempts: 2 })],
      outcome: TRANSIENT,
      want: 'Sending',
      because: 'the later attempt is another process’s business',
    },
    {
      name: 'a later attempt, done',
      records: [aRecord('x', { ...SENDING, attempts: 2 })],
      outcome: { kind: 'done' },
      want: 'Done',
      because: 'that it is there is a fact',
    },
    {
      name: 'an earlier attempt',
      records: [aRecord('x', { ...WAITING, attempts: 0 })],
      outcome: LOST,
      want: 'Waiting',
      because: 'a cache that is behind does not make it forgotten',
    },
    { name: 'no record', records: [], outcome: { kind: 'done' }, want: 'Done', because: 'somebody emptied the status' },
  ])('meets $name: $because', ({ records, outcome, want }) => {
    expect(withReport(records, report(outcome), NOW).at(-1)?.state).toBe(want);
  });
});

describe('for any history', () => {
  const outcome = fc.constantFrom<EffectOutcome>(
    { kind: 'done' },
    { kind: 'already' },
    { kind: 'refused', reason: 'No', message: '' },
    { kind: 'transient', reason: 'Busy', message: '' },
    { kind: 'ambiguous', reason: 'AnswerLost', message: '' },
  );
  const wants = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 });
  const turn = fc.record({ wants, outcome, isLost: fc.boolean(), passesMs: fc.integer({ min: 0, max: 200_000 }) });

  it('no attempt begins while another one of the object may be under way, and none before its place', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
        let records: readonly EffectRecord[] = [];
        let nowMs = NOW.getTime();
        let busyUntilMs = -Infinity;
        for (const { wants: keys, outcome: result, isLost, passesMs } of turns) {
          nowMs += passesMs;
          const now = new Date(nowMs);
          const step = nextStep(
            keys.map((key) => anEffect(key)),
            records,
            FREE,
            now,
          );
          records = step.records;
          if (step.claim === undefined) continue;
          expect(nowMs).toBeGreaterThanOrEqual(busyUntilMs);
          const { effect, attempt } = step.claim;
          const before = keys.slice(0, keys.indexOf(effect.key));
          const states = before.map((key) => records.find((record) => record.key === key)?.state);
          expect(states.every((state) => state === 'Done' || state === 'Refused')).toBe(true);
          busyUntilMs = isLost ? nowMs + QUIET_MS - 1_000 : -Infinity;
          if (!isLost)
            records = withReport(
              records,
              { key: effect.key, kind: 'Note', attempt, outcome: result, revision: undefined },
              now,
            );
        }
      }),
      { numRuns: 500 },
    );
  });
});
