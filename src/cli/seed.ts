// Puts the objects of YAML files into the embedded cluster, as `kubectl apply` would into a real one.

import { apiVersionOf, type KubeObject } from '../api/meta.ts';
import { KubeError } from '../kube/errors.ts';
import type { MemoryCluster } from '../kube/memory.ts';
import { type LoadedObject, loadYaml } from './files/load-yaml.ts';

const DEFAULT_NAMESPACE = 'default';

/** The objects that were refused, each as `file:line: message`; empty when all were stored. */
export async function applySeed(cluster: MemoryCluster, dir: string): Promise<string[]> {
  const { objects, problems } = await loadYaml(dir);
  const refused: string[] = [];
  for (const each of objects) {
    const message = await create(cluster, each);
    if (message !== undefined) refused.push(`${each.file}:${each.line}: ${message}`);
  }
  return [...problems.map(({ file, line, message }) => `${file}:${line}: ${message}`), ...refused];
}

/** Undefined when it was stored, else why not. */
async function create({ client, types }: MemoryCluster, { object }: LoadedObject): Promise<string | undefined> {
  const { apiVersion, kind } = object;
  const type = types.find((each) => each.kind === kind && apiVersionOf(each) === apiVersion);
  if (type === undefined) return `the embedded cluster has no kind ${kind} of ${apiVersion}`;
  const metadata = type.namespaced ? { namespace: DEFAULT_NAMESPACE, ...object.metadata } : object.metadata;
  try {
    await client.create(type, { ...object, metadata } as unknown as KubeObject);
    return undefined;
  } catch (error) {
    if (error instanceof KubeError) return error.message;
    throw error;
  }
}
