// Sends signed deliveries of one alert each at a fixed pace, whatever is answered, to the address in the first argument. Takes a pace per
// line of its standard input, answers each with one line of JSON, and ends when its input does.

import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { epochMs, type Pace, SECRET, type Sent } from './sender.ts';

const url = new URL(process.argv[2] ?? '');
const CONNECTIONS = 128;
const pool = new Pool(url.origin, { connections: CONNECTIONS, pipelining: 1 });
let sent = 0;

for await (const line of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify(await sendAll(JSON.parse(line) as Pace))}\n`);
}
await pool.close();

async function sendAll({ count, perSecond }: Pace): Promise<Sent[]> {
  const startMs = epochMs();
  const answers: Array<Promise<Sent>> = [];
  while (answers.length < count) {
    const dueAtMs = startMs + (answers.length * 1_000) / perSecond;
    const waitMs = dueAtMs - epochMs();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    answers.push(sendOne(dueAtMs));
  }
  return Promise.all(answers);
}

async function sendOne(dueAtMs: number): Promise<Sent> {
  const title = `Intrusion ${sent++}`;
  const body = anAlert(title);
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  try {
    const answer = await pool.request({ method: 'POST', path: url.pathname, headers, body });
    await answer.body.dump();
    return { title, dueAtMs, answeredAtMs: epochMs(), code: answer.statusCode };
  } catch {
    return { title, dueAtMs, answeredAtMs: epochMs(), code: 0 };
  }
}

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
function anAlert(title: string): string {
  const labels = { alertname: 'Intrusion', severity: 'critical', instance: title };
  const alert = {
    ...{ status: 'firing', labels, annotations: { summary: title }, startsAt: new Date().toISOString() },
    ...{ endsAt: '0001-01-01T00:00:00Z', generatorURL: 'http://prometheus:9090/graph' },
    fingerprint: createHmac('sha256', '').update(title).digest('hex').slice(0, 16),
  };
  return JSON.stringify({ version: '4', groupKey: `{}:{instance="${title}"}`, truncatedAlerts: 0, alerts: [alert] });
}
