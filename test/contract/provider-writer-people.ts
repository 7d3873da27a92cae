// What a writer owes to people: it never overrules who reopened an incident, at the very second of the closure either; and another closure is
// another one. A part of the contract of writers. Knows no provider.

import { expect, it } from 'vitest';

import { rfc3339 } from '../../src/base/instants.ts';
import { attempt, type Closure, isWrite, persist, type WriterStage } from './provider-writer-stage.ts';

const MINUTE_MS = 60_000;

export interface PeopleLaws {
  stage(): Promise<WriterStage>;
  /** False for a vendor that does not tell when an incident was reopened. */
  readonly tellsReopening: boolean;
}

export function describePeople({ stage, tellsReopening }: PeopleLaws): void {
  const on = (run: (staged: WriterStage) => Promise<void>) => async () => {
    await using staged = await stage();
    await run(staged);
  };
  it('refuses nothing that a person did already', on(findsWhatPeopleDid));
  it('does not resolve again what a person reopened, though its answer was lost', on(obeysReopening));
  it.each([
    { when: 'the instant', fractionMs: 0 },
    { when: 'the second', fractionMs: 500 },
  ])('does not resolve again what a person reopened at $when of the closure', async ({ fractionMs }) =>
    on((staged) => obeysReopeningAtOnce(staged, fractionMs))(),
  );
  it('takes another closure for another one', on(resolvesForAnotherClosure));
  for (const { promise, hold } of tellsReopening ? WHERE_TOLD : []) it(promise, on(hold));
  it('resolves what a person began to work on since', on(resolvesWork));
}

const WHERE_TOLD = [
  {
    promise: 'writes nothing for another closure of the instant at which a person reopened',
    hold: obeysReopeningFirst,
  },
] as const;

async function findsWhatPeopleDid(staged: WriterStage): Promise<void> {
  await staged.clock.advance(MINUTE_MS);
  staged.people.resolve();
  expect(await attempt(staged, 'Resolve')).toEqual({ kind: 'already' });
  expect(staged.seen()).toMatchObject({ resolutions: 0 });
}

async function obeysReopening(staged: WriterStage): Promise<void> {
  await resolveUnheard(staged);
  await staged.clock.advance(MINUTE_MS);
  staged.people.reopen();
  await staysReopened(staged);
}

/** The closure, its resolution and the reopening fall into one second, of which `closedAt` is the beginning. */
async function obeysReopeningAtOnce(staged: WriterStage, fractionMs: number): Promise<void> {
  await staged.clock.advance(fractionMs);
  const closure = closureOf(staged, 'at-once');
  await resolveUnheard(staged, closure);
  staged.people.reopen();
  await staysReopened(staged, closure);
}

async function resolvesForAnotherClosure(staged: WriterStage): Promise<void> {
  expect(await attempt(staged, 'Resolve', closureOf(staged, 'first'))).toEqual({ kind: 'done' });
  await staged.clock.advance(MINUTE_MS);
  staged.people.reopen();
  await staged.clock.advance(MINUTE_MS);
  expect(await attempt(staged, 'Resolve', closureOf(staged, 'second'))).toEqual({ kind: 'done' });
  expect(staged.seen()).toMatchObject({ resolutions: 2, isOpen: false });
}

async function obeysReopeningFirst(staged: WriterStage): Promise<void> {
  expect(await attempt(staged, 'Resolve', closureOf(staged, 'first'))).toEqual({ kind: 'done' });
  await staged.clock.advance(MINUTE_MS);
  staged.people.reopen();
  const outcome = await persist(staged, 'Resolve', closureOf(staged, 'second'));
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'Reopened' });
  expect(staged.seen()).toMatchObject({ resolutions: 1, isOpen: true });
}

async function resolvesWork(staged: WriterStage): Promise<void> {
  await staged.clock.advance(MINUTE_MS);
  staged.people.acknowledge();
  expect(await attempt(staged, 'Resolve')).toEqual({ kind: 'done' });
  expect(staged.seen()).toMatchObject({ resolutions: 1, isOpen: false });
}

/** As the controller makes it: times are of whole seconds, cut off. */
function closureOf({ clock }: WriterStage, key: string): Closure {
  return { key, decidedOn: rfc3339(clock.now()) };
}

/** The answer is lost, and so is the reading back: the process dies. */
async function resolveUnheard(staged: WriterStage, closure?: Closure): Promise<void> {
  let isWritten = false;
  const isLost = (request: { method: string; path: string }): boolean => (isWritten ||= isWrite(request));
  staged.loopback.failNext(isLost, { kind: 'reset' }, 2);
  expect((await attempt(staged, 'Resolve', closure)).kind).toBe('ambiguous');
  staged.loopback.clearFaults();
  expect(staged.seen()).toMatchObject({ resolutions: 1, isOpen: false });
}

async function staysReopened(staged: WriterStage, closure?: Closure): Promise<void> {
  const outcome = await persist(staged, 'Resolve', closure);
  expect(outcome.kind).not.toBe('done');
  expect(staged.seen()).toMatchObject({ resolutions: 1, isOpen: true });
}
