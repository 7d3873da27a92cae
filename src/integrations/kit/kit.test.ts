// Code of the kit that the providers' own tests do not cover: bounded caches, severities by several hints, schema faults.

import { Ajv } from 'ajv';
import { expect, it } from 'vitest';

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { accountKey, createAccounts, keepNewest } from './accounts.ts';
import { Passes } from './passes.ts';
import { schemaFault } from './schema-fault.ts';
import { severityOf, type SeverityHint, type SeverityVerdict } from './severity.ts';

it('returns the same account for the same key, and evicts the least recently used beyond 500', () => {
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  let made = 0;
  const accountOf = createAccounts(() => ++made);
  expect([accountOf('a', clock), accountOf('b', clock), accountOf('a', clock)]).toEqual([1, 2, 1]);
  for (let n = 0; n < 499; n++) accountOf(`k${n}`, clock);
  expect(accountOf('a', clock)).toBe(1);
  expect(accountOf('b', clock)).toBe(502);
});

it('account keys are unambiguous and show no credential', () => {
  expect(accountKey(['ab', 'c'])).not.toBe(accountKey(['a', 'bc']));
  expect(accountKey(['host', 'secret-token'])).toMatch(/^[0-9a-f]{64}$/);
});

it('a bounded map keeps the entries that were set last', () => {
  const map = new Map<string, number>();
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    keepNewest(map, { key, value, max: 2 });
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});

it.each([
  { passes: ['ab'], whole: false, because: 'one pass may have missed what moved' },
  { passes: ['ab', 'ab'], whole: true, because: 'nothing left while the first was read' },
  { passes: ['ab', 'abc'], whole: false, because: 'c was hidden from the first' },
  { passes: ['ab', 'a'], whole: false, because: 'b left, and may have hidden another one from both' },
  { passes: ['ab', 'a', 'a'], whole: true, because: 'nothing left while the second was read' },
  { passes: ['abc', 'ab', 'abc'], whole: false, because: 'c was hidden from the second' },
  { passes: ['abc', 'abcN'], whole: true, because: 'N was made since' },
])('a listing in the passes $passes is whole: $whole, as $because', ({ passes: read, whole }) => {
  const passes = new Passes();
  const ends = read.map((rows) => {
    passes.note('z');
    passes.again();
    for (const row of rows) passes.note(row, { isNew: row === 'N' });
    return passes.end();
  });
  expect(ends.at(-1)).toBe(whole);
});

const PRIORITY = { p1: 'Critical' } as const;
const URGENCY = { high: 'Medium' } as const;
const hints = (priority?: string | null, urgency?: string | null): SeverityHint[] => [
  { value: priority, names: PRIORITY },
  { value: urgency, names: URGENCY },
];

it.each<{ of: SeverityHint[]; want: [Severity, string?]; because: string }>([
  { of: hints('P1', 'high'), want: ['Critical'], because: 'the first hint that is there decides' },
  { of: hints(null, 'High'), want: ['Medium'], because: 'the next one stands in for it' },
  { of: hints('sev-9', 'high'), want: ['High', 'sev-9'], because: 'an unknown value is High and reported' },
  {
    of: hints('constructor'),
    want: ['High', 'constructor'],
    because: 'a name of the language is no name of a severity',
  },
  { of: hints(), want: ['High'], because: 'no value at all is High, and nothing to report' },
])('$of maps to $want: $because', ({ of, want: [severity, unmapped] }) => {
  const { sourceSeverity: _stated, ...verdict } = severityOf(of, []);
  expect(verdict).toEqual({ severity, ...(unmapped === undefined ? {} : { unmapped }) });
});

it.each<{ of: SeverityHint[]; from: string; to: Severity; want: SeverityVerdict; because: string }>([
  {
    ...{ of: hints('P1', 'high'), from: 'HIGH', to: 'Low' },
    want: { severity: 'Low', ownSeverity: 'Critical' },
    because: 'the map goes first, also by a later hint, and the vendor means more',
  },
  {
    ...{ of: hints('sev-9', 'high'), from: 'sev-9', to: 'Info' },
    want: { severity: 'Info' },
    because: 'nobody knows what the value means but the map',
  },
  {
    ...{ of: hints(null, 'high'), from: 'high', to: 'Medium' },
    want: { severity: 'Medium' },
    because: 'it means as much',
  },
  {
    ...{ of: hints(null, 'high'), from: 'high', to: 'Critical' },
    want: { severity: 'Critical' },
    because: 'it is raised',
  },
])('a map from $from to $to gives $want: $because', ({ of, from, to, want }) => {
  const { sourceSeverity: _stated, ...verdict } = severityOf(of, [{ from, to }]);
  expect(verdict).toEqual(want);
});

it.each<{ of: SeverityHint[]; want: SeverityVerdict['sourceSeverity']; because: string }>([
  { of: hints('P1', 'high'), want: { value: 'P1 / high' }, because: 'a map may be asked with each of them' },
  { of: hints(null, 'high'), want: { value: 'high' }, because: 'only one is there' },
  { of: hints(), want: undefined, because: 'the vendor says nothing' },
  {
    of: [{ value: 'S1', names: {}, field: 'Impact' }, ...hints('P1')],
    want: { value: 'S1 / P1', field: 'Impact' },
    because: 'the spec chose the field',
  },
  { of: hints('P1\u0000'), want: { value: 'P1' }, because: 'it is text from outside, as one line' },
])('what a vendor says is $want, whatever the map says: $because', ({ of, want }) => {
  expect(severityOf(of, []).sourceSeverity).toEqual(want);
  expect(severityOf(of, [{ from: 'P1', to: 'Info' }]).sourceSeverity).toEqual(want);
});

it.each([
  { item: {}, want: { reason: 'MissingField', detail: "finding: must have required property 'id'" } },
  { item: { id: 7 }, want: { reason: 'WrongType', detail: '/id: must be string' } },
  { item: { id: 'x', ids: [] }, want: { reason: 'MissingField', detail: '/ids: must NOT have fewer than 1 items' } },
] as const)('the fault of $item is $want.reason', ({ item, want }) => {
  const validate = new Ajv().compile({
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, ids: { type: 'array', minItems: 1 } },
  });
  expect(validate(item)).toBe(false);
  expect(schemaFault(validate, 'finding')).toEqual(want);
});
