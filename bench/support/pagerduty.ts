// Starts the loopback PagerDuty of the benchmarks beside this process and ends it, and applies a source that reads it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import { collectionPath } from '../../src/kube/paths.ts';
import type { BareClient } from './bare-client.ts';

/** The key that the loopback server accepts. */
export const API_KEY = 'good-token';

export interface PagerDuty extends AsyncDisposable {
  readonly url: string;
}

export async function startPagerDutyProcess(incidents: number): Promise<PagerDuty> {
  const file = new URL('pagerduty.main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file, String(incidents)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string | number];
  if (typeof line !== 'string') throw new Error(`start the loopback PagerDuty: it ended with ${String(line)}`);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Creates the Secret and the source, both of the name `pagerduty`. */
export async function applyPagerDutySource(admin: BareClient, namespace: string, endpoint: string): Promise<void> {
  const metadata = { name: 'pagerduty' };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: API_KEY } };
  await admin.send('POST', `/api/v1/namespaces/${namespace}/secrets`, secret);
  await admin.send('POST', collectionPath(INCIDENT_SOURCE, namespace), {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata,
    spec: { pagerDuty: { endpoint }, secretRef: { name: metadata.name } },
  });
}
