// The data for the histories in the tally's property tests: checks of every type and with every kind of verdict, policies, and contents of
// reviews. All deadlines are whole hours, so that steps of the clock reach them exactly.

import type { ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicySpec } from '../../../src/api/v1alpha1/slapolicy.gen.ts';
import { EVALUATING } from '../../../src/compliance/checks/check-type.ts';
import type { Closure, Disclosure, Evidence } from '../../../src/compliance/reviews/review-row.ts';
import type { Verdict } from '../../../src/compliance/verdict.ts';
import { anIncidentCheck, type IncidentCheck } from '../builders/compliance.ts';
import { aClassified, anObligationSpec } from '../builders/policies.ts';
import type { IncidentSubject } from '../../../src/compliance/subjects/incident.ts';

/** Of an approval that nobody has noted yet. */
export const ANYTHING = { subjects: undefined, check: undefined } as const;

export const HOUR = 3_600_000;
/** Where the clock of every history starts. */
export const START = 48 * HOUR;

/** Due, then failing, then failing for another reason: a verdict that changes twice by time alone. */
function deadlines({ row }: IncidentSubject, nowMs: number): Verdict {
  if (row.resolvedAt !== undefined) return { result: 'Passing', reason: 'Told' };
  const dueAt = row.detectedAt + 2 * HOUR;
  const overAt = row.detectedAt + 4 * HOUR;
  if (nowMs <= dueAt) return { result: 'Due', reason: 'Owed', since: row.detectedAt, dueAt, holdsUntil: dueAt };
  if (nowMs <= overAt) return { result: 'Failing', reason: 'Late', since: dueAt, dueAt, holdsUntil: overAt };
  return { result: 'Failing', reason: 'TooLate', since: overAt, dueAt };
}

/** Passes until something expires, then fails by time alone. Unknown when there is nothing. */
function expiry({ row }: IncidentSubject, nowMs: number): Verdict {
  if (row.acknowledgedAt === undefined) return { result: 'Unknown', reason: 'NoEvidence', since: row.detectedAt };
  const until = row.acknowledgedAt + 3 * HOUR;
  if (nowMs <= until) return { result: 'Passing', reason: 'Valid', holdsUntil: until };
  return { result: 'Failing', reason: 'Expired', since: until };
}

const later = (): Verdict => EVALUATING;

/** An obligation without a deadline. */
function undated({ row }: IncidentSubject): Verdict {
  return row.severity === 'Critical' ? { result: 'Due', reason: 'OwedUndated' } : { result: 'Failing', reason: 'Bad' };
}

const custom = (judge: IncidentCheck['judge'], selector: object = {}): IncidentCheck => ({
  ...anIncidentCheck({ selector }),
  judge,
});
/** Created two hours into every history. */
const typed = (type: ComplianceCheckSpec['type'], spec: Partial<ComplianceCheckSpec> = {}): IncidentCheck =>
  anIncidentCheck({ type, ...spec }, { creationTimestamp: '1970-01-03T02:00:00Z' });

export const VARIANTS: readonly IncidentCheck[] = [
  typed('IncidentClosed'),
  typed('IncidentClosed', { selector: { severities: ['Critical'] }, gracePeriod: '3h' }),
  typed('IncidentClosed', { selector: { detectedWithin: '6h' }, gracePeriod: '1h' }),
  custom(deadlines),
  custom(deadlines, { detectedWithin: '3h', severities: ['High'] }),
  custom(expiry),
  custom(undated),
  custom(later),
  typed('IncidentClosed', { suspend: true }),
  typed('ResponseOnTime'),
  typed('ResponseOnTime', { selector: { detectedWithin: '6h' }, gracePeriod: '1h' }),
  typed('ResolutionOnTime'),
  typed('ResolutionOnTime', { selector: { severities: ['High'] }, gracePeriod: '2h' }),
  typed('DataLossReported'),
  typed('DataLossReported', { dataLossReported: { severities: ['Critical'], within: '2h' }, gracePeriod: '1h' }),
  typed('DisclosuresMade', { disclosuresMade: { severities: ['Critical', 'High'], within: '3h' } }),
  typed('EvidenceUploaded'),
  typed('EvidenceUploaded', {
    evidenceUploaded: { required: 'Always', kinds: ['Log', 'Mail'], verification: 'Verified' },
    gracePeriod: '2h',
  }),
  typed('ReviewComplete', { reviewComplete: { within: '2h' } }),
  typed('ReviewComplete', { reviewComplete: { within: '0s' }, gracePeriod: '1h' }),
];

