// Life in a PagerDuty account, and syncs of the source that mirrors it, one after the other, until it is stopped. One incident stays
// open throughout, so that a check that passes meanwhile is wrong.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import type { Account } from '../vendors/pagerduty/server.ts';

export interface IncidentLoad {
  /** Syncs that were asked for. */
  readonly requests: number;
  /** Ends it; asks for one more sync, of which it resolves with the value. */
  stop(): Promise<string>;
}

export interface Mirror {
  readonly plane: ControlPlaneAccess;
  readonly namespace: string;
  readonly source: string;
}

const CHANGE_EVERY_MS = 250;
const SYNC_EVERY_MS = 350;

/** Asks for a sync, as `kubectl annotate` does. */
export async function requestSync({ plane, namespace, source }: Mirror, value: string): Promise<void> {
  const { status, body } = await plane.request({
    method: 'PATCH',
    path: `/apis/docket.dev/v1alpha1/namespaces/${namespace}/incidentsources/${source}`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { 'docket.dev/requestedAt': value } } },
  });
  if (status !== 200) throw new Error(`annotate the source: ${status} ${body}`);
}

/** `random` is uniform in [0, 1). */
export function startLoad(mirror: Mirror, account: Account, random: () => number): IncidentLoad {
  account.trigger({ title: 'The one that stays open', priority: 'P1' });
  const stopping = new AbortController();
  let requests = 0;
  const repeat = async (everyMs: number, act: () => Promise<void> | void): Promise<void> => {
    while (!stopping.signal.aborted) {
      await act();
      await sleep(everyMs);
    }
  };
  const running = Promise.all([
    repeat(CHANGE_EVERY_MS, () => change(account, random)),
    repeat(SYNC_EVERY_MS, () => requestSync(mirror, `load-${++requests}`)),
  ]);
  return {
    get requests() {
      return requests;
    },
    async stop() {
      stopping.abort();
      await running;
      await requestSync(mirror, 'load-over');
      return 'load-over';
    },
  };
}

function change(account: Account, random: () => number): void {
  const open = [...account.incidents.values()].filter(({ status }) => status !== 'resolved').slice(1);
  const chosen = open[Math.floor(random() * open.length)];
  const what = random();
  if (chosen === undefined || what < 0.4) account.trigger({ priority: `P${1 + Math.floor(random() * 5)}` });
  else if (what < 0.6) account.acknowledge(chosen.id);
  else if (what < 0.95) account.resolve(chosen.id);
  else account.edit(chosen.id, { title: `Renamed ${chosen.id}` });
}
