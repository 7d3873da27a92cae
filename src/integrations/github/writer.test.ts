// Writing to GitHub: what is sent, that it is sent once, what a lost answer means, and what a refusal says.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Match } from '../../../test/support/vendors/loopback/faults.ts';
import { REPO, stageGitHub, type GitHubStage } from '../../../test/support/vendors/github/stage.ts';
import { never } from '../../../test/support/vendors/source-context.ts';
import type { WriteCommand } from '../ports/write.ts';
import { STREAMS, type Stream } from './normalize-id.ts';

const DECIDED = '2026-03-02T09:59:00Z';
const HOUR_AGO = new Date('2026-03-02T09:00:00Z');
const CHANGES: Match = ({ method }) => method === 'PATCH' || method === 'POST';

let stage: GitHubStage;
beforeEach(async () => {
  stage = await stageGitHub();
});
afterEach(() => stage[Symbol.asyncDispose]());

const create = (stream: Stream): string => stage.server.account.create(stream, REPO, { at: HOUR_AGO });
const resolving = (externalID: string): WriteCommand => ({
  kind: 'resolve',
  externalID,
  key: 'uid-1/resolve',
  decidedOn: DECIDED,
  summary: 'Root cause found. '.repeat(30),
});
const noting = (externalID: string): WriteCommand => ({
  kind: 'note',
  externalID,
  key: 'uid-1/note',
  decidedOn: DECIDED,
  text: 'Root cause found, see review r-1',
});
const write = (command: WriteCommand, config: Parameters<GitHubStage['openWriter']>[0] = {}) =>
  stage.openWriter(config).write(command, never);
const changes = () => stage.server.requests.filter(({ method }) => method !== 'GET');

