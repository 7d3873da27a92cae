// The packs of config/packs: a cluster takes them as they are, their checks and policies compile, each says what it rests on,
// and the example policies have the deadlines that their articles name.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { DOCKET_KINDS } from '../../src/api/kinds.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { ComplianceCheck } from '../../src/api/v1alpha1/compliancecheck.gen.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import type { DisclosurePolicy } from '../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import { compileCheck } from '../../src/compliance/checks/compile.ts';
import { compileDisclosurePolicy } from '../../src/compliance/disclosure/policy.ts';
import { obligationsOf, type DisclosureReview, type DisclosureRules } from '../../src/compliance/disclosure.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { systemClock } from '../../src/base/clock.ts';

const PACKS = path.resolve(import.meta.dirname, '../../config/packs');
const textOf = (file: string): string => readFileSync(path.join(PACKS, file), 'utf8');
const packs = readdirSync(PACKS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, files: readdirSync(path.join(PACKS, name)) }));

const objects = packs.flatMap(({ name: pack, files }) =>
  files
    .filter((file) => file !== 'kustomization.yaml')
    .flatMap((file) => parseAllDocuments(textOf(`${pack}/${file}`)).map((document) => document.toJS() as KubeObject))
    .map((object) => ({ pack, kind: (object as { kind?: string }).kind ?? '', name: object.metadata.name, object })),
);
const checks = objects.filter(({ kind }) => kind === 'ComplianceCheck');
const policies = objects.filter(({ kind }) => kind === 'DisclosurePolicy');

/** As the packs name them in `controls`. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  soc2: 'SOC2',
  iso27001: 'ISO27001',
  'pci-dss': 'PCI-DSS',
  gdpr: 'GDPR',
  hipaa: 'HIPAA',
  nis2: 'NIS2',
  dora: 'DORA',
  'sec-8k': 'SEC',
};

/** An object as an API server hands it out: with its defaults. */
async function stored<T extends KubeObject>(object: KubeObject): Promise<T> {
  const { client, unknownFields } = createMemoryCluster({ crds: CRDS, clock: systemClock });
  const type = DOCKET_KINDS.find(({ kind }) => kind === (object as { kind?: string }).kind);
  if (type === undefined) throw new Error(`${object.metadata.name} is of no kind of docket.dev`);
  expect(unknownFields(object)).toEqual([]);
  const metadata = { ...object.metadata, ...(type.namespaced ? { namespace: 'default' } : {}) };
  return client.create(type, { ...object, metadata }) as Promise<T>;
}

async function rulesOf(pack: string): Promise<DisclosureRules> {
  const found = policies.find((each) => each.pack === pack);
  if (found === undefined) throw new Error(`config/packs/${pack} has no DisclosurePolicy`);
  const compiled = compileDisclosurePolicy(await stored<DisclosurePolicy>(found.object));
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.policy;
}

