// Alertmanager's notifications of one alert each, and a sender that repeats until it is told that one is stored.

import { setTimeout as sleep } from 'node:timers/promises';

export const TOKEN = 'a-token-that-alertmanager-has';
const STARTS_AT = '2026-03-02T10:00:00Z';

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export function anAlert(fingerprint: string): string {
  const labels = { alertname: 'Intrusion', severity: 'critical', instance: fingerprint };
  return JSON.stringify({
    version: '4',
    groupKey: '{}:{alertname="Intrusion"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'docket',
    groupLabels: { alertname: 'Intrusion' },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: { summary: `Intrusion at ${fingerprint}` },
        startsAt: STARTS_AT,
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus:9090/graph',
        fingerprint,
      },
    ],
  });
}

export interface Sending {
  readonly url: string;
  readonly path: string;
}

/** The status of one attempt; undefined without an answer. */
export async function attempt({ url, path }: Sending, body: string, token = TOKEN): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' };
  try {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined; // Nobody was there, or it died in between.
  }
}

/** Repeats what was not stored, as Alertmanager does after a 5xx or no answer. Returns how often it had to. */
export async function sendUntilStored(sending: Sending, body: string): Promise<number> {
  for (let repetitions = 0; ; repetitions++) {
    const code = await attempt(sending, body);
    if (code === 200) return repetitions;
    if (code !== undefined && code < 500 && code !== 429) throw new Error(`the receiver said ${code}`);
    await sleep(50);
  }
}
