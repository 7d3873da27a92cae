// Every pack passes its own story, from detection to closure: what each of its checks says when an incident is reported, when it is known
// what it obliges to, and once everybody was told and the review is closed. Judged offline, as `docket test` does.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { docket, Folder } from '../support/processes/command-line.ts';

const PACKS = path.resolve(import.meta.dirname, '../../config/packs');

interface Story {
  readonly pack: string;
  /** What people find out an hour and a half after detection: a loss of data, or what the incident is. */
  readonly finding: object;
  /** Whom they told, three hours after it. */
  readonly told: ReadonlyArray<readonly [recipient: string, obligation: string]>;
  readonly evidence: readonly string[];
  /** What the check of disclosure says at the report and at the finding; absent: there is none in the pack. */
  readonly check?: string;
}

const lost = (...dataTypes: string[]): object => ({ dataLoss: { assessment: 'Confirmed', dataTypes } });
const classified = (name: string): object => ({
  dataLoss: { assessment: 'None' },
  classifications: [{ name, outcome: 'Yes', at: '2026-03-02T10:30:00Z' }],
});

const STORIES: readonly Story[] = [
  { pack: 'soc2', finding: { dataLoss: { assessment: 'None' } }, told: [], evidence: ['Report'] },
  { pack: 'iso27001', finding: { dataLoss: { assessment: 'None' } }, told: [], evidence: ['Report'] },
  {
    pack: 'pci-dss',
    finding: lost('CardholderData'),
    told: [
      ['Acquirer', 'acquirer'],
      ['PaymentBrands', 'payment-brands'],
    ],
    evidence: ['Log', 'Notification'],
    check: 'pci-dss-data-loss-reported',
  },
  {
    pack: 'gdpr',
    finding: lost('PersonalDataHighRisk'),
    told: [
      ['SupervisoryAuthority', 'supervisory-authority-high-risk'],
      ['AffectedPersons', 'affected-persons'],
    ],
    evidence: ['Notification'],
    check: 'gdpr-data-loss-reported',
  },
  {
    pack: 'hipaa',
    finding: lost('HealthData'),
    told: [
      ['AffectedPersons', 'individuals'],
      ['SecretaryOfHHS', 'secretary'],
    ],
    evidence: ['RiskAssessment', 'Notification'],
    check: 'hipaa-data-loss-reported',
  },
  {
    pack: 'nis2',
    finding: classified('NIS2Significant'),
    told: [
      ['CSIRT', 'early-warning'],
      ['CSIRT', 'incident-notification'],
      ['CSIRT', 'final-report'],
    ],
    evidence: [],
    check: 'nis2-disclosures-made',
  },
  {
    pack: 'dora',
    finding: classified('DORAMajor'),
    told: [
      ['CompetentAuthority', 'initial-notification'],
      ['CompetentAuthority', 'intermediate-report'],
      ['CompetentAuthority', 'final-report'],
    ],
    evidence: [],
    check: 'dora-disclosures-made',
  },
  {
    pack: 'sec-8k',
    finding: classified('SECMaterial'),
    told: [['SEC', 'form-8-k']],
    evidence: [],
    check: 'sec-8k-disclosures-made',
  },
];

const apiVersion = 'docket.dev/v1alpha1';

function packObjects(pack: string): object[] {
  return readdirSync(path.join(PACKS, pack))
    .filter((file) => file !== 'kustomization.yaml')
    .flatMap((file) => parseAllDocuments(readFileSync(path.join(PACKS, pack, file), 'utf8')))
    .map((document) => document.toJS() as object);
}

const incident = (fields: object = {}): object => ({
  apiVersion,
  kind: 'Incident',
  metadata: { name: 'story' },
  spec: { title: 'A story', severity: 'High', detectedAt: '2026-03-02T09:00:00Z', ...fields },
});
const review = (fields: object): object => ({
  apiVersion,
  kind: 'IncidentReview',
  metadata: { name: 'story' },
  spec: {
    incidentRef: { name: 'story' },
    acknowledgedAt: '2026-03-02T09:10:00Z',
    awareAt: '2026-03-02T10:00:00Z',
    ...fields,
  },
});

/** What each check of the pack says at an instant, by name. */
async function resultsAt(now: string, objects: readonly object[]): Promise<Record<string, string>> {
  await using folder = await Folder.with({ 'all.yaml': [...objects] });
  const { out, err } = await docket('test', folder.path, '--now', now, '-o', 'json');
  expect(err).toBe('');
  const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ name: string; result: string; reason: string }> };
  return Object.fromEntries(checks.map(({ name, result }) => [name, result]));
}

describe('every pack', () => {
  it('has a story', () => {
    const packs = readdirSync(PACKS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(STORIES.map(({ pack }) => pack).toSorted()).toEqual(packs.map(({ name }) => name).toSorted());
  });

  it.each(STORIES)(
    '$pack passes its own story from detection to closure',
    async ({ pack, finding, told, evidence, check }) => {
      const objects = packObjects(pack);
      const reported = await resultsAt('2026-03-02T09:05:00Z', [...objects, incident()]);
      expect(Object.values(reported)).not.toContain('Unknown');
      const found = await resultsAt('2026-03-02T11:00:00Z', [
        ...objects,
        incident(),
        review({ ...finding, state: 'Investigating' }),
      ]);
      if (check !== undefined) {
        expect(reported[check]).toBe('Due');
        expect(found[check]).toBe('Failing');
      }
      const disclosures = told.map(([recipient, obligation], index) => ({
        recipient,
        obligation,
        notifiedAt: `2026-03-02T${13 + index}:00:00Z`,
      }));
      const holder = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'story' },
        data: Object.fromEntries(evidence.map((kind) => [kind, kind])),
      };
      const closed = review({
        ...finding,
        state: 'Closed',
        disclosures,
        evidence: evidence.map((kind) => ({
          name: kind.toLowerCase(),
          kind,
          configMapRef: { name: 'story', key: kind },
          sha256: createHash('sha256').update(kind).digest('hex'),
        })),
        closure: {
          summary: 'What happened and what was done.',
          rootCause: 'Why it could happen.',
          preventionMeasures: ['What keeps it from happening again'],
          reviewer: 'ciso@example.com',
          closedAt: '2026-03-03T10:00:00Z',
        },
      });
      const end = await resultsAt('2026-03-03T12:00:00Z', [
        ...objects,
        incident({ state: 'Resolved', resolvedAt: '2026-03-03T08:00:00Z' }),
        closed,
        holder,
      ]);
      expect(end).toEqual(Object.fromEntries(Object.keys(reported).map((name) => [name, 'Passing'])));
    },
  );
});
