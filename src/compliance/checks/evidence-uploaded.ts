// EvidenceUploaded: the evidence that is asked for is attached to the review of each selected incident, has not expired, and is what
// its hash says where that is asked for.

import { outOfOrder } from '../contradictions.ts';
import type { Evidence } from '../reviews/review-row.ts';
import { earliest, rfc3339 } from '../../base/instants.ts';
import type { JoinedIncident } from '../joined-incident.ts';
import { incidentCheck, type IncidentSubject, type IncidentVerdict } from '../subjects/incident.ts';
import { assessmentFact } from './facts.ts';
import { failing, passing, unknown } from './verdicts.ts';

const reasons = {
  EvidenceUploaded: 'Every kind of evidence that is asked for is attached and stands.',
  EvidenceNotRequired: 'No loss of data is confirmed, and evidence is asked for only then.',
  EvidenceMissing: 'Evidence that is asked for is not attached, or what it refers to does not exist.',
  EvidenceMismatch: 'Evidence is not what its hash says.',
  EvidenceExpired: 'Evidence has expired.',
  EvidenceUnverified: 'Evidence is attached whose hash nobody can compare, and verified evidence is asked for.',
  EvidencePending: 'The evidence has not been looked at yet as it stands.',
  EvidenceSealed: 'The evidence is encrypted in the files, or made in the cluster: only there can it be compared.',
} as const;

interface Parameters {
  readonly always: boolean;
  /** Empty: one item of whatever kind will do. */
  readonly kinds: readonly string[];
  readonly verified: boolean;
}

const NOT_REQUIRED = passing('EvidenceNotRequired');

/** The worst comes first: of several pieces of a kind the best one counts, of several kinds the worst. */
const PROBLEMS = [
  'EvidenceMissing',
  'EvidenceMismatch',
  'EvidenceExpired',
  'EvidenceUnverified',
  'EvidencePending',
  'EvidenceSealed',
] as const;
type Problem = (typeof PROBLEMS)[number];

const isUnknown = (problem: Problem): boolean => problem === 'EvidencePending' || problem === 'EvidenceSealed';

const evidenceUploadedVerdict: IncidentVerdict<Parameters> = (subject, { parameters }, nowMs) => {
  const { review } = subject;
  if (!parameters.always && review?.assessment !== 'Confirmed') return NOT_REQUIRED;
  const found = perKind(review?.evidence ?? [], parameters.kinds).map((items) =>
    bestOf(items, parameters.verified, nowMs),
  );
  const problem = PROBLEMS.find((candidate) => found.some((one) => one.problem === candidate));
  const until = earliest(found.map((one) => one.until));
  if (problem === undefined) return passing('EvidenceUploaded', until);
  if (isUnknown(problem)) return unknown(problem, subject.detectedAt, until);
  const expiredAt = problem === 'EvidenceExpired' ? earliest(found.map((one) => one.expiredAt)) : undefined;
  return failing(problem, expiredAt ?? owedSince(subject), expiredAt, until);
};

/** The items of each wanted kind; all as one where no kind is named. */
function perKind(evidence: readonly Evidence[], kinds: readonly string[]): (readonly Evidence[])[] {
  return kinds.length === 0 ? [evidence] : kinds.map((kind) => evidence.filter((one) => one.kind === kind));
}

function owedSince({ detectedAt, review }: IncidentSubject): number {
  return review?.awareAt ?? detectedAt;
}

/** How one kind stands, and until when: whatever is not missing or refuted expires. */
interface Found {
  readonly problem: Problem | undefined;
  readonly until: number | undefined;
  readonly expiredAt?: number | undefined;
}

const NOTHING: Found = { problem: 'EvidenceMissing', until: undefined };

/** Of several the one with the least of a problem; among equals the one that stands, or stood, longest. */
function bestOf(items: readonly Evidence[], verified: boolean, nowMs: number): Found {
  return items.map((item) => foundIn(item, verified, nowMs)).toSorted(byWorth)[0] ?? NOTHING;
}

function byWorth(a: Found, b: Found): number {
  const rank = ({ problem }: Found): number => (problem === undefined ? PROBLEMS.length : PROBLEMS.indexOf(problem));
  const last = ({ until, expiredAt }: Found): number => until ?? expiredAt ?? Number.MAX_VALUE;
  return rank(b) - rank(a) || last(b) - last(a);
}

function foundIn({ state, expiresAt }: Evidence, verified: boolean, nowMs: number): Found {
  if (state === 'Missing') return NOTHING;
  if (state === 'Mismatch') return { problem: 'EvidenceMismatch', until: undefined };
  if (expiresAt !== undefined && nowMs > expiresAt)
    return { problem: 'EvidenceExpired', until: undefined, expiredAt: expiresAt };
  if (state === 'Pending') return { problem: 'EvidencePending', until: expiresAt };
  if (state === 'Sealed') return { problem: 'EvidenceSealed', until: expiresAt };
  if (verified && state !== 'Verified') return { problem: 'EvidenceUnverified', until: expiresAt };
  return { problem: undefined, until: expiresAt };
}

export const evidenceUploaded = incidentCheck<Parameters>({
  reasons,
  order: ({ detectedAt }, { holdsUntil }) => outOfOrder('EvidenceExpiredBeforeDetected', detectedAt, holdsUntil),
  facts: (incident) => [assessmentFact(incident), ...evidenceFacts(incident)],
  parameters: ({ evidenceUploaded: { required = 'OnDataLoss', kinds = [], verification = 'Attested' } = {} }) => ({
    ok: true,
    value: { always: required === 'Always', kinds, verified: verification === 'Verified' },
  }),
  verdict: evidenceUploadedVerdict,
});

function evidenceFacts({ review }: JoinedIncident): string[] {
  const evidence = review?.evidence ?? [];
  return evidence.length === 0 ? ['no evidence is attached'] : evidence.map(evidenceFact);
}

function evidenceFact({ name, kind, state, expiresAt }: Evidence): string {
  return `evidence ${name} (${kind}): ${state}${expiresAt === undefined ? '' : `, until ${rfc3339(expiresAt)}`}`;
}