describe('resolving', () => {
  it.each([
    ['Issues', 'closed', undefined],
    ['DependabotAlerts', 'dismissed', 'tolerable_risk'],
    ['CodeScanningAlerts', 'dismissed', "won't fix"],
    ['SecretScanningAlerts', 'resolved', 'wont_fix'],
    ['SecurityAdvisories', 'closed', undefined],
  ] as const)('%s become %s, once', async (stream, state, reason) => {
    const id = create(stream);
    expect(await write(resolving(id))).toEqual({ kind: 'applied' });
    expect(await write(resolving(id))).toEqual({ kind: 'already' });
    const { state: now, reason: given, comment } = stage.server.account.get(id);
    expect([now, given]).toEqual([state, reason]);
    if (reason !== undefined) {
      expect(comment?.length).toBeLessThanOrEqual(280);
      expect(comment).toMatch(/^Root cause found\. .*\[docket uid-1\/resolve\]$/);
    }
    expect(changes().length).toBe(1);
  });

  it('keeps what the note of an alert belongs to, and clips the rest', async () => {
    const note = `${'Long story. '.repeat(60)}\n\nClosed in Docket by the IncidentReview security/r-1.`;
    for (const id of STREAMS.slice(1, 4).map(create)) {
      await write({ ...resolving(id), note } as WriteCommand);
      const { comment } = stage.server.account.get(id);
      expect(comment).toMatch(
        /^Long story\. .*Closed in Docket by the IncidentReview security\/r-1\. \[docket uid-1\/resolve\]$/,
      );
      expect(comment?.length).toBeLessThanOrEqual(280);
    }
  });

  it('gives the reasons of the spec', async () => {
    const reasons = {
      dependabotAlerts: 'not_used',
      codeScanningAlerts: 'used in tests',
      secretScanningAlerts: 'revoked',
    } as const;
    const ids = STREAMS.slice(1, 4).map(create);
    for (const id of ids) await write(resolving(id), { dismissReasons: reasons });
    expect(ids.map((id) => stage.server.account.get(id).reason)).toEqual(Object.values(reasons));
  });

  it.each(STREAMS)('finds %s that somebody resolved already, and changes nothing', async (stream) => {
    const id = create(stream);
    stage.server.account.resolve(id);
    expect(await write(resolving(id))).toEqual({ kind: 'already' });
    expect(changes()).toEqual([]);
  });

  it.each(STREAMS)('does not overrule who reopened %s after the decision', async (stream) => {
    const id = create(stream);
    stage.server.account.resolve(id);
    await stage.clock.advance(60_000);
    const decidedOn = stage.clock.now().toISOString();
    stage.server.account.reopen(id);
    expect(await write({ ...resolving(id), decidedOn })).toEqual({ kind: 'conflict' });
    expect(changes()).toEqual([]);
  });

  it('finds in the history of an issue that it was closed since the decision, though somebody has reopened it', async () => {
    const id = create('Issues');
    expect(await write(resolving(id))).toEqual({ kind: 'applied' });
    await stage.clock.advance(60_000);
    stage.server.account.reopen(id);
    expect(await write(resolving(id))).toEqual({ kind: 'already' });
    expect(changes().length).toBe(1);
  });

  it('closes an issue that was reopened before the decision, and changed after it in other ways', async () => {
    const id = create('Issues');
    stage.server.account.resolve(id);
    stage.server.account.reopen(id);
    await stage.clock.advance(60_000);
    stage.server.account.comment(id, 'still looking');
    const later = { ...resolving(id), decidedOn: stage.clock.now().toISOString() };
    expect(await write(later)).toEqual({ kind: 'applied' });
  });

  it.each([
    ['acme/shop/Issues/99', 'NotFound'],
    ['acme/gone/Issues/1', 'NotFound'],
    ['../../etc', 'NotFound'],
  ])('%s is refused: %s', async (id, reason) => {
    expect(await write(resolving(id))).toMatchObject({ kind: 'refused', reason });
  });

  it('closes no pull request', async () => {
    const id = stage.server.account.create('Issues', REPO, { isPullRequest: true });
    expect(await write(resolving(id))).toMatchObject({ kind: 'refused', reason: 'NotAllowed' });
    expect(changes()).toEqual([]);
  });

  it('says so when GitHub left an alert open, as its dismissal needs an approval', async () => {
    const id = create('CodeScanningAlerts');
    stage.server.failNext(CHANGES, { kind: 'status', status: 200, body: { state: 'open' }, unexecuted: true });
    expect(await write(resolving(id))).toMatchObject({ kind: 'refused', reason: 'NotAllowed' });
  });
});

describe('a note', () => {
  it('is one comment on an issue, with a marker by which it is found again', async () => {
    const id = create('Issues');
    expect(await write(noting(id))).toEqual({ kind: 'applied' });
    for (let n = 0; n < 120; n++) stage.server.account.comment(id, `talk ${n}`);
    expect(await write(noting(id))).toEqual({ kind: 'already' });
    const notes = stage.server.account.get(id).comments.filter(({ body }) => body.includes('docket'));
    expect(notes.map(({ body }) => body)).toEqual(['Root cause found, see review r-1\n\n[docket uid-1/note]']);
  });

  it.each(['DependabotAlerts', 'CodeScanningAlerts', 'SecretScanningAlerts'] as const)(
    'on %s is the comment of the dismissal, which GitHub lets nobody change',
    async (stream) => {
      const [own, others, open] = [create(stream), create(stream), create(stream)];
      await write(resolving(own));
      stage.server.account.resolve(others);
      expect(await write(noting(own))).toEqual({ kind: 'already' });
      expect(await write(noting(others))).toEqual({ kind: 'unsupported' });
      expect(await write(noting(open))).toMatchObject({ kind: 'refused', reason: 'NotAllowed' });
      expect(changes().length).toBe(1);
    },
  );

  it('has no place on an advisory', async () => {
    expect(await write(noting(create('SecurityAdvisories')))).toEqual({ kind: 'unsupported' });
  });

  it('is refused on an issue that does not exist, or is locked', async () => {
    expect(await write(noting('acme/shop/Issues/99'))).toMatchObject({ reason: 'NotFound' });
    const body = { message: 'Unable to create comment because issue is locked.' };
    stage.server.failNext(CHANGES, { kind: 'status', status: 403, body, unexecuted: true });
    expect(await write(noting(create('Issues')))).toMatchObject({ kind: 'refused', reason: 'NotAllowed' });
  });
});

