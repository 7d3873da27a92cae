// Puts the objects of YAML files into the embedded cluster, as `kubectl apply` would into a real one: Docket's, the Secrets and
// ConfigMaps that they refer to, and namespaces. What else the files hold is left out.

import { NAMESPACE } from '../../api/kinds.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { KubeError } from '../../kube/errors.ts';
import type { MemoryCluster } from '../../kube/memory.ts';
import { findingLine } from '../files/findings.ts';
import type { LoadedObject } from '../files/read-objects.ts';
import type { Input } from '../files/read-text.ts';
import { sealedKeys } from '../files/sealed.ts';
import { validateDirectory } from '../files/validation.ts';

const DEFAULT_NAMESPACE = 'default';

export interface Seeded {
  /** What was not taken, each as `file:line:column: message`; empty when everything was. */
  readonly refused: readonly string[];
  /** What was left out though it is referred to, a sentence each. */
  readonly notes: readonly string[];
}

/** `dir`: a folder, a file, or `-`. Rejects when it is not there. */
export async function applySeed(cluster: MemoryCluster, dir: string, input?: Input): Promise<Seeded> {
  const { findings, accepted, holders, others } = await validateDirectory(dir, input === undefined ? {} : { input });
  if (findings.length > 0) return { refused: findings.map(findingLine), notes: [] };
  const isShown = ({ object }: LoadedObject): boolean => sealedKeys(object).size === 0;
  const used = holders.map(({ loaded, type }) => ({ loaded, type }));
  const wanted = [
    ...others.filter(({ object }) => isNamespace(object)).map((loaded) => ({ loaded, type: NAMESPACE })),
    ...used.filter(({ loaded }) => isShown(loaded)),
    ...accepted,
  ];
  const refused: string[] = [];
  for (const { loaded, type } of wanted) {
    const message = await create(cluster, type, loaded);
    if (message !== undefined) refused.push(`${loaded.file}:${loaded.line}: ${message}`);
  }
  return { refused, notes: used.filter(({ loaded }) => !isShown(loaded)).map(({ loaded }) => sealedNote(loaded)) };
}

const isNamespace = ({ apiVersion, kind }: LoadedObject['object']): boolean =>
  kind === NAMESPACE.kind && apiVersion === apiVersionOf(NAMESPACE);

const sealedNote = ({ file, line, object: { kind, metadata } }: LoadedObject): string =>
  `${file}:${line}: ${kind} ${String(metadata['name'])} is encrypted, or filled in only in a cluster, and is left out here`;

/** Undefined once it is stored, else why it is not. */
async function create(
  { client }: MemoryCluster,
  type: ResourceType,
  { object }: LoadedObject,
): Promise<string | undefined> {
  const { namespace } = object.metadata;
  const isPlaced = !type.namespaced || (typeof namespace === 'string' && namespace !== '');
  const metadata = isPlaced ? object.metadata : { ...object.metadata, namespace: DEFAULT_NAMESPACE };
  try {
    await client.create(type, { ...object, metadata } as unknown as KubeObject);
    return undefined;
  } catch (error) {
    if (error instanceof KubeError) return error.message;
    throw error;
  }
}
