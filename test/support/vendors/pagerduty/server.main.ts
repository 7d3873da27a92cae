// The loopback PagerDuty as a program, for manual tests and other processes: prints its address as one line of JSON, then serves until
// it is stopped. The port is the first argument (default: a free port); the API key is good-token.

import { startPagerDuty } from './server.ts';

const server = await startPagerDuty({ port: Number(process.argv[2] ?? 0) });
const { account } = server;
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const ransomware = account.trigger({ title: 'Ransomware note on a file server', priority: 'P1', at: minutesAgo(240) });
account.acknowledge(ransomware.id, minutesAgo(230));
const phishing = account.trigger({ title: 'Phishing mail reported by finance', urgency: 'low', at: minutesAgo(2_000) });
account.acknowledge(phishing.id, minutesAgo(1_990));
account.resolve(phishing.id, minutesAgo(1_900));
console.log(JSON.stringify({ url: server.url, token: 'good-token', admin: `${server.url}/__admin/` }));

const stop = (): void => void server[Symbol.asyncDispose]();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
