// A control plane as a team has it: the roles of config/rbac, the policies of config/admission, and people with tokens of their own.
// alice may edit, Secrets and ConfigMaps too, bob may approve besides. Neither may purge, mirror or vouch.

import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { INCIDENT } from '../../../src/api/kinds.ts';
import { apiVersionOf, type KubeObject } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { RestClient } from '../../../src/kube/rest.ts';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import { clientOf, ownClusters, type TestClusters } from '../clusters/test-cluster.ts';
import { eventually } from '../time/eventually.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../../config');
const HOME = 'people';
const ROLES = {
  // Nothing fills Kubernetes' own role `edit` here; this is what fills it elsewhere.
  alice: ['docket-view', 'docket-edit', 'system:aggregate-to-edit', 'system:aggregate-to-view'],
  bob: ['docket-view', 'docket-edit', 'docket-approver'],
} as const;

export type Person = keyof typeof ROLES;

const PEOPLE = Object.keys(ROLES) as readonly Person[];
const tokenOf = (person: Person): string => `token-of-${person}`;

export class TeamPlane implements AsyncDisposable {
  readonly clusters: TestClusters;
  readonly plane: ControlPlaneAccess;
  readonly #clients: ReadonlyMap<Person, RestClient>;

  private constructor(clusters: TestClusters, plane: ControlPlaneAccess, clients: ReadonlyMap<Person, RestClient>) {
    this.clusters = clusters;
    this.plane = plane;
    this.#clients = clients;
  }

  static async start(): Promise<TeamPlane> {
    const clients = new Map<Person, RestClient>();
    let held: ControlPlaneAccess | undefined;
    const clusters = await ownClusters(
      async (plane) => {
        held = plane;
        await plane.createNamespace(HOME);
        await plane.kubectl(['apply', '-k', path.join(CONFIG, 'admission')]);
        for (const person of PEOPLE) clients.set(person, await hire(plane, person));
        await untilAdmissionHolds(clients.get('alice'));
      },
      { tokens: PEOPLE.map((person) => ({ user: person, token: tokenOf(person) })) },
    );
    if (held === undefined) throw new Error('the control plane was not prepared');
    return new TeamPlane(clusters, held, clients);
  }

  /** The API as a person sees it. */
  as(person: Person): KubeClient {
    const client = this.#clients.get(person);
    if (client === undefined) throw new Error(`${person} does not work here`);
    return client;
  }

  /** For requests that no client has a method for. */
  tokenOf(person: Person): string {
    return tokenOf(person);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#clients.values(), (client) => client.close()));
    await this.clusters[Symbol.asyncDispose]();
  }
}

/** The team of a test file, from before its first test to after its last. */
export function useTeam(): () => TeamPlane {
  let team: TeamPlane | undefined;
  beforeAll(async () => {
    team = await TeamPlane.start();
  }, 120_000);
  afterAll(async () => team?.[Symbol.asyncDispose](), 30_000);
  return () => {
    if (team === undefined) throw new Error('the team works only while a test or hook runs');
    return team;
  };
}

/** Roles for the whole cluster, as each test has a namespace of its own. */
async function hire(plane: ControlPlaneAccess, person: Person): Promise<RestClient> {
  for (const role of ROLES[person]) {
    await plane.kubectl([
      'create',
      'clusterrolebinding',
      `${role}-${person}`,
      `--clusterrole=${role}`,
      `--user=${person}`,
    ]);
  }
  return clientOf(await plane.writeKubeconfig({ user: person, token: tokenOf(person) }));
}

/** Policies come into force some time after they are applied. */
async function untilAdmissionHolds(client: KubeClient | undefined): Promise<void> {
  const probe: KubeObject = {
    apiVersion: apiVersionOf(INCIDENT),
    kind: INCIDENT.kind,
    metadata: { name: 'probe-0123456789ab', namespace: HOME },
    spec: { sourceRef: { name: 'probe' }, externalID: 'x', title: 'Probe', severity: 'Low' },
  } as KubeObject;
  const refusal = async (): Promise<string> => {
    try {
      await client?.create(INCIDENT, probe, { dryRun: true });
      return 'created';
    } catch (error) {
      return /come from its source/.exec(String(error))?.[0] ?? 'refused otherwise';
    }
  };
  await eventually(refusal, 'come from its source', 30_000);
}
