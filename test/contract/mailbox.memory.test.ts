// A reporting mailbox from end to end in one process: the operator on the embedded cluster, a real Dovecot, and a clock that the test moves. A
// mail is an incident within one interval, once, whatever becomes of the mail, the folder or the server; and nobody's address is told.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { INCIDENT_REVIEW } from '../../src/api/kinds.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import {
  applySecret,
  deleteIncident,
  INTERVAL_MS,
  keyIn,
  patchSource,
  SOURCE,
  typeOf,
} from '../support/operator/objects.ts';
import type { OperatorStage } from '../support/operator/operator.ts';
import { conditionsOf, resultsOf } from '../support/operator/views.ts';
import { eventually } from '../support/time/eventually.ts';
import { MAIL_CANARIES } from '../support/vendors/mailbox/mails.ts';
import { type Reported, type Reporting, type Reports, stageReports } from '../support/vendors/mailbox/reports.ts';
import type { MailStage } from '../support/vendors/mailbox/stage.ts';

let reports: Reports;
let mail: MailStage;
beforeAll(async () => {
  reports = await stageReports();
  ({ mail } = reports);
}, 300_000);
afterAll(() => reports[Symbol.asyncDispose]());

interface Read extends Reported {
  /** What one interval later is on record: title and state. */
  later(): Promise<Record<string, string>>;
}

const reporting = (how: Reporting, body: (read: Read) => Promise<void>): Promise<void> =>
  reports.reporting(how, async (reported) => {
    const { stage } = reported;
    const later = async (): Promise<Record<string, string>> => {
      await stage.pass(INTERVAL_MS);
      await stage.settle();
      const incidents = [...stage.world.incidents.values()];
      return Object.fromEntries(incidents.map(({ spec, status }) => [spec.title, status?.state ?? spec.state]));
    };
    await body({ ...reported, later });
  });

