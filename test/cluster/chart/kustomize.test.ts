// The kustomizations and the chart are two ways to the same objects: config/default gives what the chart's defaults give, and a component
// of config what the chart's value for it gives. They may differ in nothing but the labels that Helm needs and the note that keeps the CRDs at
// an uninstall.

import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { sharedControlPlane } from '../../support/clusters/control-plane.ts';
import { type Manifest, objectsIn, render } from '../../support/chart/helm.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../../config');

const keyOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
const isHelmsOwn = (key: string): boolean =>
  ['app.kubernetes.io/instance', 'app.kubernetes.io/version', 'app.kubernetes.io/managed-by', 'helm.sh/chart'].includes(
    key,
  );

/** The same object without Helm's own labels, wherever they are; `app.kubernetes.io/name` on objects is for people only. */
function bare(object: Manifest): unknown {
  const { annotations = {}, labels = {}, ...metadata } = object.metadata;
  const { 'helm.sh/resource-policy': _keep, ...notes } = annotations;
  const { 'app.kubernetes.io/name': _name, ...rest } = labels;
  return withoutHelm({ ...object, metadata: { ...metadata, labels: rest, annotations: notes } });
}

function withoutHelm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHelm);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !isHelmsOwn(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutHelm(inner)]));
}

/** What `kubectl kustomize` gives for an overlay of config/default with these components of config. */
async function kustomize(components: readonly string[]): Promise<Manifest[]> {
  const overlay = await realpath(await mkdtemp(path.join(tmpdir(), 'docket-overlay-')));
  const relative = (folder: string): string => path.relative(overlay, path.join(CONFIG, folder));
  const kustomization = { resources: [relative('default')], components: components.map(relative) };
  try {
    await writeFile(path.join(overlay, 'kustomization.yaml'), stringify(kustomization));
    return objectsIn((await sharedControlPlane().kubectl(['kustomize', overlay])).stdout);
  } finally {
    await rm(overlay, { recursive: true });
  }
}

const byKey = (objects: readonly Manifest[]): Map<string, Manifest> =>
  new Map(objects.map((object) => [keyOf(object), object]));

describe.each([
  { components: [], values: {}, own: 'Deployment docket-system/docket' },
  { components: ['webhook'], values: { 'webhook.enabled': true }, own: 'Service docket-system/docket-webhook' },
])('config/default with the components $components, and the chart with $values', ({ components, values, own }) => {
  let ofChart: Map<string, Manifest>;
  let ofKustomize: Map<string, Manifest>;
  beforeAll(async () => {
    ofKustomize = byKey(await kustomize(components));
    ofChart = byKey(await render(values));
  });

  it('have the same objects, but for the namespace, which Helm makes itself', () => {
    const keys = [...ofKustomize.keys()].filter((key) => key !== 'Namespace /docket-system');
    expect([...ofChart.keys()].toSorted()).toEqual(keys.toSorted());
    expect(keys).toContain(own);
    expect(keys.length).toBeGreaterThan(30);
  });

  it('have them with the same content', () => {
    for (const [key, object] of ofChart) {
      const other = ofKustomize.get(key);
      expect(other && bare(other), key).toEqual(bare(object));
    }
  });
});
