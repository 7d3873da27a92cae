// The contract of a writer, through the ports of effects: whatever happens to any of its requests, an incident is resolved once and has one
// note, and a person is never overruled. Run by provider.<name>-writer.test.ts over the provider's own transport. Knows no provider.

import { describe, expect, it } from 'vitest';

import type { Fault } from '../support/vendors/loopback/faults.ts';
import { describePeople } from './provider-writer-people.ts';
import { attempt, BOTH, isWrite, type Kind, persist, type WriterStage } from './provider-writer-stage.ts';

export interface Written {
  readonly name: string;
  stage(): Promise<WriterStage>;
  /** False for a vendor that has nothing of the kind; default true. */
  readonly hasNotes?: boolean;
  /** False for a vendor that does not tell when an incident was reopened; default true. */
  readonly tellsReopening?: boolean;
}

const MISHAPS: ReadonlyArray<{ readonly mishap: string; readonly fault: Fault }> = [
  { mishap: 'the request is lost', fault: { kind: 'reset', unexecuted: true } },
  { mishap: 'the answer is lost', fault: { kind: 'reset' } },
  { mishap: 'the answer is cut off', fault: { kind: 'cut' } },
  { mishap: '500 before it is done', fault: { kind: 'status', status: 500, unexecuted: true } },
  { mishap: '500 after it is done', fault: { kind: 'status', status: 500 } },
  { mishap: 'a page in place of the answer', fault: { kind: 'html' } },
  { mishap: '429', fault: { kind: 'status', status: 429, unexecuted: true } },
];

export function describeWriter({ name, stage, hasNotes = true, tellsReopening = true }: Written): void {
  const KINDS: readonly Kind[] = hasNotes ? BOTH : ['Resolve'];
  const on = (run: (staged: WriterStage) => Promise<void>) => async () => {
    await using staged = await stage();
    await run(staged);
  };

  describe(`what is written to ${name}`, () => {
    it('resolves an incident once', on(resolvesOnce));
    for (const { promise, hold } of hasNotes ? NOTE_LAWS : []) it(promise, on(hold));
    it.each(KINDS)('looks before it writes, and writes at most once in a call (%s)', async (kind) =>
      on((staged) => writesAtMostOnce(staged, kind))(),
    );
    describePeople({ stage, tellsReopening });
    it.each(KINDS)('says NotFound for an incident that is gone (%s)', async (kind) =>
      on((staged) => findsNothing(staged, kind))(),
    );
    it.each(KINDS)('says what is missing when it lacks the right (%s)', async (kind) =>
      on((staged) => lacksRight(staged, kind))(),
    );
    it('ends within a second when it is aborted', on(aborts));
    describe.each(MISHAPS)('$mishap', ({ fault }) => {
      it.each(KINDS)('at any request (%s)', async (kind) => {
        let call = 1;
        for (let isStruck = true; isStruck; call++) {
          await using staged = await stage();
          isStruck = await survives(staged, { kind, call, fault });
        }
        // A look and a write at least, and one more run that is not struck.
        expect(call).toBeGreaterThan(3);
      });
    });
  });
}

const NOTE_LAWS = [
  { promise: 'leaves a note with its marker, once', hold: notesOnce },
  { promise: 'leaves a note on what a person resolved', hold: notesWhatPeopleDid },
] as const;

async function resolvesOnce(staged: WriterStage): Promise<void> {
  expect(await attempt(staged, 'Resolve')).toEqual({ kind: 'done' });
  expect(await attempt(staged, 'Resolve')).toEqual({ kind: 'already' });
  const { resolutions, isOpen, notes } = staged.seen();
  expect({ resolutions, isOpen, notes }).toEqual({ resolutions: 1, isOpen: false, notes: [] });
}

async function notesOnce(staged: WriterStage): Promise<void> {
  expect(await attempt(staged, 'Resolve')).toEqual({ kind: 'done' });
  expect(await attempt(staged, 'Note')).toEqual({ kind: 'done' });
  expect(await attempt(staged, 'Resolve')).toEqual({ kind: 'already' });
  expect(await attempt(staged, 'Note')).toEqual({ kind: 'already' });
  const { resolutions, isOpen, notes } = staged.seen();
  expect({ resolutions, isOpen, notes: notes.length }).toEqual({ resolutions: 1, isOpen: false, notes: 1 });
  expect(notes[0]).toMatch(/^Rotated the key\.\n+See review ONE\.\n+\[docket jira\.SEC-1\.note\.7\]$/);
}

async function writesAtMostOnce(staged: WriterStage, kind: Kind): Promise<void> {
  staged.loopback.failNext((request) => isWrite(request), { kind: 'reset', unexecuted: true }, 99);
  expect((await attempt(staged, kind)).kind).toBe('ambiguous');
  const requests = staged.loopback.takeRequests();
  expect(requests.filter((request) => isWrite(request)).length).toBe(1);
  expect(requests.findIndex((request) => isWrite(request))).toBeGreaterThan(0);
  // The answer was lost: it is read back.
  expect(requests.slice(-1).map((request) => isWrite(request))).toEqual([false]);
}

async function notesWhatPeopleDid(staged: WriterStage): Promise<void> {
  await staged.clock.advance(60_000);
  staged.people.resolve();
  expect(await attempt(staged, 'Note')).toEqual({ kind: 'done' });
  expect(staged.seen()).toMatchObject({ resolutions: 0 });
}

async function findsNothing(staged: WriterStage, kind: Kind): Promise<void> {
  staged.people.remove();
  expect(await attempt(staged, kind)).toMatchObject({ kind: 'refused', reason: 'NotFound' });
}

async function lacksRight(staged: WriterStage, kind: Kind): Promise<void> {
  staged.loopback.failNext((request) => isWrite(request), staged.forbid, 99);
  expect(await attempt(staged, kind)).toMatchObject({ kind: 'refused', reason: 'MissingPermission' });
}

async function aborts(staged: WriterStage): Promise<void> {
  staged.loopback.failNext(() => true, { kind: 'hang' }, 99);
  const controller = new AbortController();
  const reason = new Error('stopped');
  const started = performance.now();
  const { externalID = 'ONE' } = staged;
  const command = { kind: 'resolve', externalID, key: 'k', decidedOn: '2026-03-01T00:00:00Z', summary: 'x' } as const;
  const writing = staged.openWriter().write(command, controller.signal);
  setTimeout(() => controller.abort(reason), 50);
  await expect(writing).rejects.toBe(reason);
  expect(performance.now() - started).toBeLessThan(1_000);
}

interface Struck {
  readonly kind: Kind;
  /** Which request fails, counted from 1. */
  readonly call: number;
  readonly fault: Fault;
}

/** False when there is no such request any more. */
async function survives(staged: WriterStage, { kind, call, fault }: Struck): Promise<boolean> {
  let count = 0;
  let wasStruck = false;
  const strikes = (): boolean => {
    count++;
    if (count === call) wasStruck = true;
    return count === call;
  };
  staged.loopback.failNext(strikes, fault);
  const outcome = await persist(staged, kind);
  expect(['done', 'already']).toContain(outcome.kind);
  const { resolutions, notes } = staged.seen();
  expect([call, resolutions, notes.length]).toEqual([call, kind === 'Resolve' ? 1 : 0, kind === 'Note' ? 1 : 0]);
  return wasStruck;
}
