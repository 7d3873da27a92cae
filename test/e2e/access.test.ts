// Access reviews with the built program on a real API server, with a PagerDuty on loopback: people leave, accounts are of nobody, not allowed, or
// expected for a while; reviews fall due; a listing shrinks. Personal data in every input is nowhere to be found.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { docket } from '../support/processes/command-line.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';
import { eventually } from '../support/time/eventually.ts';
import { CANARY_MARKS, planted } from '../support/vendors/canaries.ts';
import { type PagerDutyServer, startPagerDuty } from '../support/vendors/pagerduty/server.ts';

const WITHIN_MS = 30_000;
const HOUR_MS = 3_600_000;

interface Line {
  readonly email: string;
  readonly state?: string;
  readonly role?: string;
}

const mailOf = (index: number): string => `p${index}@example.com`;
/** A person for each canary, who is called by it. */
const STAFF: readonly Line[] = CANARY_MARKS.map((_, index) => ({ email: mailOf(index) }));

/** Names and aliases of people are canaries, in quotes. */
function rosterCsv(lines: readonly Line[]): string {
  const rows = lines.map(({ email, state = 'active', role = 'responder' }, index) => {
    const name = `"${CANARY_MARKS[index] ?? ''}"`;
    return [name, email, `alias${index}@example.org`, role, state, ''].join(',');
  });
  return ['person,email,aliases,roles,state,leftAt', ...rows, ''].join('\n');
}

const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

