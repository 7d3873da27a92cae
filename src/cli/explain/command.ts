// `docket explain check/NAME | incident/NAME`: why the verdict, from which facts, by which policy, until when. Reads files or a cluster;
// writes nothing.

import type { KubeObject } from '../../api/meta.ts';
import { ConfigError, kubeconfigEnv } from '../../config.ts';
import { loadKubeConfig } from '../../kube/config.ts';
import { createRestClient } from '../../kube/rest.ts';
import { systemClock } from '../../base/clock.ts';
import { counted, findingLine, isMissing, missingText } from '../files/findings.ts';
import { skippedLines } from '../files/skipped.ts';
import { EXIT, type Io } from '../io.ts';
import { readObjects } from '../files/file-objects.ts';
import type { AccessFiles } from '../../judgement/offline/access.ts';
import { judgeObjects, type Judgement } from '../../judgement/offline/judge-objects.ts';
import { jsonText, oneLine } from '../printable.ts';
import { VERSION } from '../version.ts';
import { explainCheck } from '../../judgement/explain/check.ts';
import { checkText } from './check-text.ts';
import { readCluster } from './cluster-objects.ts';
import { explainIncident } from '../../judgement/explain/incident.ts';
import { incidentText } from './incident-text.ts';
import { notFound, parseTarget, type Target } from './target.ts';

export type ExplainOutput = 'text' | 'json';

export interface ExplainOptions {
  /** `check/NAME` or `incident/NAME`. */
  readonly target: string;
  readonly now: Date;
  readonly output: ExplainOutput;
  /** A folder of YAML, a file, or `-`; undefined: a cluster. */
  readonly files: string | undefined;
  /** Of files: what is no Kubernetes object is refused, and not skipped. */
  readonly strict: boolean;
  /** Of files: tells what is skipped. */
  readonly verbose: boolean;
  readonly kubeconfig: string | undefined;
  /** Undefined: `default`, or the context's. */
  readonly namespace: string | undefined;
}

/** Resolves to 0 once explained, 2 for wrong input and for a name that is not there. Rejects when the cluster cannot be read. */
export async function runExplain(options: ExplainOptions, io: Io): Promise<number> {
  const { now, output } = options;
  if (options.files !== undefined && options.kubeconfig !== undefined) {
    throw new ConfigError('-f and --kubeconfig: files or a cluster, not both; leave one out');
  }
  const target = parseTarget(options.target);
  const input =
    options.files === undefined ? await fromCluster(options, io) : await fromFiles(options.files, options, io);
  if (input === undefined) return EXIT.usage;
  const judgement = await judgeObjects({ now, ...input });
  const explained = explain(target, { judgement, output, ...input });
  if (explained === undefined) {
    io.err(`docket explain: ${oneLine(notFound(target, input.namespace, judgement))}\n`);
    return EXIT.usage;
  }
  io.out(`${explained}\n`);
  return EXIT.ok;
}

interface Input {
  readonly objects: readonly KubeObject[];
  /** Of files. */
  readonly access?: AccessFiles;
  readonly namespace: string;
  /** Kinds of policies that may not be read, by their plural names. */
  readonly notReadable: readonly string[];
}

interface Asked extends Pick<Input, 'namespace' | 'notReadable'> {
  readonly judgement: Judgement;
  readonly output: ExplainOutput;
}

function explain({ kind, name }: Target, { namespace, judgement, output, notReadable }: Asked): string | undefined {
  const key = `${namespace}/${name}`;
  const json = (explained: object): string =>
    jsonText(notReadable.length === 0 ? explained : { ...explained, notReadable });
  const text = (explained: string): string => [explained, ...policiesText(notReadable)].join('\n\n');
  if (kind === 'check') {
    const check = explainCheck(key, judgement);
    return check && (output === 'json' ? json(check) : text(checkText(check)));
  }
  const incident = explainIncident(key, judgement);
  return incident && (output === 'json' ? json(incident) : text(incidentText(incident)));
}

function policiesText(notReadable: readonly string[]): string[] {
  if (notReadable.length === 0) return [];
  const lines = [
    `You may not list ${notReadable.toSorted().join(' and ')}, which are cluster-scoped. What depends on them is Unknown here; the`,
    'operator reads them, and what it found is in the status. The ClusterRole docket-policy-reader allows it.',
  ];
  return [['policies: not readable', ...lines.map((line) => `  ${line}`)].join('\n')];
}

/** Undefined when the files have errors, which are printed. */
async function fromFiles(
  root: string,
  { now, namespace = 'default', strict, verbose }: ExplainOptions,
  io: Io,
): Promise<Input | undefined> {
  try {
    const { findings, objects, access, summary, validation } = await readObjects(root, now, {
      strict,
      input: io.input,
    });
    if (verbose)
      io.err(
        skippedLines(validation)
          .map((line) => `${line}\n`)
          .join(''),
      );
    if (findings.length === 0) return { objects, access, namespace, notReadable: [] };
    io.err(findings.map((finding) => `${findingLine(finding)}\n`).join(''));
    io.err(`docket explain: ${counted(findings.length, 'finding')} in ${summary}\n`);
  } catch (error) {
    if (!isMissing(error)) throw error;
    io.err(missingText('explain', root));
  }
  return undefined;
}

async function fromCluster({ kubeconfig, namespace }: ExplainOptions, io: Io): Promise<Input> {
  const config = await loadKubeConfig({ kubeconfig, kubeconfigEnv: kubeconfigEnv() });
  const client = createRestClient({
    kubeConfig: config,
    userAgent: `docket/${VERSION} (explain)`,
    clock: systemClock,
  });
  const where = namespace ?? config.namespace ?? 'default';
  try {
    return { ...(await readCluster(client, where, io.signal)), namespace: where };
  } finally {
    await client.close();
  }
}
