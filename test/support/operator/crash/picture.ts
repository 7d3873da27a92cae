// What a world looks like from outside, in a form in which two worlds compare: without versions and uids, and with the times of
// statuses masked, as they tell when a process looked. Times of the record itself stay: they are facts.

import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE } from '../../../../src/api/kinds.ts';
import type { KubeObject } from '../../../../src/api/meta.ts';
import type { ComplianceCheck } from '../../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../../../../src/api/v1alpha1/incident.gen.ts';
import type { World, WorldServer } from './world.ts';

/** By `plural/name`. */
export type Picture = Readonly<Record<string, unknown>>;

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:]+Z$/;
/** In a checkpoint: when a process last read everything. */
const READ_AT = /"(fullAt|wholeAt)":"[^"]*"/g;
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+/;

export async function pictureOf(world: World<WorldServer>): Promise<Picture> {
  const picture: Record<string, unknown> = {};
  for (const type of [INCIDENT_SOURCE, COMPLIANCE_CHECK, INCIDENT]) {
    for (const object of await world.list(type)) picture[`${type.plural}/${object.metadata.name}`] = imageOf(object);
  }
  return picture;
}

/** Every way in which a world is not as it should be, in words; `expected` is the picture of an undisturbed one. */
export async function faultsOf(
  world: World<WorldServer>,
  expected: Picture,
  externalIDs: readonly string[],
): Promise<string[]> {
  const picture = await pictureOf(world);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(picture)])];
  const differing = names.flatMap((name) => differences(name, expected[name], picture[name]));
  const histories = await historyFaults(world);
  return [...(await countFaults(world, externalIDs)), ...differing, ...histories];
}

/** Each incident once. */
async function countFaults(world: World<WorldServer>, externalIDs: readonly string[]): Promise<string[]> {
  const incidents = await world.list<Incident>(INCIDENT);
  const copies = Map.groupBy(incidents, ({ spec }) => `${spec.sourceRef?.name ?? ''}/${spec.externalID ?? ''}`);
  const doubled = [...copies].filter(([, list]) => list.length > 1).map(([id]) => `incident ${id} is there twice`);
  const ids = new Set(incidents.map(({ spec }) => spec.externalID));
  const lost = externalIDs.filter((id) => !ids.has(id)).map((id) => `incident ${id} is lost`);
  return [...doubled, ...lost];
}

/** How often a process looked in between may differ; but what fails in the end has never passed before. */
async function historyFaults(world: World<WorldServer>): Promise<string[]> {
  const checks = await world.list<ComplianceCheck>(COMPLIANCE_CHECK);
  return checks.flatMap(({ metadata, status }) => {
    const results = (status?.history ?? []).map(({ result }) => result);
    const result = status?.result ?? 'none';
    const isFine = results.at(-1) === result && (result === 'Passing' || !results.includes('Passing'));
    return isFine ? [] : [`check ${metadata.name} is ${result} by way of ${results.join(', ')}`];
  });
}

/** Where two values differ, by path; equal ones give nothing. */
function differences(path: string, expected: unknown, found: unknown): string[] {
  if (isObject(expected) && isObject(found)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...names].flatMap((name) => differences(`${path}.${name}`, expected[name], found[name]));
  }
  const [want, have] = [JSON.stringify(expected), JSON.stringify(found)];
  return want === have ? [] : [`${path} is ${have ?? 'missing'}, not ${want ?? 'expected at all'}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function imageOf(object: KubeObject & { spec?: object; status?: object }): unknown {
  const { history: _history, ...status } = (object.status ?? {}) as Record<string, unknown>;
  return sorted({ labels: object.metadata.labels, spec: withoutPort(undated(object.spec)), status: masked(status) });
}

/** When a process put an incident on record is no fact of its source. */
function undated(spec: object = {}): object {
  return 'recordedAt' in spec ? { ...spec, recordedAt: masked(spec.recordedAt) } : spec;
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return INSTANT.test(value) ? '(a time)' : value.replace(READ_AT, '"$1":"(a time)"');
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, masked(member)]));
}

/** Each world has a PagerDuty at a port of its own. */
function withoutPort(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(LOOPBACK, '(loopback)');
  if (!isObject(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutPort(member)]));
}

/** Members by name, conditions by type: order says nothing there. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every(isCondition) ? items.toSorted((a, b) => (a.type < b.type ? -1 : 1)) : items;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

function isCondition(value: unknown): value is { readonly type: string } {
  return isObject(value) && 'type' in value && 'lastTransitionTime' in value;
}
