// config/default and the chart are two ways to the same objects: rendered with the chart's defaults, they may differ in nothing but
// the labels that Helm needs and the note that keeps the CRDs at an uninstall.

import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedControlPlane } from '../../support/clusters/control-plane.ts';
import { type Manifest, objectsIn, render } from '../../support/chart/helm.ts';

const DEFAULT = path.resolve(import.meta.dirname, '../../../config/default');

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

describe('config/default and the chart', () => {
  let ofChart: Map<string, Manifest>;
  let ofKustomize: Map<string, Manifest>;
  beforeAll(async () => {
    const { stdout } = await sharedControlPlane().kubectl(['kustomize', DEFAULT]);
    ofKustomize = new Map(objectsIn(stdout).map((object) => [keyOf(object), object]));
    ofChart = new Map((await render()).map((object) => [keyOf(object), object]));
  });

  it('have the same objects, but for the namespace, which Helm makes itself', () => {
    const own = [...ofKustomize.keys()].filter((key) => key !== 'Namespace /docket-system');
    expect([...ofChart.keys()].toSorted()).toEqual(own.toSorted());
    expect(own.length).toBeGreaterThan(30);
  });

  it('have them with the same content', () => {
    for (const [key, object] of ofChart) {
      const other = ofKustomize.get(key);
      expect(other && bare(other), key).toEqual(bare(object));
    }
  });
});
