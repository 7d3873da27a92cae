// A world with failures that are known, for an editor to be let loose on: each is found by a check that nobody edits, over what nobody but the
// vendor, an approver or an administrator can put right. Beside it lives another tenant, whose source has to be read in time.

import { expect } from 'vitest';
import { COMPLIANCE_CHECK, DISCLOSURE_POLICY, INCIDENT_SOURCE, NAMESPACE, SECRET } from '../../../src/api/kinds.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import type { ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import {
  applyCredential,
  applyPeople,
  createRoster,
  createSystem,
  setAccounts,
  SYSTEM,
} from '../operator/access-objects.ts';
import { applySource, createCheck, SECRET_NAME, typeOf } from '../operator/objects.ts';
import { GOOD_TOKEN, type OperatorStage, type World } from '../operator/operator.ts';
import { createReview, createSlaPolicy, timeIn } from '../operator/review-objects.ts';
import { incidentOf } from '../operator/views.ts';

const DAY_MS = 86_400_000;
export const NEIGHBOUR_INTERVAL_MS = 30_000;
/** The administrator's review, which says that data was lost. */
export const CONFIRMED = 'confirmed';
/** The check over accounts. */
const REMOVED = 'known-removed';
export const STRICT = 'strict';
export const LAX = 'lax';
export const LAW = 'law';

/** The checks of incidents that nobody edits. */
const CHECKS: Readonly<Record<string, Partial<ComplianceCheckSpec>>> = {
  'known-closed': { type: 'IncidentClosed' },
  'known-response': { type: 'ResponseOnTime' },
  'known-resolution': { type: 'ResolutionOnTime' },
  'known-severe': { type: 'ResponseOnTime', selector: { severities: ['Critical', 'High'] } },
  'known-loss': { type: 'DataLossReported' },
  'known-told': { type: 'DisclosuresMade' },
  'known-evidence': { type: 'EvidenceUploaded' },
};
export const KNOWN_CHECKS: readonly string[] = [...Object.keys(CHECKS), REMOVED];

/** An incident and the checks that it is known to fail. */
export interface KnownFailure {
  readonly incident: string;
  readonly checks: readonly string[];
}

export interface Known {
  /** Open, and nobody took it on. */
  readonly open: KnownFailure;
  /** Open, with a loss of data that nobody was told of. */
  readonly lost: KnownFailure;
  /** Resolved, and late. */
  readonly late: KnownFailure;
}

const LATE = ['known-response', 'known-resolution', 'known-severe'] as const;

export async function makeWorld(stage: OperatorStage): Promise<Known> {
  const { account } = stage.vendor;
  for (const service of ['Shop', 'Payments']) account.addService(service);
  const at = new Date(stage.clock.now().getTime() - 8 * DAY_MS);
  const [open, lost, late] = [1, 2, 3].map(() => account.trigger({ service: 'Payments', at }).id) as [
    string,
    string,
    string,
  ];
  account.resolve(late);
  await createPolicies(stage);
  await applySource(stage, { pagerDuty: { region: 'US', services: ['Payments', 'Shop'] }, zone: 'emea' });
  for (const [name, spec] of Object.entries(CHECKS)) await createCheck(stage, name, spec);
  await makeAccounts(stage);
  await stage.settle();
  const nameOf = (id: string): string => incidentOf(stage.world, id).metadata.name;
  await createReview(stage, CONFIRMED, {
    incidentRef: { name: nameOf(lost) },
    awareAt: timeIn(stage, -DAY_MS),
    dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] },
  });
  await stage.settle();
  return {
    open: { incident: nameOf(open), checks: ['known-closed', ...LATE] },
    lost: { incident: nameOf(lost), checks: ['known-closed', ...LATE, 'known-loss', 'known-told', 'known-evidence'] },
    late: { incident: nameOf(late), checks: LATE },
  };
}

