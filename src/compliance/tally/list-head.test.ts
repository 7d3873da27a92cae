// What a status shows of long lists: the same as without the kept entries, and no new read while they are valid.

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { anIncidentCheck, anIncidentRow, at, type IncidentCheck } from '../../../test/support/builders/compliance.ts';
import { Tally } from '../tally.ts';
import type { IncidentRow } from '../verdict.ts';
import { type ListEntry, ListHead } from './list-head.ts';
import { incidentSubjects } from '../subjects/incident.ts';

const NOW = at('2026-03-02T10:00:00Z');
const HOUR = 3_600_000;
const KEY = 'team-a/incidents-closed';

const open = (number: number, detectedAt = NOW - HOUR): IncidentRow =>
  anIncidentRow({ name: `i-${String(number).padStart(3, '0')}`, detectedAt });
const resolved = (row: IncidentRow): IncidentRow => ({ ...row, recordState: 'Resolved', resolvedAt: NOW });

/** A tally of which every incident fails the check, or owes something until `grace` has passed. */
function aTally(rows: Iterable<IncidentRow>, nowMs = NOW, check: IncidentCheck = anIncidentCheck()): Tally {
  const tally = new Tally({ nowMs, onChange: () => undefined });
  tally.setCheck(check, nowMs);
  for (const row of rows) tally.of(incidentSubjects).move(undefined, row, nowMs);
  return tally;
}

const INCIDENTS = 90;
const change = fc.record({
  number: fc.nat({ max: INCIDENTS - 1 }),
  to: fc.constantFrom('open', 'resolved', 'gone'),
  /** Few instants, so that several entries have the same one; most are among the first or the last that are shown. */
  hoursAgo: fc.nat({ max: 20 }),
  passMs: fc.constantFrom(0, 0, 0, HOUR / 2, -HOUR),
});

it.each([
  { gracePeriod: '0s', because: 'all that is open fails' },
  { gracePeriod: '10h', because: 'what is open is owed first, and fails in the course of time' },
])(
  'law: lists longer than what is shown of them read as if nothing were remembered: $because',
  ({ gracePeriod }) => {
    const check = anIncidentCheck({ gracePeriod });
    fc.assert(
      fc.property(fc.array(change, { minLength: 10, maxLength: 40, size: 'max' }), (changes) => {
        const rows = new Map<string, IncidentRow>();
        for (let number = 0; number < INCIDENTS; number++) {
          const row = open(number, NOW - (number % 20) * HOUR);
          rows.set(row.name, row);
        }
        const tally = aTally(rows.values(), NOW, check);
        let nowMs = NOW;
        for (const { number, to, hoursAgo, passMs } of changes) {
          nowMs += passMs;
          const row =
            to === 'open' ? open(number, NOW - hoursAgo * HOUR) : resolved(open(number, NOW - hoursAgo * HOUR));
          tally.of(incidentSubjects).move(rows.get(row.name), to === 'gone' ? undefined : row, nowMs);
          if (to === 'gone') rows.delete(row.name);
          else rows.set(row.name, row);
          expect(tally.result(KEY)).toEqual(aTally(rows.values(), nowMs, check).result(KEY));
        }
      }),
      { numRuns: 100 },
    );
  },
  60_000,
);

it('a change beyond what is shown is read without judging anybody', () => {
  let asked = 0;
  const check = anIncidentCheck();
  const judge: IncidentCheck['judge'] = (subject, nowMs) => {
    asked++;
    return check.judge(subject, nowMs);
  };
  const rows = Array.from({ length: INCIDENTS }, (_, number) => open(number, NOW - HOUR + number));
  const tally = aTally(rows, NOW, { ...check, judge });
  const [before, last] = [tally.result(KEY), rows.at(-1) as IncidentRow];
  tally.of(incidentSubjects).move(last, resolved(last), NOW);

  asked = 0;
  const after = tally.result(KEY);
  expect(asked).toBe(0);
  expect(after?.counts).toMatchObject({ failing: INCIDENTS - 1, passing: 1 });
  expect(after?.failing).toEqual(before?.failing);
});

const entry = (slot: number, key: number, reason = 'Late'): ListEntry => ({
  slot,
  key,
  shown: { name: `i-${slot}`, reason, since: key, dueAt: undefined },
});

it.each<{ does: (head: ListHead) => void; stands: boolean; because: string }>([
  { does: () => undefined, stands: true, because: 'nothing happened' },
  { does: (head) => head.left(9), stands: true, because: 'one that is not shown left' },
  { does: (head) => head.left(1), stands: false, because: 'one that is shown left' },
  {
    does: (head) => head.stands(9, 30, entry(9, 30).shown),
    stands: true,
    because: 'one came after all that are shown',
  },
  {
    does: (head) => head.stands(9, 20, entry(9, 20).shown),
    stands: false,
    because: 'names decide, which it does not know',
  },
  { does: (head) => head.stands(9, 5, entry(9, 5).shown), stands: false, because: 'one came before them' },
  {
    does: (head) => head.stands(2, 20, entry(2, 20).shown),
    stands: true,
    because: 'one that is shown was judged the same',
  },
  { does: (head) => head.stands(2, 20, entry(2, 20, 'Lost').shown), stands: false, because: 'it has another reason' },
  { does: (head) => head.stands(2, 15, entry(2, 15).shown), stands: false, because: 'it has another place' },
  { does: (head) => head.clear(), stands: false, because: 'everything was let go' },
])('of two shown entries: $because', ({ does, stands }) => {
  const head = new ListHead(2);
  const [first, second] = [entry(1, 10), entry(2, 20)];
  expect(head.read(() => [first, second])).toEqual([first.shown, second.shown]);
  does(head);
  let taken = 0;
  const again = head.read((count) => {
    taken = count;
    return [first];
  });
  expect(again).toHaveLength(stands ? 2 : 1);
  expect(taken).toBe(stands ? 0 : 2);
});

it('whatever comes into a list of which all is shown changes it', () => {
  const head = new ListHead(2);
  head.read(() => [entry(1, 10)]);
  head.stands(9, 99, entry(9, 99).shown);
  expect(head.read(() => [])).toEqual([]);
});
