// The command line for its user: exit codes, and messages that name the flag and the fix.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Io } from './io.ts';
import { run } from './program.ts';

function listen(): { io: Io; out: () => string; err: () => string } {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    async *input() {},
    interactive: false,
    width: 120,
    signal: AbortSignal.timeout(60_000),
  };
  return { io, out: () => out, err: () => err };
}

describe('docket', () => {
  it.each([
    { argv: ['version'], out: /^docket \d+\.\d+\.\d+ \(node v\d+/ },
    { argv: ['--help'], out: /operator.*demo.*validate.*test.*explain.*version/s },
    { argv: ['operator', '--help'], out: /--leader-election-lease-duration.*"15s"/s },
    { argv: ['demo', '--help'], out: /--once/ },
    {
      argv: ['test', '--help'],
      out: /--now.*"table", "json", "junit".*Only Incident objects count.*Exit code.*docket test /s,
    },
    { argv: ['explain', '--help'], out: /-f, --filename.*--kubeconfig.*Exit code.*docket explain check\//s },
    { argv: ['validate', 'config/samples'], out: /^valid: \d+ objects/ },
  ])('$argv exits 0', async ({ argv, out }) => {
    const heard = listen();
    expect(await run(argv, heard.io)).toBe(0);
    expect(heard.out()).toMatch(out);
  });

  it.each([
    { argv: ['bogus'], err: /unknown command 'bogus'/, because: 'a typo is told' },
    {
      argv: ['operator', '--bogus'],
      err: /unknown option '--bogus'/,
      because: 'a flag that does nothing would mislead',
    },
    { argv: ['operator', '--log-level', 'loud'], err: /debug, info, warn, error/, because: 'the choices are named' },
    { argv: ['operator', '--leader-elect=maybe'], err: /true, false/, because: 'it is one or the other' },
    { argv: ['operator', '--namespace', 'Not_One'], err: /--namespace: "Not_One"/, because: 'the flag is named' },
    {
      argv: ['operator', '--metrics-bind-address', '8080'],
      err: /--metrics-bind-address: "8080" is not HOST:PORT/,
      because: 'a port alone is no address',
    },
    {
      argv: ['operator', '--allow-endpoints', 'https://x'],
      err: /--allow-endpoints: "https:\/\/x"/,
      because: 'a URL is no host',
    },
    {
      argv: ['operator', '--leader-election-lease-duration', '10s'],
      err: /must be longer than/,
      because: 'a lease outlives its renewal',
    },
    {
      argv: ['operator', '--leader-election-retry-period', '1.5s'],
      err: /--leader-election-retry-period: "1.5s" is not a duration/,
      because: 'durations are whole',
    },
    { argv: ['validate'], err: /missing required argument 'dir'/, because: 'there is nothing to check' },
  ])('$argv exits 2, because $because', async ({ argv, err }) => {
    const heard = listen();
    expect(await run(argv, heard.io)).toBe(2);
    expect(heard.err()).toMatch(err);
  });

  it('takes the arguments of the Deployment in config/manager', async () => {
    const deployment = parse(
      readFileSync(path.resolve(import.meta.dirname, '../../config/manager/deployment.yaml'), 'utf8'),
    ) as {
      spec: { template: { spec: { containers: [{ args: string[] }] } } };
    };
    const [{ args }] = deployment.spec.template.spec.containers;
    const heard = listen();
    expect(await run([...args, '--kubeconfig', '/does/not/exist'], heard.io)).toBe(1);
    expect(heard.err()).toMatch(/load the kubeconfig/);
  });

  it('exits 1 with a message and no stack for what is wrong outside', async () => {
    const heard = listen();
    expect(await run(['operator', '--kubeconfig', '/does/not/exist'], heard.io)).toBe(1);
    expect(heard.err()).toMatch(/^docket: load the kubeconfig \/does\/not\/exist: /);
    expect(heard.err()).not.toMatch(/\n +at /);
  });
});

describe('docket demo --once', () => {
  it('shows sources, incidents and checks, at least one Failing and one Passing', async () => {
    const heard = listen();
    expect(await run(['demo', '--once'], heard.io)).toBe(0);
    expect(heard.out()).toMatch(/^SOURCE .*\n.*^INCIDENT .*\n.*^REVIEW .*\n.*^CHECK /ms);
    expect(heard.out()).toMatch(/^payments-incident-closed +IncidentClosed +Failing +IncidentOpen +1 /m);
    expect(heard.out()).toMatch(/^corporate-incident-closed +IncidentClosed +Passing +AllPassing +0 /m);
    // A source for each system that is read, replayed.
    expect(heard.out()).toMatch(/^jira +fixture +True +True +1 +2 +Synced$/m);
    expect(heard.out()).toMatch(/^zenduty +fixture +True +True +0 +1 +Synced$/m);
    expect(heard.out()).toMatch(/^guardduty +fixture +True +True +0 +1 +Synced$/m);
    expect(heard.out()).toMatch(/^defender +fixture +True +True +0 +1 +Synced$/m);
    expect(heard.out()).toMatch(/^github +fixture +True +True +1 +2 +Synced$/m);
  });

  it('shows reviews, who has to be told and by when', async () => {
    const heard = listen();
    expect(await run(['demo', '--once'], heard.io)).toBe(0);
    expect(heard.out()).toMatch(/^payments-pay-101-\S+ +Critical +Triaging +Confirmed +2 +1 +50m /m);
    expect(heard.out()).toMatch(/^card-data-in-log +payments-pay-101-\S+ +Confirmed +\S+ +2 +0 +in 23h$/m);
    expect(heard.out()).toMatch(/^payments-data-loss-reported +DataLossReported +Failing +DisclosureOwed +1 +0 +1$/m);
    expect(heard.out()).toMatch(/^payments-evidence-uploaded +EvidenceUploaded +Passing +AllPassing +0 +0 +2$/m);
  });

  it('shows a review of access: who works here, and the accounts that need attention, by numbers alone', async () => {
    const heard = listen();
    expect(await run(['demo', '--once'], heard.io)).toBe(0);
    expect(heard.out()).toMatch(/^staff +secretRef +True +3 +1 +Synced$/m);
    expect(heard.out()).toMatch(/^evidence-vault +accountsFrom +True +6 +0 +1 +1 +Synced$/m);
    expect(heard.out()).toMatch(/^evidence-vault-access-removed +AccessRemoved +Failing +Offboarded +1 +0 +4$/m);
    expect(heard.out()).toMatch(/^evidence-vault-user-identified +UserIdentified +Failing +NotInRoster +1 +0 +5$/m);
    expect(heard.out()).toMatch(
      /^evidence-vault-access-rule-defined +AccessRuleDefined +Passing +AllPassing +0 +0 +1$/m,
    );
    expect(heard.out()).not.toMatch(/theo@|k\.lind@|guest-7|svc-backup/);
  });
});
