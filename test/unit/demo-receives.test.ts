// `docket demo` takes what is pushed to it: the command of docs/webhooks.md, run in a shell against the demonstration that comes with Docket.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { eventually } from '../support/time/eventually.ts';

const GUIDE = path.resolve(import.meta.dirname, '../../docs/webhooks.md');
const shell = promisify(execFile);
const TIMEOUT_MS = 30_000;

function curlIn(guide: string): string {
  const [, command] = /^```sh\n(curl .*?)^```$/ms.exec(guide) ?? [];
  if (command === undefined) throw new Error('docs/webhooks.md has no block with curl');
  return command;
}

it('an alert sent as docs/webhooks.md says becomes an incident and fails its check', { timeout: 90_000 }, async () => {
  const stop = new AbortController();
  let [out, err] = ['', ''];
  const ended = run(['demo', '--metrics-bind-address', '0', '--webhook-bind-address', '127.0.0.1:0'], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    async *input() {},
    interactive: false,
    width: 120,
    signal: stop.signal,
  });
  const shown = (row: RegExp): Promise<unknown> => eventually(async () => row.test(out), true, TIMEOUT_MS);
  try {
    await shown(/^alerts +webhook +True +True +0 +0 /m);
    const [address = ''] = /http:\/\/localhost:\d+(?=\/webhooks\/NAMESPACE\/SOURCE)/.exec(out) ?? [];
    const command = curlIn(readFileSync(GUIDE, 'utf8'));
    expect(command).toContain('http://localhost:8082/');
    await shell('sh', ['-e', '-c', command.replace('http://localhost:8082', address)]);
    await shown(/^alerts-\S+ +Critical +Detected .* Root login on a bastion host$/m);
    await shown(/^alerts-incident-closed +IncidentClosed +Failing +IncidentOpen +1 /m);
  } finally {
    stop.abort();
  }
  expect(await ended).toBe(0);
  expect(err).toBe('');
});