describe('the packs', () => {
  it.each(packs)('$name applies all of its files, and says what they are', ({ name, files }) => {
    const { resources } = parse(textOf(`${name}/kustomization.yaml`)) as { resources: string[] };
    expect(resources).toEqual(files.filter((file) => file !== 'kustomization.yaml'));
    for (const file of resources)
      expect(textOf(`${name}/${file}`).replaceAll(/\n# /g, ' ')).toContain('no legal advice');
    expect(textOf('README.md')).toContain(`| \`${name}\``);
  });

  it.each(checks)('$name is taken, compiles, and is evidence for its framework', async ({ pack, name, object }) => {
    const check = await stored<ComplianceCheck>(object);
    expect(compileCheck(check)).toMatchObject({ ok: true });
    expect(name.startsWith(`${pack}-`)).toBe(true);
    expect(check.spec.controls?.length).toBeGreaterThan(0);
    expect(new Set(check.spec.controls?.map(({ framework }) => framework))).toEqual(new Set([FRAMEWORKS[pack]]));
    expect(check.spec.remediation).not.toBe('');
  });

  it('have checks for every framework', () => {
    expect(new Set(checks.map(({ pack }) => pack))).toEqual(new Set(Object.keys(FRAMEWORKS)));
  });

  it.each([
    ['soc2', 'AccessRemoved', 'CC6.2'],
    ['soc2', 'AccessRemoved', 'CC6.3'],
    ['soc2', 'AccessValid', 'CC6.3'],
    ['iso27001', 'AccessReviewed', 'A.5.18'],
    ['pci-dss', 'AccessReviewed', '7.2.4'],
    ['pci-dss', 'AccessRemoved', '8.2.5'],
    ['hipaa', 'AccessRemoved', '164.308(a)(3)(ii)(C)'],
  ])('%s has %s as evidence for %s', (pack, type, id) => {
    const of = checks.filter((each) => each.pack === pack && (each.object as ComplianceCheck).spec.type === type);
    const controls = of.flatMap(({ object }) => (object as ComplianceCheck).spec.controls ?? []);
    expect(controls.map((control) => control.id)).toContain(id);
  });

  it.each(policies)('$name has names in reviews that the README explains', ({ object }) => {
    const { obligations } = (object as DisclosurePolicy).spec;
    const names = obligations.map(({ dataType, classification }) => classification ?? dataType ?? '');
    for (const name of names) expect(textOf('README.md')).toContain(`| \`${name}\``);
  });
});

interface Golden {
  readonly pack: string;
  readonly because: string;
  readonly types?: readonly string[];
  readonly classified?: string;
  readonly aware?: string;
  readonly told?: ReadonlyArray<{ readonly recipient: string; readonly obligation: string; readonly at: string }>;
  /** `obligation due`, or the obligation alone while none of its clocks runs; in any order. */
  readonly want: readonly string[];
}

/** What the reviews of a pack say Yes to, and no data is lost; in a pack that is not here a loss of data is confirmed. */
const CLASSIFICATIONS: Readonly<Record<string, string>> = {
  nis2: 'NIS2Significant',
  dora: 'DORAMajor',
  'sec-8k': 'SECMaterial',
};

const GOLDEN: readonly Golden[] = [
  {
    pack: 'gdpr',
    because: '72 hours after awareness, and nobody else where no high risk is likely',
    types: ['PersonalData'],
    want: ['supervisory-authority 2026-03-05T11:00:00.000Z'],
  },
  {
    pack: 'gdpr',
    because: 'the persons concerned are told as well where it is',
    types: ['PersonalDataHighRisk'],
    want: ['supervisory-authority-high-risk 2026-03-05T11:00:00.000Z', 'affected-persons 2026-03-05T11:00:00.000Z'],
  },
  {
    pack: 'gdpr',
    because: 'cards without a holder are no personal data',
    types: ['CardholderData'],
    want: [],
  },
  {
    pack: 'hipaa',
    because: '60 calendar days after discovery, to the end of the day',
    types: ['HealthData'],
    want: ['individuals 2026-05-02T04:00:00.000Z', 'secretary 2026-05-02T04:00:00.000Z'],
  },
  {
    pack: 'hipaa',
    because: 'the media are told of a large breach',
    types: ['HealthData', 'HealthDataOver500'],
    want: [
      'individuals 2026-05-02T04:00:00.000Z',
      'secretary 2026-05-02T04:00:00.000Z',
      'media 2026-05-02T04:00:00.000Z',
    ],
  },
  {
    pack: 'pci-dss',
    because: 'the acquirer first, then the brands',
    types: ['CardholderData'],
    want: ['acquirer 2026-03-03T10:05:00.000Z', 'payment-brands 2026-03-05T10:05:00.000Z'],
  },
  {
    pack: 'nis2',
    because: 'what nobody finds significant obliges to nothing',
    want: [],
  },
  {
    pack: 'nis2',
    because: 'the final report has no date before the notification',
    classified: '2026-03-02T12:00:00Z',
    want: ['early-warning 2026-03-03T11:00:00.000Z', 'incident-notification 2026-03-05T11:00:00.000Z', 'final-report'],
  },
  {
    pack: 'nis2',
    because: 'a month after the last of January ends with the last of February, a Saturday, so with Monday the 2nd',
    aware: '2026-01-30T12:00:00Z',
    classified: '2026-01-30T13:00:00Z',
    told: [{ recipient: 'CSIRT', obligation: 'incident-notification', at: '2026-01-31T12:00:00Z' }],
    want: [
      'early-warning 2026-01-31T13:00:00.000Z',
      'incident-notification 2026-02-03T23:00:00.000Z',
      'final-report 2026-03-02T23:00:00.000Z',
    ],
  },
  {
    pack: 'dora',
    because: 'what is not classified as major yet obliges to nothing yet',
    want: [],
  },
  {
    pack: 'dora',
    because: 'classified late in the day, it is a day after awareness',
    classified: '2026-03-03T08:00:00Z',
    want: ['initial-notification 2026-03-03T11:00:00.000Z', 'final-report', 'intermediate-report'],
  },
  {
    pack: 'dora',
    because: 'classified 31.5 hours after awareness, it is four hours after the classification (2025/301 Art. 5(2))',
    classified: '2026-03-03T17:35:00Z',
    want: ['initial-notification 2026-03-03T22:00:00.000Z', 'final-report', 'intermediate-report'],
  },
  {
    pack: 'dora',
    because: 'four hours after an early classification',
    classified: '2026-03-02T11:00:00Z',
    want: ['initial-notification 2026-03-02T16:00:00.000Z', 'final-report', 'intermediate-report'],
  },
  {
    pack: 'dora',
    because: 'each report runs from the one before',
    classified: '2026-03-02T11:00:00Z',
    told: [
      { recipient: 'CompetentAuthority', obligation: 'initial-notification', at: '2026-03-02T14:00:00Z' },
      { recipient: 'CompetentAuthority', obligation: 'intermediate-report', at: '2026-03-04T09:00:00Z' },
    ],
    want: [
      'initial-notification 2026-03-02T16:00:00.000Z',
      'intermediate-report 2026-03-05T15:00:00.000Z',
      'final-report 2026-04-06T22:00:00.000Z',
    ],
  },
  { pack: 'sec-8k', because: 'nothing is owed before the incident is determined to be material', want: [] },
  {
    pack: 'sec-8k',
    because: 'a holiday on Friday and the weekend do not count',
    classified: '2026-07-02T19:00:00Z',
    want: ['form-8-k 2026-07-09T21:30:00.000Z'],
  },
  {
    pack: 'sec-8k',
    because: 'determined on a Saturday, Monday is the first day',
    classified: '2026-07-04T16:00:00Z',
    want: ['form-8-k 2026-07-09T21:30:00.000Z'],
  },
  {
    pack: 'sec-8k',
    because: 'half past five in New York comes an hour sooner once the clocks have gone forward',
    classified: '2026-03-05T15:00:00Z',
    want: ['form-8-k 2026-03-11T21:30:00.000Z'],
  },
];

describe('the deadlines of the example policies', () => {
  it.each(GOLDEN)('$pack: $because', async ({ pack, types = ['Anything'], want, ...when }) => {
    const asked = CLASSIFICATIONS[pack];
    const review: DisclosureReview = {
      assessment: asked === undefined ? 'Confirmed' : 'None',
      dataTypes: types,
      awareAt: Date.parse(when.aware ?? '2026-03-02T10:05:00Z'),
      classifiedAt: undefined,
      classifications:
        asked === undefined || when.classified === undefined
          ? []
          : [{ name: asked, outcome: 'Yes', at: Date.parse(when.classified) }],
      disclosures: (when.told ?? []).map(({ recipient, obligation, at }) => ({
        recipient,
        obligation,
        notifiedAt: Date.parse(at),
      })),
    };
    const detectedAt = Date.parse('2026-01-30T08:00:00Z');
    const place = { namespace: 'security', zone: undefined, severity: 'Critical' as const };
    const owed = obligationsOf([await rulesOf(pack)], { ...place, detectedAt, resolvedAt: undefined, review });
    const shown = owed.map(({ name, dueAt }) =>
      [name, dueAt && new Date(dueAt).toISOString()].filter(Boolean).join(' '),
    );
    expect(shown.toSorted()).toEqual(want.toSorted());
  });
});