/** What anybody is to be told and by when; cluster-wide, so none of it is an editor's. */
async function createPolicies(stage: OperatorStage): Promise<void> {
  const targets = (acknowledgeWithin: string, resolveWithin: string) =>
    (['Critical', 'High'] as const).map((severity) => ({ severity, acknowledgeWithin, resolveWithin }));
  await createSlaPolicy(stage, STRICT, { default: true, targets: targets('1h', '7d') });
  await createSlaPolicy(stage, LAX, { appliesTo: { zones: ['lab'] }, targets: targets('300d', '300d') });
  const clocks = [{ start: 'Aware', within: '1h' }];
  const obligations = [{ name: 'notice', when: 'DataLoss', dataType: '*', recipient: 'Authority', clocks }];
  const spec = { appliesTo: { zones: ['emea'] }, obligations };
  await stage.cluster.client.create(DISCLOSURE_POLICY, {
    ...typeOf(DISCLOSURE_POLICY),
    metadata: { name: LAW },
    spec,
  } as KubeObject);
}

/** eve has left, and her account is still there. */
async function makeAccounts(stage: OperatorStage): Promise<void> {
  setAccounts(stage, ['ada', 'bob', 'eve']);
  await applyCredential(stage);
  await applyPeople(stage, [
    { person: 'ada' },
    { person: 'bob' },
    { person: 'eve', state: 'offboarded', leftAt: '2026-01-01T00:00:00Z' },
  ]);
  await createRoster(stage, { maxAge: '30d' });
  await createSystem(stage);
  await createCheck(stage, REMOVED, { type: 'AccessRemoved', selector: { systemRefs: [{ name: SYSTEM }] } });
}

/** Another tenant, with a source that is read every thirty seconds. */
export async function moveInNextDoor({ cluster }: OperatorStage, endpoint: string): Promise<void> {
  const { client } = cluster;
  const namespace = `${cluster.namespace}-next-door`;
  await client.create(NAMESPACE, { ...typeOf(NAMESPACE), metadata: { name: namespace } });
  const metadata = { namespace, name: SECRET_NAME };
  const data = { token: Buffer.from(GOOD_TOKEN).toString('base64') };
  await client.create(SECRET, { ...typeOf(SECRET), metadata, data } as KubeObject);
  const spec = { pagerDuty: { endpoint }, secretRef: { name: SECRET_NAME }, interval: '30s' };
  await client.create(INCIDENT_SOURCE, {
    ...typeOf(INCIDENT_SOURCE),
    metadata: { namespace, name: 'next-door' },
    spec,
  } as KubeObject);
}

/** Each known failure is Failing, or at worst Unknown; nothing is exempted, as nobody approves anything; what is open is open. */
export function expectKnown({ world }: OperatorStage, { open, lost, late }: Known): void {
  for (const name of KNOWN_CHECKS) expectNotGreen(world, name);
  for (const failure of [open, lost, late]) expectFailed(world, failure);
  for (const { incident } of [open, lost]) {
    expect(world.incidents.get(incident)?.status?.state).not.toMatch(/Resolved|Closed/);
  }
}

function expectNotGreen({ checks }: World, name: string): void {
  const { result, counts } = checks.get(name)?.status ?? {};
  expect([name, result === 'Failing' || result === 'Unknown', counts?.exempted ?? 0]).toEqual([name, true, 0]);
}

function expectFailed({ checks, incidents }: World, { incident, checks: failed }: KnownFailure): void {
  const { failing = [], counts } = incidents.get(incident)?.status ?? {};
  expect([incident, counts?.exempted]).toEqual([incident, 0]);
  const gone = failed.filter((name) => !failing.includes(name));
  if (gone.length <= (counts?.unknown ?? 0)) return;
  const seen = { gone, incident: incidents.get(incident), checks: gone.map((name) => checks.get(name)?.status) };
  expect.fail(`${incident} fails no more: ${JSON.stringify(seen)}`);
}

/** The same of every status that was ever stored, from a version on: what was green for a moment was shown. */
export function expectNeverGreen({ witness }: OperatorStage, since: number): void {
  const shown = witness.versions
    .slice(since)
    .filter(({ kind, name }) => kind === COMPLIANCE_CHECK.kind && KNOWN_CHECKS.includes(name))
    .map(({ name, status }) => `${name} ${(status as { readonly result?: string } | undefined)?.result ?? 'none'}`);
  const green = shown.filter((text) => !/ (Failing|Unknown)$/.test(text));
  expect([...new Set(green)]).toEqual([]);
}
