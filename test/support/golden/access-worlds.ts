// Access worlds: a system, its roster, the files of both and the exceptions, and what each of the five checks says of them. One table for
// everything that judges access: the controllers on a real control plane and on the embedded cluster, and `docket test` on files.

import { rfc3339 } from '../../../src/base/instants.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { accountNamer } from '../../../src/compliance/access/account-name.ts';
import { ACCOUNT_WORLDS } from './access/accounts.ts';
import { EXCEPTION_WORLDS } from './access/exceptions.ts';
import { UNREADABLE_WORLDS } from './access/unreadable.ts';
import {
  type AccessType,
  type AccessWorld,
  ACCOUNT_TYPES,
  ACCOUNTS,
  PEOPLE,
  SYSTEM_TYPES,
  WELL,
} from './access/world.ts';

export type { AccessWorld } from './access/world.ts';
export const ACCESS_WORLDS: readonly AccessWorld[] = [...ACCOUNT_WORLDS, ...EXCEPTION_WORLDS, ...UNREADABLE_WORLDS];

const SYSTEM = 'vault';
const ROSTER = 'staff';
/** With it, the names of accounts are the same wherever they are worked out. */
const ACCOUNT_KEY = 'a key of the tests';

/** The instant at which a row is judged, and its namespace. */
export interface AccessPlace {
  readonly namespace: string;
  readonly nowMs: number;
  /** When the system was created, if not at that instant. */
  readonly createdAt?: string | undefined;
}

/** The files of a Secret, by key. */
export interface AccessFile {
  readonly secret: string;
  readonly data: Readonly<Record<string, string>>;
}

/** The Secrets of a row. */
export function secretsOf(world: AccessWorld, place: AccessPlace): readonly AccessFile[] {
  const { accounts = ACCOUNTS, people = PEOPLE, peopleYaml, asOf = {} } = world;
  const dated = (instant: string | null = '{-1h}') => (instant === null ? {} : { asOf: instant });
  const secrets: AccessFile[] = [
    {
      secret: SYSTEM,
      data: { accountKey: ACCOUNT_KEY, 'accounts.csv': csv(accounts), ...dated(asOf.accounts) },
    },
    {
      secret: ROSTER,
      data: {
        ...(people.length === 0 ? {} : { 'roster.csv': csv(people) }),
        ...(peopleYaml === undefined ? {} : { 'roster.yaml': peopleYaml }),
        ...dated(asOf.people),
      },
    },
  ];
  return resolved(secrets, place);
}

const csv = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** The system, the roster and the checks, in an order that any cluster accepts. */
export function objectsOf(world: AccessWorld, place: AccessPlace): readonly KubeObject[] {
  const { labels, system, roster, checks = {}, before } = world;
  const annotations = before?.confirmed === undefined ? {} : { 'docket.dev/confirmShrink': before.confirmed };
  const object = (kind: string, name: string, spec: object, metadata: object = {}): KubeObject =>
    ({
      apiVersion: 'docket.dev/v1alpha1',
      kind,
      metadata: { name, namespace: place.namespace, ...metadata },
      spec,
    }) as unknown as KubeObject;
  const usual = {
    accountsFrom: { secretRef: { name: SYSTEM } },
    rosterRef: { name: ROSTER },
    validAccess: { roles: ['on-call'] },
    lastReview: { by: 'jo', at: '{-30d}' },
    zone: 'vaults',
    defaultChecks: 'Disabled',
  };
  const people = { secretRef: { name: ROSTER }, roleMap: [{ from: 'grp-1', to: 'on-call' }] };
  return resolved(
    [
      object('CriticalSystem', SYSTEM, { ...usual, ...system }, { labels, annotations }),
      ...(roster === null ? [] : [object('StaffRoster', ROSTER, { ...people, ...roster })]),
      ...[...ACCOUNT_TYPES, ...SYSTEM_TYPES].map((type) =>
        object('ComplianceCheck', type.toLowerCase(), { type, ...checks[type] }),
      ),
    ],
    place,
  );
}

/** The exceptions: people ask for one when they see what it is about. */
export function exceptionsOf({ exceptions = [] }: AccessWorld, place: AccessPlace): readonly KubeObject[] {
  const { namespace } = place;
  const metadata = { name: 'accepted', namespace };
  return resolved(
    exceptions.map((spec) => ({ apiVersion: 'docket.dev/v1alpha1', kind: 'CheckException', metadata, spec })),
    place,
  );
}