describe('a reporting mailbox', () => {
  it('brings a mail within one interval; delivered twice it is once; its review says how far it is', async () => {
    await reporting({}, async ({ stage, deliver, later }) => {
      expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Complete: 'True Complete' });
      expect(resultsOf(stage.world)).toMatchObject({ [`${SOURCE}-incident-closed`]: 'Passing' });
      await deliver('A');
      expect(await later()).toEqual({ 'A lost laptop': 'Detected' });
      await deliver('A');
      await deliver('B', { subject: '[low] B' });
      expect(await later()).toEqual({ 'A lost laptop': 'Detected', B: 'Detected' });
      expect(resultsOf(stage.world)).toMatchObject({ [`${SOURCE}-incident-closed`]: 'Failing' });
      for (const [name, { spec }] of stage.world.incidents) {
        expect(spec).toMatchObject({ origin: 'Mailbox', sourceRef: { name: SOURCE } });
        await review(stage, name, spec.externalID ?? '');
      }
      expect(await later()).toEqual({ 'A lost laptop': 'Resolved', B: 'Resolved' });
      expect(resultsOf(stage.world)).toMatchObject({ [`${SOURCE}-incident-closed`]: 'Passing' });
    });
  });

  it('keeps every incident, and stays trusted, when mails are moved away and the folder is made anew', async () => {
    await reporting({}, async ({ stage, user, deliver, later }) => {
      for (const id of ['A', 'B', 'C']) await deliver(id);
      const three = await later();
      expect(Object.keys(three)).toHaveLength(3);
      const owner = await mail.owner(user);
      await owner.mailboxCreate('Done');
      await owner.messageMove('1:2', 'Done');
      await owner.logout();
      await mail.dovecot.loseIndex(user);
      expect(await later()).toEqual(three);
      expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Synced', Complete: 'True Complete' });
      await deliver('D');
      expect(Object.keys(await later())).toHaveLength(4);
      // A full reading, as after each day, brings two of the four.
      await patchSource(stage, { spec: { zone: 'emea' } });
      expect(Object.keys(await later())).toHaveLength(4);
      for (const { status } of stage.world.incidents.values()) {
        expect(status?.conditions?.find(({ type }) => type === 'Synced')?.status).toBe('True');
      }
    });
  });

  it('an incident that a person deletes here is back while its mail is there', async () => {
    await reporting({}, async ({ stage, deliver, later }) => {
      await deliver('A');
      expect(await later()).toEqual({ 'A lost laptop': 'Detected' });
      const [name = ''] = stage.world.incidents.keys();
      await deleteIncident(stage, name);
      expect(await later()).toEqual({ 'A lost laptop': 'Detected' });
    });
  });

  it('a server that is away is waited for, a refused login is not', async () => {
    await reporting({}, async ({ stage, deliver, later }) => {
      await deliver('A');
      await later();
      await mail.dovecot.pause();
      await later();
      expect(conditionsOf(stage.world)).toMatchObject({ Ready: 'True Unreachable' });
      expect(resultsOf(stage.world)).toMatchObject({
        [`${SOURCE}-incident-closed`]: 'Failing',
        [`${SOURCE}-source-healthy`]: 'Passing',
      });
      await stage.pass(3 * INTERVAL_MS);
      await stage.settle();
      expect(resultsOf(stage.world)[`${SOURCE}-source-healthy`]).not.toBe('Passing');
      await mail.dovecot.resume();
      await deliver('B');
      expect(Object.keys(await later())).toHaveLength(2);
      await applySecret(stage, { username: 'x@example.com', password: 'wrong' });
      await later();
      expect(conditionsOf(stage.world)).toMatchObject({
        Ready: 'False AuthenticationFailed',
        Stalled: 'True AuthenticationFailed',
      });
    });
  });

  it('a mail is there without waiting for the interval, where the server has IDLE; also after it was restarted', async () => {
    await reporting({}, async ({ stage, deliver, later }) => {
      // Real time passes, and the source's own clock stands still.
      const arrived = (count: number): Promise<unknown> =>
        eventually(async () => (await stage.rest()).incidents.size, count, 10_000);
      await deliver('A');
      await arrived(1);
      await deliver('B');
      await arrived(2);
      await mail.dovecot.pause();
      await mail.dovecot.resume();
      await later();
      await deliver('C');
      await arrived(3);
    });
  });

  it('a server that the administrator has not allowed is sent nothing', async () => {
    await reporting({ mailbox: { port: mail.dovecot.plainPort, security: 'StartTLS' } }, async ({ stage }) => {
      expect(conditionsOf(stage.world)).toMatchObject({ Stalled: 'True EndpointNotAllowed' });
    });
  });

  it('tells no address, name or text of a person: in the API, the log, the metrics', async () => {
    await reporting({}, async ({ stage, deliver, later }) => {
      await deliver('A', { fields: ['Message-ID: <jane.canary@canary.example.com>'] });
      await deliver('EVIL', { from: 'eve.canary@evil.example', subject: 'evil subject' });
      await deliver('FORGED', { results: 'dkim=fail header.d=canary.example.com' });
      await later();
      expect(stage.world.incidents.size).toBe(1);
      const world = [...stage.world.incidents.values(), ...stage.world.sources.values()];
      const told = JSON.stringify([stage.witness.versions, world, stage.log, stage.transitions]);
      const metrics = await stage.replica.metrics();
      // The domain is in the source's own spec.
      const people = MAIL_CANARIES.filter((canary) => canary !== 'canary.example.com');
      for (const canary of [...people, 'eve.canary', 'evil']) expect(told + metrics).not.toContain(canary);
      expect(told).toContain('A lost laptop');
      expect(metrics).toContain('docket_source_items_ignored_total{reason="SenderNotAllowed"} 1');
      expect(metrics).toContain('docket_source_items_ignored_total{reason="NotAuthenticated"} 1');
      expect(metrics).toMatch(/^docket_source_requests_total\{provider="mailbox",code="OK"\} [1-9]/m);
    });
  });
});

async function review(stage: OperatorStage, name: string, externalID: string): Promise<void> {
  const spec = {
    external: { sourceName: SOURCE, externalID },
    state: 'Resolved',
  };
  await stage.cluster.client.create(INCIDENT_REVIEW, {
    ...typeOf(INCIDENT_REVIEW),
    metadata: keyIn(stage, name),
    spec,
  } as KubeObject);
}