/** Undefined stands for a missing policy. Two of these policies cannot be read. */
export const SLA_SPECS: ReadonlyArray<Partial<SLAPolicySpec> | undefined> = [
  undefined,
  { targets: [{ severity: 'High', acknowledgeWithin: '1h', resolveWithin: '2h' }] },
  { targets: [{ severity: 'Critical', acknowledgeWithin: '2h', resolveWithin: '3h' }], default: true },
  { targets: [{ severity: 'High', acknowledgeWithin: '2h' }], appliesTo: { namespaces: ['a'] } },
  {
    targets: [{ severity: 'High', resolveWithin: '3h' }],
    calendar: { timeZone: 'UTC', days: ['Sat', 'Sun'], hours: { start: '06:00', end: '12:00' } },
  },
  { targets: [{ severity: 'High', resolveWithin: 'soon' }], appliesTo: { namespaces: ['b'] } },
  { targets: [{ severity: 'High', resolveWithin: 'soon' }], default: true },
];

/** Undefined stands for a missing policy. The last of these policies cannot be read. */
export const DISCLOSURE_SPECS: ReadonlyArray<Partial<DisclosurePolicySpec> | undefined> = [
  undefined,
  { assessWithin: '2h', obligations: [anObligationSpec({ clocks: [{ start: 'Aware', within: '1h' }] })] },
  {
    assessWithin: '4h',
    obligations: [
      anObligationSpec({
        name: 'early',
        clocks: [
          { start: 'Classified', within: '1h' },
          { start: 'Aware', within: '4h' },
        ],
      }),
      anObligationSpec({ name: 'full', clocks: [{ start: 'Disclosed', of: 'early', within: '2h' }] }),
    ],
  },
  {
    assessWithin: '5h',
    appliesTo: { severities: ['Critical'] },
    obligations: [
      anObligationSpec({
        dataType: 'PHI',
        recipient: 'Customers',
        clocks: [{ start: 'Resolved', within: '2h' }],
      }),
    ],
  },
  { assessWithin: '3h', obligations: [aClassified({ clocks: [{ start: 'Classified', within: '2h' }] })] },
  { obligations: [anObligationSpec({ clocks: [] })], appliesTo: { severities: ['High'] } },
];

const told = (recipient: string, hours: number, obligation = ''): Disclosure => ({
  recipient,
  obligation,
  notifiedAt: hours * HOUR,
});

/** Times are offsets, as are all below. */
export const DISCLOSURES: ReadonlyArray<readonly Disclosure[]> = [
  [],
  [],
  [told('Authority', -3)],
  [told('Authority', -1), told('Authority', 0)],
  [told('Authority', -1, 'full')],
  [told('Customers', -2)],
  [told('Authority', 3), told('Customers', 3)],
  [told('Authority', 4), told('Authority', 5)],
  [told('Customers', 0, 'notice'), told('Authority', 0)],
];

const item = (kind: string, state: Evidence['state'], hours?: number): Evidence => {
  return {
    name: `${kind}-${state}-${hours ?? ''}`,
    kind,
    state,
    expiresAt: hours === undefined ? undefined : hours * HOUR,
  };
};

export const EVIDENCE: ReadonlyArray<readonly Evidence[]> = [
  [],
  [item('Log', 'Attested')],
  [item('Log', 'Attested', 2), item('Log', 'Verified', -1)],
  [item('Log', 'Pending', 1)],
  [item('Log', 'Sealed'), item('Mail', 'Sealed', 2)],
  [item('Log', 'Verified', 3), item('Mail', 'Verified', 1)],
  [item('Log', 'Verified', 1), item('Mail', 'Attested', 2)],
  [item('Log', 'Mismatch'), item('Mail', 'Pending', 2), item('Mail', 'Missing')],
  [item('Mail', 'Verified', -2), item('Log', 'Pending')],
  [item('Log', 'Sealed', 2), item('Mail', 'Verified')],
];

const closure = (isWhole: boolean, hours?: number): Closure => ({
  summary: true,
  rootCause: isWhole,
  prevention: true,
  reviewer: true,
  closedAt: hours === undefined ? undefined : hours * HOUR,
});

export const CLOSURES: ReadonlyArray<Closure | undefined> = [
  undefined,
  closure(true),
  closure(true, -2),
  closure(false, -1),
];
