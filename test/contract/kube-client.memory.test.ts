// The contract of KubeClient on the embedded cluster.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { CustomResourceDefinition } from '../../src/api/crd.ts';
import { NAMESPACE } from '../../src/api/kinds.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { systemClock } from '../../src/base/clock.ts';
import { describeKubeClient } from './kube-client.ts';

const WIDGETS = path.join(import.meta.dirname, '../fixtures/contract/widgets.yaml');
const widgets = parse(readFileSync(WIDGETS, 'utf8')) as CustomResourceDefinition;
const { client } = createMemoryCluster({ crds: [...CRDS, widgets], clock: systemClock });
let made = 0;

describeKubeClient('the embedded cluster', async () => {
  const namespace = `contract-${made++}`;
  await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return { client, namespace };
});
