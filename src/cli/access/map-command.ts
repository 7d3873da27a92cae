// `docket access map ACCOUNT PERSON`: shows what it adds to a StaffRoster and what that concerns, then writes it. Decides nothing.

import { stringify } from 'yaml';
import { CRITICAL_SYSTEM, STAFF_ROSTER } from '../../api/kinds.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { isNotFound } from '../../kube/errors.ts';
import { EXIT, type Io } from '../io.ts';
import { oneLine, visible } from '../printable.ts';
import { type ClusterFlags, type Reached, withCluster } from './cluster.ts';
import { patchUnchanged } from './patch-unchanged.ts';
import { MAX_MAPPINGS, type MappingPlan, planMapping } from './map.ts';

export interface MapOptions extends ClusterFlags {
  readonly account: string;
  readonly person: string;
  /** Undefined: the only one of the namespace. */
  readonly roster: string | undefined;
  readonly replace: boolean;
  readonly dryRun: boolean;
}

/** Resolves to 0 once mapped, 2 for a roster that is not there or an account of somebody else. Rejects when the cluster refuses. */
export async function runMap(options: MapOptions, io: Io): Promise<number> {
  return withCluster(options, 'access map', (reached) => mapIn(reached, options, io));
}

async function mapIn(reached: Reached, options: MapOptions, io: Io): Promise<number> {
  const found = await findRoster(reached, options.roster, io);
  if (typeof found === 'string') return refuse(found, io);
  const { name } = found.metadata;
  const plan = planMapping(found, options, options);
  switch (plan.kind) {
    case 'same':
      io.out(`${visible(options.account)} is mapped to ${visible(options.person)} in StaffRoster ${name} already\n`);
      return EXIT.ok;
    case 'taken':
      return refuse(
        `${options.account} is mapped to ${plan.person} in StaffRoster ${name}; --replace maps it anew`,
        io,
      );
    case 'write':
      return write(reached, { plan, roster: found, options }, io);
  }
}

interface Writing {
  readonly plan: Extract<MappingPlan, { kind: 'write' }>;
  readonly roster: StaffRoster;
  readonly options: MapOptions;
}

async function write({ client, namespace }: Reached, { plan, roster, options }: Writing, io: Io): Promise<number> {
  const { name } = roster.metadata;
  if (plan.mappings.length > MAX_MAPPINGS) {
    return refuse(`StaffRoster ${name} has ${MAX_MAPPINGS} mappings, which is the most: add aliases to the roster`, io);
  }
  io.out(await preview({ client, namespace }, { plan, roster, options }, io.signal));
  if (options.dryRun) {
    io.out('Nothing was written (--dry-run).\n');
    return EXIT.ok;
  }
  const spec = { identityMappings: plan.mappings };
  await patchUnchanged(client, { type: STAFF_ROSTER, key: { namespace, name }, seen: roster, spec });
  io.out('Written. The operator judges the account anew at once.\n');
  return EXIT.ok;
}

async function preview(
  { client, namespace }: Pick<Reached, 'client' | 'namespace'>,
  { plan, roster, options: { account, person } }: Writing,
  signal: AbortSignal,
): Promise<string> {
  const { name } = roster.metadata;
  const { items } = await client.list<CriticalSystem>(CRITICAL_SYSTEM, { namespace, signal });
  const systems = items.filter(({ spec }) => spec.rosterRef?.name === name).map(({ metadata }) => metadata.name);
  const yaml = stringify({ spec: { identityMappings: [{ account, person }] } }, { lineWidth: 0 });
  const lines = [
    `StaffRoster ${name} in ${namespace} gets:`,
    ...visibleLines(yaml),
    ...(plan.replaced === undefined ? [] : [`It replaces ${visible(plan.replaced)}.`]),
    systems.length === 0
      ? 'No critical system names this roster.'
      : `It counts for the critical systems that name this roster: ${systems.toSorted().join(', ')}.`,
    `Mappings: ${roster.spec.identityMappings?.length ?? 0} before, ${plan.mappings.length} after.`,
  ];
  return `${lines.join('\n')}\n`;
}

const visibleLines = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${visible(line)}`);

/** The roster, or why there is none to write to. */
async function findRoster(
  { client, namespace }: Reached,
  name: string | undefined,
  { signal }: Io,
): Promise<StaffRoster | string> {
  if (name !== undefined) {
    try {
      return await client.get<StaffRoster>(STAFF_ROSTER, { namespace, name }, { signal });
    } catch (error) {
      if (isNotFound(error)) return `StaffRoster ${name} is not in the namespace ${namespace}`;
      throw error;
    }
  }
  const { items } = await client.list<StaffRoster>(STAFF_ROSTER, { namespace, signal });
  const [only] = items;
  if (only !== undefined && items.length === 1) return only;
  if (only === undefined) return `there is no StaffRoster in the namespace ${namespace}; -n names another one`;
  const names = items.map(({ metadata }) => metadata.name).toSorted();
  return `the namespace ${namespace} has several StaffRosters (${names.join(', ')}); --roster says which`;
}

function refuse(message: string, io: Io): number {
  io.err(`docket access map: ${oneLine(message)}\n`);
  return EXIT.usage;
}
