// The source, the policies and the exceptions of the generated world.

import type { CheckException, CheckExceptionSpec } from '../../../src/api/v1alpha1/checkexception.gen.ts';
import type { DisclosurePolicy, DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { SLAPolicy, SLAPolicySpec } from '../../../src/api/v1alpha1/slapolicy.gen.ts';
import { reportedName, type Trait } from './incidents.ts';
import { metadata, pick, SOURCE, TEAMS } from './vocabulary.ts';

/** The ConfigMap that the source reads. */
export const CONFIG_MAP_NAME = 'incidents';

export function worldSource(): IncidentSource {
  const spec = { fixture: { configMapRef: { name: CONFIG_MAP_NAME } }, interval: '24h', backfill: '90d' };
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata: metadata(SOURCE),
    spec: { ...spec, suspend: false, writeBack: 'Disabled', defaultChecks: 'Disabled', dataPolicy: 'Minimal' },
  };
}

const TARGETS: SLAPolicySpec['targets'] = [
  { severity: 'Critical', acknowledgeWithin: '15m', resolveWithin: '1d' },
  { severity: 'High', acknowledgeWithin: '1h', resolveWithin: '7d' },
  { severity: 'Medium', acknowledgeWithin: '4h', resolveWithin: '30d' },
  { severity: 'Low', acknowledgeWithin: '24h' },
];

const OFFICE: NonNullable<SLAPolicySpec['calendar']> = {
  timeZone: 'Europe/Berlin',
  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
  hours: { start: '09:00', end: '17:00' },
};

export function slaPolicies(): SLAPolicy[] {
  const policy = (name: string, spec: Partial<SLAPolicySpec>): SLAPolicy => ({
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'SLAPolicy',
    metadata: clusterWide(name),
    spec: { targets: TARGETS, ...spec },
  });
  return [
    policy('around-the-clock', { default: true }),
    policy('office', {
      appliesTo: { zones: ['apac'] },
      calendar: OFFICE,
      targets: [
        { severity: 'Critical', acknowledgeWithin: '2h', resolveWithin: '40h' },
        { severity: 'High', acknowledgeWithin: '4h', resolveWithin: '7d' },
      ],
    }),
    policy('laboratory', { appliesTo: { zones: ['lab'] }, targets: [{ severity: 'Critical', resolveWithin: '30d' }] }),
  ];
}

const policy = (name: string, spec: Pick<DisclosurePolicySpec, 'obligations' | 'appliesTo'>): DisclosurePolicy => ({
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'DisclosurePolicy',
  metadata: clusterWide(name),
  spec: { assessWithin: '72h', counting: 'Exact', ...spec },
});

export function disclosurePolicies(): DisclosurePolicy[] {
  const when = 'DataLoss';
  const early = { name: 'early', when, dataType: '*', recipient: 'Authority' } as const;
  return [
    policy('privacy', {
      obligations: [
        {
          name: 'authority',
          when,
          dataType: 'PersonalData',
          recipient: 'Authority',
          clocks: [{ start: 'Aware', within: '72h' }],
        },
        {
          name: 'persons',
          when,
          dataType: 'PersonalData',
          recipient: 'Persons',
          clocks: [{ start: 'Aware', within: '1mo' }],
        },
      ],
    }),
    policy('resilience', {
      appliesTo: { zones: ['emea', 'apac'], severities: ['Critical', 'High'] },
      obligations: [
        {
          ...early,
          clocks: [
            { start: 'Classified', within: '4h' },
            { start: 'Aware', within: '24h' },
          ],
        },
        { ...early, name: 'final', clocks: [{ start: 'Disclosed', of: 'early', within: '1mo' }] },
      ],
    }),
    policy('listed', {
      obligations: [
        {
          name: 'investors',
          when,
          dataType: 'CustomerData',
          recipient: 'Investors',
          clocks: [{ start: 'Classified', within: '4bd' }],
        },
      ],
    }),
  ];
}

/** Exceptions by labels: the same number in every world. */
const BY_LABELS = 12;
/** Exceptions by name: one incident out of this many. */
const EXEMPTED_SHARE = 50;

export function* exceptionsByLabels(): IterableIterator<CheckException> {
  const types = ['ReviewComplete', 'EvidenceUploaded', 'IncidentClosed', 'ResponseOnTime'] as const;
  for (let number = 0; number < BY_LABELS; number++) {
    const target = { matchLabels: { team: pick(TEAMS, number) } };
    const one = number % 3 === 0 ? { checkRef: { name: `resolutionontime-${number}` } } : { type: pick(types, number) };
    yield exception(`by-labels-${number}`, { target, ...one, reviewInterval: '90d' });
  }
}

/** The exception for a reported incident; most have none. */
export function exceptionFor(number: number, { draw, isMirrored }: Trait): CheckException | undefined {
  if (isMirrored || (draw >>> 17) % (EXEMPTED_SHARE / 2) !== 0) return undefined;
  const target = { incidentRef: { name: reportedName(number) } };
  return exception(`by-name-${number}`, { target, expiresAt: '2026-06-30T22:00:00Z' });
}

type Asked = Pick<CheckExceptionSpec, 'target' | 'checkRef' | 'type' | 'expiresAt' | 'reviewInterval'>;

function exception(name: string, asked: Partial<Asked> & Pick<Asked, 'target'>): CheckException {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'CheckException',
    metadata: metadata(name),
    spec: {
      reason: 'Accepted until the vendor ships the fix.',
      requestedBy: 'ann@example.com',
      covers: 'Approved',
      approvedBy: 'bob@example.com',
      ...asked,
    },
  };
}

function clusterWide(name: string) {
  const { namespace: _none, ...rest } = metadata(name);
  return rest;
}
