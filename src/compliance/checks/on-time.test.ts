// Both SLA checks while the policy is missing or cannot be read: what has missed the deadline on record is known to fail, and nothing else
// follows from that deadline.

import { describe, it } from 'vitest';
import { at } from '../../../test/support/builders/compliance.ts';
import { around, DAY, expectVerdict, HOUR, type VerdictRow } from '../../../test/support/judgement/verdict-tables.ts';
import type { IncidentRow } from '../verdict.ts';
import type { SlaChoice } from '../policies.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const BY = DETECTED + HOUR;
/** The deadlines of a policy that applied before. */
const ON_RECORD: Partial<IncidentRow> = {
  pins: {
    obligations: [],
    sla: {
      ...({ severity: 'High', policy: 'former', generation: 1, uid: undefined } as const),
      ...{ acknowledgeAfterMs: HOUR, resolveAfterMs: HOUR },
    },
  },
};
const without = (reason: Extract<SlaChoice, { ok: false }>['reason']): Pick<VerdictRow, 'incident' | 'joins'> => ({
  incident: ON_RECORD,
  joins: { slaFor: () => ({ ok: false, reason, name: 'gone' }) },
});

const rows = (overdue: string, late: string): VerdictRow[] => [
  ...around(BY, { name: 'open, the policy is missing', ...without('PolicyMissing') }, [
    'Unknown PolicyMissing',
    overdue,
  ]),
  {
    name: 'open long after, the policy cannot be read',
    because: 'it fails since the deadline on record',
    ...without('PolicyInvalid'),
    at: BY + DAY,
    want: overdue,
    since: BY,
    dueAt: BY,
  },
  {
    name: 'resolved late, the policy is missing',
    because: 'what is resolved keeps the deadline on record',
    ...without('PolicyMissing'),
    incident: { ...ON_RECORD, recordState: 'Resolved', resolvedAt: BY + 1 },
    at: BY + DAY,
    want: late,
  },
  {
    name: 'open, without a deadline on record',
    because: 'nothing is known',
    ...without('PolicyMissing'),
    incident: {},
    at: BY + DAY,
    want: 'Unknown PolicyMissing',
  },
];

describe.each([
  { type: 'ResponseOnTime', table: rows('Failing AcknowledgementOverdue', 'Failing AcknowledgedLate') },
  { type: 'ResolutionOnTime', table: rows('Failing ResolutionOverdue', 'Failing ResolvedLate') },
] as const)('$type', ({ type, table }) => {
  it.each(table)('$name at $at: $want, as $because', (row) => expectVerdict(type, row));
});
