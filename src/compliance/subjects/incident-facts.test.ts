import { describe, expect, it } from 'vitest';

import { anIncident, at } from '../../../test/support/builders/compliance.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import { incidentRow } from '../rows.ts';
import { incidentSubjects } from './incident.ts';

const owed = (dueAt: string): Incident['status'] => ({
  deadlines: {
    acknowledgeBy: '2026-03-02T09:15:00Z',
    slaPolicy: { name: 'built-in', generation: 0 },
    disclose: [{ policy: 'gdpr', policyGeneration: 1, obligation: 'authority', recipient: 'dpa', dueAt }],
  },
});

const rowOf = (status: Incident['status'], resourceVersion = '1') =>
  incidentRow(anIncident({}, { ...(status && { status }), metadata: { name: 'a', resourceVersion } }));

const DUE = '2026-03-05T09:00:00Z';

describe('what makes a row of an incident another one', () => {
  it.each([
    { name: 'the very same object', because: 'nothing changed', before: owed(DUE), after: owed(DUE), want: true },
    {
      name: 'a deadline that moved',
      because: 'what is stored decides once the incident is resolved',
      before: owed(DUE),
      after: owed('2026-03-06T09:00:00Z'),
      want: false,
    },
    { name: 'the first deadlines', because: 'there were none', before: undefined, after: owed(DUE), want: false },
  ])('$name: $because', ({ before, after, want }) => {
    expect(incidentSubjects.hasSameFacts(rowOf(before), rowOf(after, '2'))).toBe(want);
  });

  it('tells an incident that was detected at another time', () => {
    const row = rowOf(owed(DUE));
    expect(incidentSubjects.hasSameFacts(row, { ...row, detectedAt: at('2026-03-02T08:00:00Z') })).toBe(false);
  });
});
