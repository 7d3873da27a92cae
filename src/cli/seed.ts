// Puts the objects of YAML files into the embedded cluster, as `kubectl apply` would into a real one.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { apiVersionOf, type KubeObject } from '../api/meta.ts';
import type { MemoryCluster } from '../kube/memory.ts';

/** Problems, each with its file; empty when everything was taken. */
export async function applySeed({ client, types }: MemoryCluster, dir: string): Promise<string[]> {
  const problems: string[] = [];
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()) {
    for (const document of parseAllDocuments(readFileSync(path.join(dir, file), 'utf8'))) {
      const object = document.toJS() as KubeObject;
      const type = types.find((each) => each.kind === object.kind && apiVersionOf(each) === object.apiVersion);
      if (type === undefined) problems.push(`${file}: the embedded cluster has no kind ${object.kind}`);
      else await client.create(type, object).catch((error: unknown) => problems.push(`${file}: ${String(error)}`));
    }
  }
  return problems;
}