describe('an answer that says nothing', () => {
  const FAULTS = [
    { kind: 'reset' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'html' },
    { kind: 'truncated' },
  ] as const;
  const commands = (stream: Stream): WriteCommand[] => {
    const id = create(stream);
    return stream === 'Issues' ? [resolving(id), noting(id)] : [resolving(id)];
  };

  it.each(FAULTS)('is read back: what was done is applied ($kind $status)', async (fault) => {
    for (const stream of STREAMS) {
      for (const command of commands(stream)) {
        stage.server.failNext(CHANGES, fault);
        expect(await write(command)).toEqual({ kind: 'applied' });
      }
    }
    expect(stage.server.writes.length).toBe(STREAMS.length + 1);
  });

  it.each([
    [{ kind: 'reset', unexecuted: true }, 'unreachable'],
    [{ kind: 'status', status: 500, unexecuted: true }, 'unavailable'],
    [{ kind: 'status', status: 409, unexecuted: true }, 'unavailable'],
  ] as const)('is an error while nothing was done, and the same command may be repeated (%j)', async (fault, kind) => {
    for (const stream of STREAMS) {
      for (const command of commands(stream)) {
        stage.server.failNext(CHANGES, fault);
        const sent = changes().length;
        await expect(write(command)).rejects.toMatchObject({ kind });
        expect(changes().length).toBe(sent + 1);
        expect(await write(command)).toEqual({ kind: 'applied' });
      }
    }
    expect(stage.server.writes.length).toBe(STREAMS.length + 1);
  });

  it('of a limit is passed on with its time, and nothing more is sent', async () => {
    const id = create('Issues');
    const headers = { 'retry-after': '40' };
    stage.server.failNext(CHANGES, { kind: 'status', status: 403, headers, unexecuted: true });
    await expect(write(resolving(id))).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 40_000 });
    expect(stage.server.requests.at(-1)?.method).toBe('PATCH');
    await expect(write(resolving(id))).rejects.toMatchObject({ kind: 'rate-limited' });
  });
});

describe('a credential that may only read', () => {
  const READ = {
    issues: 'read',
    vulnerability_alerts: 'read',
    security_events: 'read',
    secret_scanning_alerts: 'read',
    repository_advisories: 'read',
  } as const;

  it.each(STREAMS)('is refused by the name of what it lacks for %s', async (stream) => {
    stage.server.access.holders.set('github_pat_read', { permissions: READ });
    const writer = stage.openWriter({ streams: [stream] }, { secret: { token: 'github_pat_read' } });
    const outcome = await writer.write(resolving(create(stream)), never);
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'MissingPermission' });
    expect(JSON.stringify(outcome)).toMatch(/the credential lacks [a-z_]+=write/);
    expect(stage.server.writes).toEqual([]);
  });

  it('is refused where GitHub hides the change behind 404', async () => {
    stage.server.failNext(CHANGES, { kind: 'status', status: 404, unexecuted: true });
    const outcome = await write(resolving(create('DependabotAlerts')));
    expect(outcome).toMatchObject({
      reason: 'MissingPermission',
      message: expect.stringContaining('Dependabot alerts (write)') as string,
    });
  });

  it('is told by the probe, for a classic token', async () => {
    stage.server.access.holders.set('ghp_other', { scopes: ['read:org'] });
    const writer = stage.openWriter({ streams: [...STREAMS] }, { secret: { token: 'ghp_other' } });
    expect((await writer.probe(never)).missingScopes).toEqual(['repo', 'security_events']);
  });
});
