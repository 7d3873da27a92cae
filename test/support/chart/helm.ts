// Runs Helm as a user would, against the working tree's chart: rendering without a cluster, or on a control plane. It must not
// interpret what Helm says beyond parsing the objects.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { helmBinary } from '../../../tools/helm/binaries.ts';
import type { HelmRelease } from '../../../tools/helm/releases.ts';

export const CHART = path.resolve(import.meta.dirname, '../../../charts/docket');
/** Helm without a cluster believes in the Kubernetes that it was built with, which may be older than the chart wants. */
const KUBE_VERSION = ['--kube-version', '1.36.0'];

const run = promisify(execFile);

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface HelmOptions {
  readonly release?: HelmRelease;
  readonly kubeconfig?: string;
  /** Where Helm keeps its own files; nothing of the user's is touched. */
  readonly home?: string;
}

/** What Helm prints. Rejects with its message when it fails. */
export async function helm(args: readonly string[], options: HelmOptions = {}): Promise<string> {
  const { release = '4.1', kubeconfig = '/dev/null', home = '/nonexistent' } = options;
  const env = { PATH: process.env['PATH'], HOME: home, HELM_CACHE_HOME: home, KUBECONFIG: kubeconfig };
  const { stdout } = await run(await helmBinary(release), [...args], { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** The objects that the chart gives with these `--set-json` values and flags. */
export async function render(
  values: Readonly<Record<string, unknown>> = {},
  flags: readonly string[] = [],
  options: HelmOptions = {},
): Promise<Manifest[]> {
  const args = ['template', 'docket', CHART, '--namespace', 'docket-system', ...KUBE_VERSION, ...flags];
  return objectsIn(await helm([...args, ...asFlags(values)], options));
}

/** As Helm takes values on its command line. */
export function asFlags(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['--set-json', `${key}=${JSON.stringify(value)}`]);
}

export function objectsIn(yaml: string): Manifest[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);
}

/** The only object of a kind. Throws when there is none, or several. */
export function theOnly(objects: readonly Manifest[], kind: string): Manifest {
  const found = objects.filter((object) => object.kind === kind);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`expected one ${kind}, found ${found.length}`);
  return only;
}
