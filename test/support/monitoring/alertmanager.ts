// A real Alertmanager for a test: started with a configuration on a free port of the loopback interface, stopped at the end.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../tools/control-plane/ports.ts';
import { monitoringBinary } from '../../../tools/monitoring/binaries.ts';
import { ended, untilReady } from './prometheus.ts';

export interface Alertmanager {
  /** HOST:PORT. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts it with this alertmanager.yml, and waits until it is ready. */
export async function startAlertmanager(configuration: string): Promise<Alertmanager> {
  const folder = await mkdtemp(path.join(tmpdir(), 'docket-alertmanager-'));
  const address = `127.0.0.1:${await freePort()}`;
  const file = path.join(folder, 'alertmanager.yml');
  await writeFile(file, configuration);
  const flags = [`--config.file=${file}`, `--storage.path=${folder}/data`, '--cluster.listen-address='];
  const child: ChildProcess = spawn(
    await monitoringBinary('alertmanager'),
    [...flags, `--web.listen-address=${address}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  await untilReady(`http://${address}/-/ready`, child, () => said);
  return {
    address,
    async stop() {
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
