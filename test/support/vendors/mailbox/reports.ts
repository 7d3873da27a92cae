// The setup of the tests of mailboxes from end to end in one process: the operator on the embedded cluster, a real Dovecot, and a clock that the
// test moves.

import { INCIDENT_SOURCE } from '../../../../src/api/kinds.ts';
import type { MailboxConfig } from '../../../../src/integrations/mailbox/index.ts';
import { memoryClusters, type TestClusters } from '../../clusters/test-cluster.ts';
import { applySecret, keyIn, SECRET_NAME, SOURCE, typeOf } from '../../operator/objects.ts';
import { type OperatorStage, withOperator } from '../../operator/operator.ts';
import { aMail, type MailOptions } from './mails.ts';
import { type MailStage, stageMailbox } from './stage.ts';

export interface Reports extends AsyncDisposable {
  readonly mail: MailStage;
  /** A source that reads a mailbox of its own every minute. */
  reporting(how: Reporting, body: (reported: Reported) => Promise<void>): Promise<void>;
}

export interface Reporting {
  readonly mailbox?: Partial<MailboxConfig>;
  /** Other members of the spec. */
  readonly spec?: object;
  /** What the administrator allowed; default: the mailbox's own server. */
  readonly allowed?: readonly string[];
  /** Mails that are there before the source, by how many days ago they came. */
  readonly before?: Readonly<Record<string, number>>;
}

export interface Reported {
  readonly stage: OperatorStage;
  readonly user: string;
  /** A mail that is written and comes now. */
  deliver(id: string, more?: Partial<MailOptions>): Promise<void>;
}

export async function stageReports(): Promise<Reports> {
  const mail = await stageMailbox();
  const clusters: TestClusters = memoryClusters();
  let accounts = 0;
  return {
    mail,
    async reporting({ mailbox, spec, allowed = [`localhost:${mail.dovecot.port}`], before = {} }, body) {
      const user = `o${++accounts}@example.com`;
      const run = async (stage: OperatorStage): Promise<void> => {
        const deliver = (id: string, more: Partial<MailOptions> = {}, days = 0): Promise<void> => {
          const at = new Date(stage.clock.now().getTime() - days * 86_400_000);
          return mail.dovecot.deliver(user, aMail({ id, date: at, ...more }), at);
        };
        for (const [id, days] of Object.entries(before)) await deliver(id, {}, days);
        await applySecret(stage, mail.secret(user));
        const source = { mailbox: mail.config(mailbox), secretRef: { name: SECRET_NAME }, interval: '1m', ...spec };
        const object = { ...typeOf(INCIDENT_SOURCE), metadata: keyIn(stage, SOURCE), spec: source };
        await stage.cluster.client.create(INCIDENT_SOURCE, object);
        await stage.settle();
        await body({ stage, user, deliver });
      };
      await withOperator(clusters, run, { allowed: allowed.join(',') });
    },
    async [Symbol.asyncDispose]() {
      await mail[Symbol.asyncDispose]();
      await clusters[Symbol.asyncDispose]();
    },
  };
}
