// Replies to reports: the operator on the embedded cluster, a real Dovecot, an SMTP server on loopback, and a clock that the test moves. Whoever
// reported is told the incident's name, once, and nobody else is told anything.

import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { MailboxConfig } from '../../src/integrations/mailbox/index.ts';
import { INTERVAL_MS } from '../support/operator/objects.ts';
import type { OperatorStage } from '../support/operator/operator.ts';
import { MAIL_CANARIES } from '../support/vendors/mailbox/mails.ts';
import { type Reported, type Reports, stageReports } from '../support/vendors/mailbox/reports.ts';
import { SmtpServer } from '../support/vendors/mailbox/smtp.ts';
import type { MailStage } from '../support/vendors/mailbox/stage.ts';

let reports: Reports;
let mail: MailStage;
beforeAll(async () => {
  reports = await stageReports();
  ({ mail } = reports);
}, 300_000);
afterAll(() => reports[Symbol.asyncDispose]());

interface Replying extends Reported {
  readonly smtp: SmtpServer;
  later(ms?: number): Promise<void>;
  /** States and reasons of the replies on record. */
  records(): string[];
}

interface ReplyOptions extends Partial<MailboxConfig> {
  /** The administrator did not allow the server of replies. */
  readonly forbidden?: true;
}

async function replying(
  { forbidden, ...config }: ReplyOptions,
  body: (replying: Replying) => Promise<void>,
): Promise<void> {
  const certificate = mail.dovecot.authority.issue('smtp', ['localhost']);
  await using smtp = await SmtpServer.start(certificate, mail.dovecot.password);
  const ports = [mail.dovecot.port, ...(forbidden ? [] : [smtp.port])];
  const server = { host: 'localhost', port: smtp.port, security: 'StartTLS' } as const;
  const mailbox = { reply: 'Enabled', replyFrom: 'security@example.com', smtp: server, ...config } as const;
  const how = { mailbox, allowed: ports.map((port) => `localhost:${port}`), before: { OLD: 3 } };
  await reports.reporting(how, async (reported) => {
    const { stage } = reported;
    await body({
      ...reported,
      smtp,
      async later(ms = INTERVAL_MS) {
        for (let passed = 0; passed < ms; passed += STEP_MS) {
          await stage.pass(STEP_MS);
          await attemptsEnded(stage);
        }
        await stage.settle();
      },
      records: () =>
        [...stage.world.incidents.values()].flatMap(({ status }) =>
          (status?.replies ?? []).map(({ state, reason }) => (reason === undefined ? state : `${state} ${reason}`)),
        ),
    });
  });
}

/** Shorter than the time of an attempt. */
const STEP_MS = 5_000;

/** An attempt takes real time, and the clock must not run away from it. */
async function attemptsEnded(stage: OperatorStage): Promise<void> {
  const isSending = (): boolean =>
    [...stage.world.incidents.values()].some(({ status }) => status?.replies?.some(({ state }) => state === 'Sending'));
  for (let waited = 0; isSending() && waited < 10_000; waited += 20) {
    await sleep(20);
    await stage.rest();
  }
}

