// Ingest memory: the most resident memory that the operator's process ever takes, from its start through the ingest of new incidents from
// PagerDuty until the checks are right. What runs is what the image runs: the bundle, with the image's flags, against a real server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPLIANCE_CHECK } from '../src/api/kinds.ts';
import type { ComplianceCheck } from '../src/api/v1alpha1/compliancecheck.gen.ts';
import { collectionPath } from '../src/kube/paths.ts';
import { bundleInto } from '../tools/build/bundle.ts';
import type { Bench, Benchmark } from './benchmark.ts';
import type { BareClient } from './support/bare-client.ts';
import { flagsOfTheImage } from './support/image.ts';
import { applyPagerDutySource, startPagerDutyProcess } from './support/pagerduty.ts';
import { median, scaled } from './support/statistics.ts';
import { readTemplates } from './support/writer.ts';

const INCIDENTS = 5_000;
const ROUNDS = 3;
const LOOK_EVERY_MS = 500;

export const ingestMemory: Benchmark = {
  about: `the most resident memory of the operator's process while it brings in ${INCIDENTS} new incidents from PagerDuty`,
  goals: { ingest_peak_rss_mb: { goal: 160, better: 'lower' } },
  async run({ cluster, scale, say }) {
    const incidents = scaled(INCIDENTS, scale, 20);
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-bench-'));
    const { outfile } = await bundleInto(folder.path, 'docket', 'src/main.ts');
    await bundleInto(folder.path, 'expression-worker', 'src/judgement/expressions/expression-worker.ts');
    await using pagerDuty = await startPagerDutyProcess(incidents);
    const peaks: number[] = [];
    for (let round = 0; round < scaled(ROUNDS, scale, 1); round++) {
      const peak = await peakOf({
        cluster: await cluster(),
        url: pagerDuty.url,
        incidents,
        outfile,
        folder: folder.path,
      });
      say(`${incidents} incidents: at most ${peak.toFixed(0)} MB resident`);
      peaks.push(peak);
    }
    return { ingest_peak_rss_mb: median(peaks) };
  },
};

interface Ingest {
  readonly cluster: Awaited<ReturnType<Bench['cluster']>>;
  readonly url: string;
  readonly incidents: number;
  readonly outfile: string;
  readonly folder: string;
}

/** In MB of a million bytes. */
async function peakOf({ cluster, url, incidents, outfile, folder }: Ingest): Promise<number> {
  const namespace = await cluster.access.createNamespace();
  await using admin = cluster.bareClient(1);
  const report = path.join(folder, `${namespace}.peak`);
  const flags = [
    '--namespace',
    namespace,
    '--allow-endpoints',
    new URL(url).host,
    '--kubeconfig',
    cluster.access.kubeconfig,
  ];
  const quiet = ['--metrics-bind-address', '0', '--health-probe-bind-address', '0'];
  const command = [...flagsOfTheImage(), '--import', reporting(report), outfile, 'operator', ...flags, ...quiet];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  try {
    await applyPagerDutySource(admin, namespace, url);
    await untilIngested(admin, namespace, incidents);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  return (Number(await readFile(report, 'utf8')) * 1024) / 1e6;
}

/** A module that writes the peak in KiB to a file at the end of the process. */
function reporting(file: string): string {
  const script = `import { writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  return `data:text/javascript,${encodeURIComponent(script)}`;
}

/** Until the check counts every incident, and each has its status. */
async function untilIngested(admin: BareClient, namespace: string, incidents: number): Promise<void> {
  const counted = async (): Promise<number> => {
    const { items } = (await admin.send('GET', collectionPath(COMPLIANCE_CHECK, namespace))) as {
      items: ComplianceCheck[];
    };
    const closed = items.find(({ spec }) => spec.type === 'IncidentClosed');
    return Object.values(closed?.status?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  };
  while ((await counted()) < incidents) await sleep(LOOK_EVERY_MS);
  while ((await readTemplates(admin, namespace)).some(({ status }) => status === undefined)) await sleep(LOOK_EVERY_MS);
}
