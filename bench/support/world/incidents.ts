// The incidents of the generated world and the reviews of a tenth of them. Their facts repeat with a period, which is the size of the
// smaller world: an incident of the larger one has a twin in the smaller, and the same change of both is the same work.

import { incidentName } from '../../../src/api/names.ts';
import type { Incident, IncidentSpec } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentReview, IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import {
  CATEGORIES,
  DAY,
  EVENING,
  HOUR,
  metadata,
  MINUTE,
  NOW,
  pick,
  rfc3339At,
  SEVERITIES,
  SOURCE,
  spread,
  TEAMS,
  ZONES,
} from './vocabulary.ts';

/** How many days before the last evening an incident was detected: its deadlines are over, and no window ends for weeks. */
const FIRST_DAY = 3;
const LAST_DAY = 59;
/** Time between the deadlines of the ticking incidents. */
const TICK_MS = 7_000;

/** How an incident differs from the others of its world. */
export interface Trait {
  /** The seed of its facts. */
  readonly draw: number;
  readonly detectedAt: number;
  readonly isOpen: boolean;
  /** One in ten. */
  readonly isReviewed: boolean;
  /** Mirrored from the source; the others were reported. */
  readonly isMirrored: boolean;
}

/** One in ten is open, and one in ten is reviewed. */
export function traitOf(number: number, period: number): Trait {
  const draw = spread(number % period);
  const days = FIRST_DAY + ((draw >>> 3) % (LAST_DAY - FIRST_DAY + 1));
  return {
    draw,
    // Twins are seconds apart, as no two incidents are detected at the same instant.
    detectedAt: EVENING - days * DAY + Math.floor(number / period) * 1_000,
    isOpen: (draw >>> 9) % 10 === 0,
    isReviewed: (draw >>> 14) % 10 === 0,
    isMirrored: (draw >>> 19) % 2 === 0,
  };
}

export function worldIncident(number: number, trait: Trait, isOpen = trait.isOpen): Incident {
  const { draw, isMirrored } = trait;
  const facts: IncidentSpec = {
    title: `Disk ${number} is filling up on a machine of the fleet`,
    severity: pick(SEVERITIES, draw),
    category: pick(CATEGORIES, draw >>> 5),
    zone: pick(ZONES, draw >>> 7),
    service: `service-${draw % 20}`,
    detectedAt: rfc3339At(trait.detectedAt),
    ...lifeOf(trait, isOpen),
  };
  const labels = { team: pick(TEAMS, draw >>> 11) };
  if (!isMirrored) return incident(reportedName(number), { ...facts, origin: 'Reported' }, labels);
  const externalID = externalIdOf(number);
  const name = incidentName({ provider: 'fixture', source: SOURCE, externalID });
  return incident(name, { sourceRef: { name: SOURCE }, externalID, origin: 'Fixture', ...facts }, labels);
}

/** The last instant at which nothing of a ticking incident is late: it has to be acknowledged within the hour. */
export const firstDeadlineOf = (tick: number): number => NOW + tick * TICK_MS + HOUR;

/** An incident whose deadlines pass one after the other in the measured hours, never together with those of another. */
export function tickingIncident(tick: number): Incident {
  const detectedAt = firstDeadlineOf(tick) - HOUR;
  const life = { state: 'Detected', detectedAt: rfc3339At(detectedAt) } as const;
  const facts = { title: `Fresh ${tick}`, severity: 'High', category: 'Outage', zone: 'emea', ...life } as const;
  return incident(`ticking-${tick}`, { ...facts, origin: 'Reported' }, { team: pick(TEAMS, tick) });
}

function lifeOf(
  { draw, detectedAt }: Trait,
  isOpen: boolean,
): Pick<IncidentSpec, 'state' | 'acknowledgedAt' | 'resolvedAt'> {
  const isTakenOn = draw % 3 !== 0;
  const taken = isTakenOn ? { acknowledgedAt: rfc3339At(detectedAt + (draw % 7) * 10 * MINUTE) } : {};
  if (isOpen) return { ...taken, state: isTakenOn ? 'Triaging' : 'Detected' };
  return { ...taken, state: 'Resolved', resolvedAt: rfc3339At(detectedAt + (1 + (draw % 2)) * DAY) };
}

/** What reviews say of data loss, and whether they are complete. */
const REVIEW_SPECS: ReadonlyArray<(detectedAt: number) => IncidentReviewSpec> = [
  (at) => ({ dataLoss: { assessment: 'None' }, closure: closure(at) }),
  () => ({ dataLoss: { assessment: 'Suspected' } }),
  (at) => ({
    ...confirmed(at),
    disclosures: [
      { recipient: 'Authority', obligation: '', notifiedAt: rfc3339At(at + DAY) },
      { recipient: 'Persons', obligation: '', notifiedAt: rfc3339At(at + 20 * DAY) },
    ],
    evidence: [
      { name: 'report', kind: 'Report', uri: 'https://wiki.example.com/r', expiresAt: rfc3339At(at + 60 * DAY) },
      { name: 'log', kind: 'Log', uri: 'https://wiki.example.com/l' },
    ],
    closure: closure(at),
  }),
  (at) => ({ ...confirmed(at), evidence: [{ name: 'report', kind: 'Report', uri: 'https://wiki.example.com/r' }] }),
];

/** `turn` 0 is what the review says at first; other turns say something else. */
export function worldReview(number: number, { draw, detectedAt, isMirrored }: Trait, turn = 0): IncidentReview {
  const said = pick(REVIEW_SPECS, (draw >>> 22) + turn)(detectedAt);
  const about = isMirrored
    ? { external: { sourceName: SOURCE, externalID: externalIdOf(number) } }
    : { incidentRef: { name: reportedName(number) } };
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentReview',
    metadata: metadata(`review-${number}`),
    spec: { ...about, owner: 'maria@example.com', ...said },
  };
}

function confirmed(at: number): IncidentReviewSpec {
  return {
    awareAt: rfc3339At(at),
    classifiedAt: rfc3339At(at + HOUR / 2),
    dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData', 'CustomerData'] },
  };
}

function closure(at: number): NonNullable<IncidentReviewSpec['closure']> {
  return {
    summary: 'A disk filled up.',
    rootCause: 'Nobody rotated the logs.',
    preventionMeasures: ['Logs are rotated.'],
    reviewer: 'ciso@example.com',
    closedAt: rfc3339At(at + 3 * DAY),
  };
}

export const reportedName = (number: number): string => `reported-${number}`;
const externalIdOf = (number: number): string => `Q${number.toString(36).toUpperCase().padStart(13, '0')}`;

function incident(name: string, spec: IncidentSpec, labels: Readonly<Record<string, string>>): Incident {
  return { apiVersion: 'docket.dev/v1alpha1', kind: 'Incident', metadata: metadata(name, labels), spec };
}