describe('a reply to a report', () => {
  it('names the incident, goes to the sender alone, and is sent once', async () => {
    await replying({}, async ({ stage, smtp, deliver, later, records }) => {
      expect(smtp.sent).toEqual([]);
      await deliver('A', { fields: ['Reply-To: eve@evil.example', 'Cc: other@canary.example.com'] });
      await deliver('EVIL', { from: 'eve@evil.example' });
      await later();
      await later();
      const name = [...stage.world.incidents].find(([, { spec }]) => spec.title.startsWith('A '))?.[0] ?? 'none';
      expect(smtp.sent).toEqual([
        {
          from: 'security@example.com',
          to: 'jane.canary@canary.example.com',
          mail: expect.stringContaining(`\r\n${name}\r\n`) as unknown,
        },
      ]);
      const head = smtp.sent[0]?.mail.split('\r\n\r\n')[0];
      expect(head).toMatch(/^Auto-Submitted: auto-replied$/m);
      expect(head).toMatch(/^In-Reply-To: <A@mail\.example\.net>$/m);
      expect(head).toMatch(/^Message-ID: <docket\.[0-9a-f]{32}@example\.com>$/m);
      expect(smtp.sent[0]?.mail).not.toMatch(/lost laptop|text-canary|Cc:|evil/);
      expect(records()).toEqual(['Done']);
      await stage.restart({ allowed: `localhost:${mail.dovecot.port},localhost:${smtp.port}` });
      await later();
      expect(smtp.sent).toHaveLength(1);
      const told = JSON.stringify([[...stage.world.incidents.values()], stage.log, stage.transitions]);
      for (const canary of MAIL_CANARIES.filter((each) => each !== 'canary.example.com'))
        expect(told).not.toContain(canary);
    });
  });

  it('that comes back, or is answered by a program, makes no incident', async () => {
    await replying(
      { allowedSenders: ['canary.example.com', 'example.com'] },
      async ({ stage, smtp, user, deliver, later }) => {
        await deliver('A');
        await later();
        const reply = smtp.sent[0]?.mail ?? '';
        const results = 'Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\r\n';
        await mail.dovecot.deliver(user, results + reply.replace(/^Auto-Submitted.*\r\n/m, ''), stage.clock.now());
        const id = /^Message-ID: (.*)\r$/m.exec(reply)?.[1] ?? 'none';
        await deliver('ANSWER', { fields: [`In-Reply-To: ${id}`] });
        await later();
        expect([...stage.world.incidents.values()].map(({ spec }) => spec.title).sort()).toEqual([
          'A lost laptop',
          'OLD lost laptop',
        ]);
        expect(smtp.sent).toHaveLength(1);
      },
    );
  });

  it('whose answer is lost goes out again under the same Message-ID, which programs show once', async () => {
    await replying({}, async ({ smtp, deliver, later, records }) => {
      smtp.faults.push('lose');
      await deliver('A');
      await later();
      expect(records()).toEqual(['Waiting AnswerLost']);
      await later(3 * INTERVAL_MS);
      expect(records()).toEqual(['Done']);
      const ids = smtp.sent.map((sent) => /^Message-ID: (.*)\r$/m.exec(sent.mail)?.[1]);
      expect(ids).toHaveLength(2);
      expect(ids[0]).toBe(ids[1]);
    });
  });

  it.each([
    {
      name: 'that the server refuses for good',
      fault: '550 5.7.60 not allowed' as const,
      want: ['Refused NotAllowed'],
      sent: 0,
      codes: ['550'],
    },
    { name: 'that the server puts off', fault: '450 later' as const, want: ['Done'], sent: 1, codes: ['450', '250'] },
  ])('$name is $want, and is counted', async ({ fault, want, sent, codes }) => {
    await replying({}, async ({ stage, smtp, deliver, later, records }) => {
      smtp.faults.push(fault);
      await deliver('A');
      await later();
      await later(5 * INTERVAL_MS);
      expect(records()).toEqual(want);
      expect(smtp.sent).toHaveLength(sent);
      const counts = (await stage.replica.metrics()).matchAll(
        /^docket_source_requests_total\{provider="mailbox",code="(\d+)"\} 1$/gm,
      );
      expect(new Set([...counts].map(([, code]) => code))).toEqual(new Set(codes));
    });
  });

  it('through a server that the administrator has not allowed is not sent', async () => {
    await replying({ forbidden: true }, async ({ smtp, deliver, later, records }) => {
      await deliver('A');
      await later();
      expect(records()).toEqual(['Refused EndpointNotAllowed']);
      expect(smtp.sent).toEqual([]);
    });
  });

  it('is not sent where the source does not say so', async () => {
    await replying({ reply: 'Disabled' }, async ({ smtp, deliver, later, records }) => {
      await deliver('A');
      await later();
      expect([records(), smtp.sent]).toEqual([[], []]);
    });
  });

  it('ends in a loop of mails after ten in an hour', async () => {
    await replying({}, async ({ stage, smtp, deliver, later, records }) => {
      for (let n = 0; n < 13; n++) await deliver(`L${n}`);
      await later();
      await later();
      expect(stage.world.incidents.size).toBe(14);
      expect(smtp.sent).toHaveLength(10);
      expect(records().filter((record) => record === 'Refused NotAllowed')).toHaveLength(3);
    });
  });
});
