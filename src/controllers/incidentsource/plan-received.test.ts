// When an incident was detected, although a later fact about it has a later time.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, at } from '../../../test/support/builders/compliance.ts';
import type { Item } from '../../integrations/ports/receive.ts';
import { outcomeOf } from './plan-received.ts';

const NOON = '2026-03-02T12:00:00Z';
const EARLIER = '2026-03-02T09:00:00Z';

function stored(incident: object): object | undefined {
  const record = { externalID: 'Q1', title: 't', severity: 'High', state: 'Detected', detectedAt: NOON, ...incident };
  const item = { kind: 'Incident', key: 'k', time: NOON, incident: record } as Item;
  const { records } = outcomeOf({
    received: undefined,
    arrivals: [{ receivedAt: NOON, items: [item] }],
    count: undefined,
    rowOf: (id) => (id === 'Q1' ? anIncidentRow({ detectedAt: at(EARLIER) }) : undefined),
    now: new Date(NOON),
  });
  return records[0]?.record;
}

describe('a later fact of an incident on record', () => {
  it.each([
    { because: 'it was detected before', incident: {}, want: { detectedAt: EARLIER } },
    {
      because: 'its source knows no states, so that the review decides from then on',
      incident: { stateUntil: NOON },
      want: { detectedAt: EARLIER, stateUntil: EARLIER },
    },
    {
      because: 'its state counts as long as before',
      incident: { stateUntil: '2026-03-03T12:00:00Z' },
      want: { detectedAt: EARLIER, stateUntil: '2026-03-03T12:00:00Z' },
    },
    { because: 'it is about another incident', incident: { externalID: 'Q2' }, want: { detectedAt: NOON } },
    {
      because: 'it says that it began even earlier',
      incident: { detectedAt: '2026-03-02T08:00:00Z' },
      want: { detectedAt: '2026-03-02T08:00:00Z' },
    },
  ])('has $want, because $because', ({ incident, want }) => {
    expect(stored(incident)).toMatchObject(want);
  });
});