describe('access reviews', () => {
  let namespace: string;
  let program: Program;
  let vendor: PagerDutyServer;

  const kubectl = async (...args: string[]): Promise<string> =>
    (await sharedControlPlane().kubectl([...args, '-n', namespace])).stdout;
  const jsonPath = (object: string, at: string): Promise<string> => kubectl('get', object, '-o', `jsonpath={${at}}`);
  const result = (type: string): Promise<string> => jsonPath(`chk/pager-${type}`, '.status.result');
  const apply = async (...objects: object[]): Promise<void> => {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await sharedControlPlane().kubectl(['apply', '-n', namespace, '-f', '-'], { input });
  };
  const patch = (object: string, spec: object): Promise<string> =>
    kubectl('patch', object, '--type=merge', '-p', JSON.stringify({ spec }));
  const people = (lines: readonly Line[]): Promise<void> =>
    apply({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'staff' } },
      stringData: { 'roster.csv': rosterCsv(lines), asOf: instant(Date.now()) },
    });
  const setAccounts = (emails: readonly string[]): void => {
    vendor.account.people.clear();
    for (const [index, email] of emails.entries()) {
      const id = `P${String(index).padStart(4, '0')}`;
      vendor.account.people.set(id, { id, name: CANARY_MARKS[index] ?? email, email });
    }
  };
  let requests = 0;
  const read = async (): Promise<void> => {
    const request = `request-${++requests}`;
    for (const object of ['roster/staff', 'csys/pager']) {
      await kubectl('annotate', '--overwrite', object, `docket.dev/requestedAt=${request}`);
      await eventually(() => jsonPath(object, '.status.lastHandledRequestedAt'), request, WITHIN_MS);
    }
  };
  const verb = (...args: string[]) => docket(...args, '-n', namespace, '--kubeconfig', sharedControlPlane().kubeconfig);

  beforeAll(async () => {
    namespace = await freshNamespace();
    vendor = await startPagerDuty();
    vendor.failNext(() => true, { kind: 'mutate', mutate: planted }, Infinity);
    setAccounts(STAFF.map(({ email }) => email));
    const flags = await operatorFlags(sharedControlPlane(), { namespaces: [namespace] });
    program = await startOperator([...flags, '--allow-endpoints', new URL(vendor.url).host]);
    await eventually(() => program.readyz(), 200, WITHIN_MS);
    await people(STAFF);
    const docketObject = (kind: string, name: string, spec: object): object => ({
      ...{ apiVersion: 'docket.dev/v1alpha1', kind, metadata: { name } },
      spec,
    });
    await apply(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pager' }, stringData: { token: 'good-token' } },
      docketObject('StaffRoster', 'staff', { secretRef: { name: 'staff' } }),
      docketObject('CriticalSystem', 'pager', {
        pagerDuty: { endpoint: vendor.url },
        secretRef: { name: 'pager' },
        rosterRef: { name: 'staff' },
        validAccess: { roles: ['responder'] },
      }),
    );
    await kubectl('wait', '--for=condition=Ready', 'csys/pager', 'roster/staff', '--timeout=30s');
    await eventually(() => result('access-valid'), 'Passing', WITHIN_MS);
  }, 120_000);

  afterAll(async () => {
    program.signal('SIGKILL');
    await program.ended;
    await vendor[Symbol.asyncDispose]();
  });

  it('an account of somebody who left fails by its hashed name, and passes once it is removed there', async () => {
    await people(STAFF.map((line, index) => (index === 7 ? { ...line, state: 'offboarded' } : line)));
    await read();
    await eventually(() => result('access-removed'), 'Failing', WITHIN_MS);
    const [failing] = JSON.parse(await jsonPath('chk/pager-access-removed', '.status.failing')) as Array<{
      name: string;
    }>;
    expect(failing?.name).toMatch(/^pager-[0-9a-f]{12}$/);
    expect(await jsonPath('csys/pager', '.status.findings[0].name')).toBe(failing?.name);

    const shown = await verb('review', 'access', 'pager', '--allow-endpoints', new URL(vendor.url).host);
    expect(shown.code).toBe(0);
    expect(shown.out.split('\n')[1]).toMatch(new RegExp(`^${mailOf(7)} .*Offboarded.* ${failing?.name}$`));
    const refused = await verb('review', 'access', 'pager');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('is not allowed')]);

    setAccounts(STAFF.filter((_, index) => index !== 7).map(({ email }) => email));
    await read();
    await eventually(() => result('access-removed'), 'Passing', WITHIN_MS);
    await people(STAFF);
    setAccounts(STAFF.map(({ email }) => email));
    await read();
  });

  it('an account of nobody known fails until it is mapped; an expected one fails once its time is over', async () => {
    setAccounts([...STAFF.map(({ email }) => email), 'robot@example.com']);
    await read();
    await eventually(() => result('user-identified'), 'Failing', WITHIN_MS);
    const preview = await verb('access', 'map', 'robot@example.com', mailOf(0), '--dry-run');
    expect([preview.code, preview.out]).toEqual([
      0,
      expect.stringContaining('critical systems that name this roster: pager'),
    ]);
    expect(await jsonPath('roster/staff', '.spec.identityMappings')).toBe('');
    expect((await verb('access', 'map', 'robot@example.com', mailOf(0))).code).toBe(0);
    await eventually(() => result('user-identified'), 'Passing', WITHIN_MS);
    expect((await verb('access', 'map', 'robot@example.com', mailOf(1))).code).toBe(2);

    await patch('roster/staff', { identityMappings: null });
    const expected = { match: 'robot@example.com', owner: 'platform', reason: 'Opens incidents from alerts.' };
    await patch('csys/pager', { expectedAccounts: [{ ...expected, expiresAt: instant(Date.now() + HOUR_MS) }] });
    await eventually(() => jsonPath('csys/pager', '.status.accounts.expected'), '1', WITHIN_MS);
    await patch('csys/pager', { expectedAccounts: [{ ...expected, expiresAt: instant(Date.now() + 2_000) }] });
    await eventually(() => jsonPath('csys/pager', '.status.findings[0].reason'), 'ExpectationExpired', WITHIN_MS);
    await eventually(() => result('user-identified'), 'Failing', WITHIN_MS);
    setAccounts(STAFF.map(({ email }) => email));
    await read();
    await eventually(() => result('user-identified'), 'Passing', WITHIN_MS);
  });

  it('an account of somebody without the role is invalid, and passes with it', async () => {
    await people(STAFF.map((line, index) => (index === 3 ? { ...line, role: 'sales' } : line)));
    await read();
    await eventually(() => result('access-valid'), 'Failing', WITHIN_MS);
    expect(await jsonPath('csys/pager', '.status.findings[*].verdict')).toBe('Invalid');
    await people(STAFF);
    await read();
    await eventually(() => result('access-valid'), 'Passing', WITHIN_MS);
  });

  it('a review is overdue after the interval, and recorded by the verb in the name of its author', async () => {
    expect(await result('access-reviewed')).toBe('Due');
    await patch('csys/pager', {
      reviewInterval: '1d',
      lastReview: { by: 'somebody', at: instant(Date.now() - 48 * HOUR_MS) },
    });
    await eventually(() => result('access-reviewed'), 'Failing', WITHIN_MS);
    const host = new URL(vendor.url).host;
    const evidence = 'https://wiki.example.com/access';
    const recorded = await verb(
      'review',
      'access',
      'pager',
      '--allow-endpoints',
      host,
      '--record',
      '--evidence',
      evidence,
    );
    expect([recorded.code, recorded.err]).toEqual([0, expect.stringContaining('recorded in spec.lastReview of pager')]);
    await eventually(() => result('access-reviewed'), 'Passing', WITHIN_MS);
    expect(await jsonPath('csys/pager', '.spec.lastReview.evidence')).toBe(evidence);
    expect(await jsonPath('csys/pager', '.spec.lastReview.by')).not.toBe('somebody');
  });

  it('a listing that shrinks is Unknown until its count is confirmed', async () => {
    setAccounts(STAFF.slice(0, 10).map(({ email }) => email));
    await read();
    await eventually(() => result('access-removed'), 'Unknown', WITHIN_MS);
    expect(await jsonPath('csys/pager', '.status.conditions[?(@.type=="Stalled")].reason')).toBe('Shrunk');
    await kubectl('annotate', 'csys/pager', 'docket.dev/confirmShrink=10');
    await eventually(() => result('access-removed'), 'Passing', WITHIN_MS);
    expect(await jsonPath('csys/pager', '.status.accounts.total')).toBe('10');
    expect(await kubectl('get', 'csys', 'pager', '--no-headers')).toMatch(/^pager +pagerDuty +True +10 +0 +0 +0 /);
  });

  it('keeps and tells nothing of the personal data: in the API, the logs, the metrics, the events', async () => {
    const metrics = await program.metrics();
    expect(metrics).toContain(`docket_accounts{namespace="${namespace}",system="pager",verdict="Valid"} 10`);
    const told = [await kubectl('get', 'docket,events', '-o', 'json'), program.log.join('\n'), metrics].join('\n');
    expect(CANARY_MARKS).toHaveLength(40);
    expect(CANARY_MARKS.filter((mark) => told.includes(mark))).toEqual([]);
    const mails = STAFF.map(({ email }) => email).filter((email) => told.includes(email));
    expect(mails).toEqual([]);
  });
});
