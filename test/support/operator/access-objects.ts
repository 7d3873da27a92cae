// What people do in a cluster with access reviews: apply rosters and systems with their Secrets, and edit them. What a test looks at of them.

import { CRITICAL_SYSTEM, SECRET, STAFF_ROSTER } from '../../../src/api/kinds.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import type { CriticalSystem, CriticalSystemSpec } from '../../../src/api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster, StaffRosterSpec } from '../../../src/api/v1alpha1/staffroster.gen.ts';
import { isNotFound } from '../../../src/kube/errors.ts';
import { GOOD_TOKEN, type OperatorStage, type World } from './operator.ts';
import { keyIn, typeOf } from './objects.ts';

/** Of the systems and rosters here. */
export const INTERVAL_MS = 60_000;
export const SYSTEM = 'pager';
export const ROSTER = 'staff';

/** One person of a roster: what the columns of roster.csv hold. */
export interface PersonLine {
  readonly person: string;
  readonly email?: string;
  readonly roles?: string;
  readonly state?: string;
  readonly leftAt?: string;
}

export function rosterCsv(people: readonly PersonLine[]): string {
  const lines = people.map(({ person, email = `${person}@example.com`, roles = '', state = 'active', leftAt = '' }) =>
    [person, email, '', roles, state, leftAt].join(','),
  );
  return ['person,email,aliases,roles,state,leftAt', ...lines, ''].join('\n');
}

/** Replaces a Secret as a whole. */
export async function applyFiles(stage: OperatorStage, name: string, data: Record<string, string>): Promise<void> {
  const { client } = stage.cluster;
  await client.delete(SECRET, keyIn(stage, name)).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
  const encoded = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  await client.create(SECRET, { ...typeOf(SECRET), metadata: keyIn(stage, name), data: encoded } as KubeObject);
}

/** The Secret of a roster: who works here, as of now. */
export function applyPeople(stage: OperatorStage, people: readonly PersonLine[], name = ROSTER): Promise<void> {
  const asOf = `${stage.clock.now().toISOString().slice(0, 19)}Z`;
  return applyFiles(stage, name, { 'roster.csv': rosterCsv(people), asOf });
}

export async function createRoster(stage: OperatorStage, fields: Partial<StaffRosterSpec> = {}, name = ROSTER) {
  const spec = { secretRef: { name }, interval: '1m', ...fields } as StaffRosterSpec;
  const object = { ...typeOf(STAFF_ROSTER), metadata: keyIn(stage, name), spec } as StaffRoster;
  await stage.cluster.client.create(STAFF_ROSTER, object);
}

/** A system for the loopback PagerDuty, read every minute, whose accounts are matched with {@link ROSTER}. */
export async function createSystem(stage: OperatorStage, fields: Partial<CriticalSystemSpec> = {}, name = SYSTEM) {
  const spec = {
    ...(fields.accountsFrom === undefined
      ? { pagerDuty: { endpoint: stage.vendor.url }, secretRef: { name: 'pager-users' } }
      : {}),
    rosterRef: { name: ROSTER },
    interval: '1m',
    validAccess: { allStaff: true },
    ...fields,
  } as CriticalSystemSpec;
  const object = { ...typeOf(CRITICAL_SYSTEM), metadata: keyIn(stage, name), spec } as CriticalSystem;
  await stage.cluster.client.create(CRITICAL_SYSTEM, object);
}

export const applyCredential = (stage: OperatorStage, token = GOOD_TOKEN): Promise<void> =>
  applyFiles(stage, 'pager-users', { token });

/** The accounts of the loopback PagerDuty: one per person. */
export function setAccounts({ vendor }: OperatorStage, people: readonly string[]): void {
  const { people: accounts } = vendor.account;
  accounts.clear();
  for (const person of people) {
    const id = `P${person.toUpperCase()}`;
    accounts.set(id, { id, name: person, email: `${person}@example.com` });
  }
}

const TYPES = { systems: CRITICAL_SYSTEM, rosters: STAFF_ROSTER } as const;

export function annotate(
  stage: OperatorStage,
  kind: keyof typeof TYPES,
  name: string,
  annotations: Readonly<Record<string, string | null>>,
): Promise<unknown> {
  return stage.cluster.client.patch(TYPES[kind], keyIn(stage, name), { metadata: { annotations } }, { type: 'merge' });
}

export function patchSpec(
  stage: OperatorStage,
  kind: keyof typeof TYPES,
  name: string,
  spec: object,
): Promise<unknown> {
  return stage.cluster.client.patch(TYPES[kind], keyIn(stage, name), { spec }, { type: 'merge' });
}

/** Each condition of a system or a roster as its status and reason. */
export function accessConditions(world: World, kind: keyof typeof TYPES, name: string): Record<string, string> {
  const conditions = world[kind].get(name)?.status?.conditions ?? [];
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

/** The counts of a system that are not 0. */
export function countsOf({ systems }: World, name = SYSTEM): Record<string, number> {
  const accounts = systems.get(name)?.status?.accounts ?? {};
  return Object.fromEntries(Object.entries(accounts).filter(([, count]) => count > 0));
}

/** The vendor's system with an account for each of these people, all of whom are on the roster. */
export async function createSystemOf(stage: OperatorStage, names: readonly string[]): Promise<void> {
  setAccounts(stage, names);
  await applyCredential(stage);
  await applyPeople(
    stage,
    names.map((person) => ({ person })),
  );
  await createRoster(stage);
  await createSystem(stage);
}