/** What the status holds of the last good listing of an object. */
export function statusBefore({ before }: AccessWorld, kind: string): object | undefined {
  const { accounts, people } = before ?? {};
  if (kind === 'CriticalSystem' && accounts !== undefined) return { accounts: { total: accounts } };
  if (kind === 'StaffRoster' && people !== undefined) return { people: { total: people } };
  return undefined;
}

/** As a repository has it: everything in YAML. */
export function yamlOf(world: AccessWorld, place: AccessPlace): Record<string, readonly object[]> {
  const secrets = secretsOf(world, place).map(({ secret, data }) => secretOf(secret, data, place));
  return { [`${place.namespace}/access.yaml`]: [...secrets, ...storedOf(world, place)] };
}

/** The same with CSV files beside the objects; undefined where a row is about a Secret. */
export function csvOf(world: AccessWorld, place: AccessPlace): Record<string, string | readonly object[]> | undefined {
  const { namespace } = place;
  const isAboutSecret = [world.asOf?.accounts, world.asOf?.people].includes(null) || world.peopleYaml !== undefined;
  if (isAboutSecret) return undefined;
  const beside = secretsOf(world, place).flatMap(({ secret, data: { accountKey: _key, asOf, ...files } }) =>
    Object.entries(files).map(([file, text]) => [`${namespace}/${secret}.${file}`, `# asOf: ${asOf}\n${text}`]),
  );
  const key = secretOf(SYSTEM, { accountKey: ACCOUNT_KEY }, place);
  return {
    ...(Object.fromEntries(beside) as Record<string, string>),
    [`${namespace}/access.yaml`]: [key, ...storedOf(world, place)],
  };
}

function storedOf(world: AccessWorld, place: AccessPlace): object[] {
  const created = place.createdAt === undefined ? {} : { creationTimestamp: place.createdAt };
  return [...objectsOf(world, place), ...exceptionsOf(world, place)].map((object) => {
    const status = statusBefore(world, object.kind);
    const metadata = object.kind === 'CriticalSystem' ? { ...object.metadata, ...created } : object.metadata;
    return { ...object, metadata, ...(status === undefined ? {} : { status }) };
  });
}

function secretOf(name: string, stringData: AccessFile['data'], { namespace }: AccessPlace): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** With its instants and names of accounts written out. */
function resolved<T>(value: T, { namespace, nowMs }: AccessPlace): T {
  const text = JSON.stringify(value)
    .replaceAll(/\{([+-]\d+)([mhd])\}/g, (_all, count: string, unit: keyof typeof UNIT_MS) =>
      rfc3339(nowMs + Number(count) * UNIT_MS[unit]),
    )
    .replaceAll(/\{account ([^}]+)\}/g, (_all, id: string) => namerIn(namespace)(id));
  return JSON.parse(text) as T;
}

const namerIn = (namespace: string) => accountNamer({ namespace, name: SYSTEM, uid: '' }, ACCOUNT_KEY);

const COUNTS = ['failing', 'unknown', 'due', 'passing', 'exempted'] as const;

/** What a check says, wherever it was judged. */
export interface SaidByCheck {
  readonly result?: string;
  readonly reason?: string;
  readonly counts?: { readonly [Count in (typeof COUNTS)[number]]?: number };
  readonly failing?: ReadonlyArray<{ readonly name: string; readonly reason: string }>;
}

/** `Failing Offboarded (1 failing, 2 passing): u2 Offboarded`, with the ids of accounts for their names. */
export function told(world: AccessWorld, { namespace }: AccessPlace, said: SaidByCheck = {}): string {
  const { result = 'none', reason = '', counts = {}, failing = [] } = said;
  const nameOf = namerIn(namespace);
  const ids = (world.accounts ?? ACCOUNTS).slice(1).map((line) => line.split(',')[0] ?? '');
  const idOf = new Map(ids.map((id) => [nameOf(id), id]));
  const counted = COUNTS.filter((count) => (counts[count] ?? 0) > 0).map((count) => `${counts[count]} ${count}`);
  const names = failing.map((each) => `${idOf.get(each.name) ?? each.name} ${each.reason}`).join(', ');
  return `${result} ${reason} (${counted.join(', ')})${names === '' ? '' : `: ${names}`}`;
}

/** What each check of a row should say, as {@link told}, by the check's name. */
export function wantedOf({ want }: AccessWorld): Record<string, string> {
  const whole: Readonly<Record<AccessType, string>> = { ...WELL, ...want };
  return Object.fromEntries(Object.entries(whole).map(([type, text]) => [type.toLowerCase(), text]));
}
