// Records the states of Docket's objects that a run produces, where the environment variable DOCKET_STATES_LOG names a folder: a line for each
// state (state.ts), each once per process, sorted by nobody. On the embedded cluster it sees what is written, on a real one what a watch tells.

import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DOCKET_KINDS } from '../../../src/api/kinds.ts';
import type { ResourceType } from '../../../src/api/meta.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { loadKubeConfig } from '../../../src/kube/config.ts';
import { createRestClient } from '../../../src/kube/rest.ts';
import { type HealthObject, textOf } from './state.ts';

const DOCKET = /^docket\.dev\//;
/** A kind that is not installed yet, or a server that is away, is asked again after so long. */
const AGAIN_MS = 300;

const seen = new Set<string>();

/** Where this run records; undefined: nowhere. */
export const statesFolder = (): string | undefined => process.env['DOCKET_STATES_LOG'];

function record(folder: string, object: HealthObject): void {
  if (!DOCKET.test(object.apiVersion)) return;
  const text = textOf(object);
  if (seen.has(text)) return;
  seen.add(text);
  mkdirSync(folder, { recursive: true });
  appendFileSync(path.join(folder, `${process.pid}.txt`), `${text}\n`);
}

/** A client of the embedded cluster, of which each object that is written is recorded; the same client where nothing is recorded. */
export function recorded(client: KubeClient): KubeClient {
  const folder = statesFolder();
  if (folder === undefined) return client;
  const noting =
    <A extends unknown[], R>(write: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const written = await write(...given);
      const { dryRun = false } = (given.at(-1) ?? {}) as { readonly dryRun?: boolean };
      if (!dryRun) record(folder, written as HealthObject);
      return written;
    };
  const { create, update, updateStatus, patch } = client;
  return {
    ...client,
    create: noting(create),
    update: noting(update),
    updateStatus: noting(updateStatus) as KubeClient['updateStatus'],
    patch: noting(patch) as KubeClient['patch'],
  };
}

export interface Recording {
  stop(): Promise<void>;
}

/** Records what the cluster of a kubeconfig goes through, until it is stopped. */
export async function recordCluster(kubeconfig: string, folder: string | undefined): Promise<Recording> {
  if (folder === undefined) return { stop: () => Promise.resolve() };
  const kubeConfig = await loadKubeConfig({ kubeconfig });
  const client = createRestClient({ kubeConfig, userAgent: 'docket/test (states)', clock: systemClock });
  const stopped = new AbortController();
  const running = DOCKET_KINDS.map((type) => follow(client, { type, folder, signal: stopped.signal }));
  return {
    async stop() {
      stopped.abort();
      await Promise.all(running);
      await client.close();
    },
  };
}

interface Followed {
  readonly type: ResourceType;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Each watch begins with what there is: what came and went between two is not seen. */
async function follow(client: KubeClient, { type, folder, signal }: Followed): Promise<void> {
  while (!signal.aborted) {
    try {
      const events = client.watch<HealthObject>(type, { sendInitialEvents: true, allowWatchBookmarks: true, signal });
      for await (const { type: event, object } of events) if (event !== 'BOOKMARK') record(folder, object);
    } catch {
      // Not installed yet, or the server restarts.
    }
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}
