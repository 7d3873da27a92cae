// The annotations of the chart that Artifact Hub reads about the kinds, with an example each, and the chart's versions. From the CRDs, the
// samples and package.json; the rest of Chart.yaml stays as it is written. What only a release knows is added by tools/release.
// Names of annotations and fields: https://artifacthub.io/docs/topics/annotations/helm/.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, parseDocument, stringify } from 'yaml';
import { storageVersion } from '../../src/api/crd.ts';
import { type CrdFile, ROOT } from '../crd-files.ts';
import type { DerivedFile } from './derived-file.ts';

const CHART_FILE = 'charts/docket/Chart.yaml';

export async function chartManifest(crds: readonly CrdFile[]): Promise<DerivedFile> {
  const { version } = JSON.parse(await read('package.json')) as { readonly version: string };
  const document = parseDocument(await read(CHART_FILE));
  const annotations = { crds: crds.map(kindOf), crdsExamples: await Promise.all(crds.map(exampleOf)) };
  for (const [name, value] of Object.entries(annotations)) {
    document.setIn(['annotations', `artifacthub.io/${name}`], stringify(value, { lineWidth: 0 }));
  }
  document.set('version', version);
  document.set('appVersion', version);
  return { file: CHART_FILE, text: document.toString({ lineWidth: 0 }) };
}

function kindOf({ crd }: CrdFile): object {
  const { kind } = crd.spec.names;
  const { name: version, schema } = storageVersion(crd);
  const [description] = (schema.openAPIV3Schema.description ?? '').split(/(?<=\.)\s/, 1);
  const displayName = kind.replaceAll(/(?<=[a-zA-Z])(?=[A-Z][a-z])/g, ' ');
  return { kind, version, name: crd.metadata.name, displayName, description };
}

async function exampleOf({ crd }: CrdFile): Promise<unknown> {
  return parse(await read(`config/samples/${crd.spec.names.singular}/minimal.yaml`)) as unknown;
}

const read = (file: string): Promise<string> => readFile(path.join(ROOT, file), 'utf8');
