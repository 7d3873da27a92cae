// `docket restore FILE`: creates the objects of a backup and gives them the statuses that they had. Overwrites nothing that is there.

import { isMap, parseAllDocuments } from 'yaml';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { keyOf } from '../../api/meta.ts';
import { runBounded } from '../../base/bounded.ts';
import { systemClock } from '../../base/clock.ts';
import { isSameJson } from '../../base/json.ts';
import { pause } from '../../base/timing.ts';
import { kubeconfigEnv } from '../../config.ts';
import type { KubeClient } from '../../kube/client.ts';
import { loadKubeConfig } from '../../kube/config.ts';
import { isAlreadyExists } from '../../kube/errors.ts';
import { createRestClient } from '../../kube/rest.ts';
import { EXIT, type Io } from '../io.ts';
import { oneLine } from '../printable.ts';
import { VERSION } from '../version.ts';
import { created, restoredStatus, type Round, rounds, type SavedObject } from './plan.ts';
import { readWhole } from './read-whole.ts';

export interface RestoreOptions {
  /** `-` is standard input. */
  readonly file: string;
  readonly kubeconfig: string | undefined;
}

const AT_ONCE = 16;
/** Into the next second, by which the API server counts. */
const NEXT_SECOND_MS = 1_100;
const MAX_TOLD = 20;

/** Resolves to 0 when everything is there, 1 when something is not, 2 when the file holds no object of Docket. */
export async function runRestore({ file, kubeconfig }: RestoreOptions, io: Io): Promise<number> {
  const saved = objectsIn(await readWhole(file, io.input));
  const plan = rounds(saved);
  if (plan.length === 0) {
    io.err(
      `docket restore: ${oneLine(file)} holds no object of docket.dev: give it what kubectl get -o yaml printed\n`,
    );
    return EXIT.usage;
  }
  const kubeConfig = await loadKubeConfig({ kubeconfig, kubeconfigEnv: kubeconfigEnv() });
  const client = createRestClient({ kubeConfig, userAgent: `docket/${VERSION} (restore)`, clock: systemClock });
  try {
    const errors = await restoreAll(client, plan, io);
    const told = errors.slice(0, MAX_TOLD).map((error) => `docket restore: ${oneLine(textOf(error))}\n`);
    const rest = errors.length > MAX_TOLD ? `docket restore: and ${errors.length - MAX_TOLD} more\n` : '';
    io.err(told.join('') + rest);
    return errors.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await client.close();
  }
}

/** A list is what is in it. What is no object at all, such as an empty document, is left out. */
function objectsIn(text: string): SavedObject[] {
  const documents = parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`read the backup: ${error.message}`, { cause: error });
    return isMap(document.contents) ? [document.toJS() as SavedObject & { readonly items?: SavedObject[] }] : [];
  });
  return documents.flatMap((object) => object.items ?? [object]);
}

async function restoreAll(client: KubeClient, plan: readonly Round[], io: Io): Promise<unknown[]> {
  const uids = new Map<string, string>();
  const errors: unknown[] = [];
  for (const round of plan) {
    if (round.isLater) await pause(systemClock, NEXT_SECOND_MS, io.signal);
    const counts = { restored: 0, kept: 0 };
    const job = async (object: SavedObject): Promise<void> => {
      counts[await restoreOne(client, { type: round.type, object, uids })]++;
    };
    errors.push(...(await runBounded(round.objects, job, { limit: AT_ONCE, isStopped: () => io.signal.aborted })));
    io.out(`${round.type.plural}: ${counts.restored} restored, ${counts.kept} already there\n`);
  }
  if (io.signal.aborted) errors.push(new Error('stopped before everything was restored: run it again'));
  return errors;
}

interface Restoring {
  readonly type: ResourceType;
  readonly object: SavedObject;
  /** The old ones to the new ones; added to. */
  readonly uids: Map<string, string>;
}

async function restoreOne(client: KubeClient, { type, object, uids }: Restoring): Promise<'restored' | 'kept'> {
  const [stored, outcome] = await createOrGet(client, type, object);
  const old = object.metadata.uid;
  if (old !== undefined && stored.metadata.uid !== undefined) uids.set(old, stored.metadata.uid);
  const status =
    stored.status === undefined ? restoredStatus(object, stored.metadata.generation ?? 1, uids) : undefined;
  if (status === undefined) return outcome;
  const { name, namespace, resourceVersion } = stored.metadata;
  const target = { name, resourceVersion, ...(namespace === undefined ? {} : { namespace }) };
  await client.updateStatus(type, { metadata: target, status } as Parameters<KubeClient['updateStatus']>[1]);
  return outcome;
}

/** Throws where another object has the name. */
async function createOrGet(
  client: KubeClient,
  type: ResourceType,
  object: SavedObject,
): Promise<[SavedObject, 'restored' | 'kept']> {
  const wanted = created(object) as SavedObject;
  try {
    return [await client.create<SavedObject>(type, wanted), 'restored'];
  } catch (error) {
    if (!isAlreadyExists(error)) throw described(type, object, error);
  }
  const existing = await client.get<SavedObject>(type, object.metadata);
  if (isSameJson(existing.spec ?? {}, wanted.spec ?? {})) return [existing, 'kept'];
  throw described(type, object, new Error('another one of that name is there; nothing was changed'));
}

function described({ plural }: ResourceType, { metadata }: KubeObject, cause: unknown): Error {
  return new Error(`${plural} ${keyOf(metadata)}: ${textOf(cause)}`, { cause });
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
