// A reporting mailbox, end to end: the built program, a real API server and a real Dovecot whose authority is named with NODE_EXTRA_CA_CERTS. A mail
// is an incident at once where the server has IDLE, and within the interval and five seconds where the connection broke; what is told holds
// nobody's address.

import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';
import { eventually } from '../support/time/eventually.ts';
import { Dovecot } from '../support/vendors/mailbox/dovecot.ts';
import { aMail, RECEIVER } from '../support/vendors/mailbox/mails.ts';

const USER = 'security@example.com';
const INTERVAL_S = 30;

describe('a reporting mailbox', () => {
  let dovecot: Dovecot;
  let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
  let namespace: string;
  let program: Program;

  const kubectl = async (...args: string[]): Promise<string> =>
    (await sharedControlPlane().kubectl([...args, '-n', namespace])).stdout;
  const titles = async (): Promise<string[]> =>
    (await kubectl('get', 'incd', '-o', 'jsonpath={.items[*].spec.title}')).split(' ').filter(Boolean).sort();
  const deliver = (id: string, body?: string): Promise<void> =>
    dovecot.deliver(USER, aMail({ id, subject: id, date: new Date(), ...(body === undefined ? {} : { body }) }));

  beforeAll(async () => {
    [dovecot, folder, namespace] = [
      await Dovecot.start(),
      await mkdtempDisposable(path.join(tmpdir(), 'docket-mail-')),
      await freshNamespace(),
    ];
    const authority = path.join(folder.path, 'ca.pem');
    await writeFile(authority, dovecot.authority.cert);
    const flags = await operatorFlags(sharedControlPlane(), { namespaces: [namespace] });
    program = await startOperator([...flags, '--allow-endpoints', `localhost:${dovecot.port}`], {
      NODE_EXTRA_CA_CERTS: authority,
    });
    await eventually(() => program.readyz(), 200, 30_000);
    const literals = [`--from-literal=username=${USER}`, `--from-literal=password=${dovecot.password}`];
    await kubectl('create', 'secret', 'generic', 'mailbox', ...literals);
    const source = {
      apiVersion: 'docket.dev/v1alpha1',
      kind: 'IncidentSource',
      metadata: { name: 'reports', namespace },
      spec: {
        mailbox: {
          host: 'localhost',
          port: dovecot.port,
          allowedSenders: ['canary.example.com'],
          authenticationServer: RECEIVER,
        },
        secretRef: { name: 'mailbox' },
        interval: `${INTERVAL_S}s`,
        dataPolicy: 'Full',
      },
    };
    await sharedControlPlane().kubectl(['apply', '-f', '-'], { input: JSON.stringify(source) });
    await kubectl('wait', '--for=condition=Ready', 'isrc/reports', '--timeout=30s');
  }, 300_000);

  afterAll(async () => {
    program.signal('SIGKILL');
    await program.ended;
    await dovecot[Symbol.asyncDispose]();
    await folder.remove();
  });

  it('brings a mail within five seconds by IDLE, with its text, which the thread beside the bundle reads', async () => {
    await deliver('one');
    expect(await eventually(titles, ['one'], 10_000)).toBeLessThan(5_000);
    expect(await kubectl('get', 'incd', '-o', 'jsonpath={.items[0].spec.description}')).toContain('left on the train');
    expect(await kubectl('get', 'isrc/reports', '-o', 'jsonpath={.status.provider}')).toBe('mailbox');
    await eventually(
      () => kubectl('get', 'chk/reports-incident-closed', '-o', 'jsonpath={.status.result}'),
      'Failing',
      10_000,
    );
  });

  it('brings a mail within the interval and five seconds after the server was restarted, and one that comes twice once', async () => {
    await dovecot.pause();
    await dovecot.resume();
    await deliver('two');
    await deliver('one');
    await deliver('two');
    expect(await eventually(titles, ['one', 'two'], (INTERVAL_S + 10) * 1_000)).toBeLessThan((INTERVAL_S + 5) * 1_000);
  });

  it('tells nobody’s address, in the log, the events and the metrics', async () => {
    const told = [program.log.join('\n'), await kubectl('get', 'events', '-o', 'json'), await program.metrics()].join(
      '\n',
    );
    expect(told).toContain('reports');
    expect(told).not.toMatch(/jane\.canary|Canary, Jane|left on the train|security@example/);
  });
});
