// The pod's own identity at AWS: how its keys are asked for, how long they are kept, and what is said when there are none.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AGENT_PATH, GOOD_KEY } from '../../../test/support/vendors/guardduty/server.ts';
import { stageGuardDuty, type GuardDutyStage } from '../../../test/support/vendors/guardduty/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';
import type { PodEnvironment } from '../ports/pod-identity.ts';

const POD_ROLE = 'arn:aws:iam::111122223333:role/docket-operator';
const ROLE = 'arn:aws:iam::444455556666:role/docket-read';
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.pod.token-1';

let stage: GuardDutyStage;
let folder: string;
let tokenFile: string;

beforeEach(async () => {
  stage = await stageGuardDuty();
  stage.server.account.create({ id: 'one' });
  folder = await mkdtemp(path.join(tmpdir(), 'docket-pod-'));
  tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, `${TOKEN}\n`);
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const withRole = (): PodEnvironment => ({ aws: { kind: 'role', roleARN: POD_ROLE, tokenFile }, azure: undefined });
const withAgent = (): PodEnvironment => ({
  aws: { kind: 'agent', url: `${stage.server.url}${AGENT_PATH}`, tokenFile },
  azure: undefined,
});
const open = (pod: PodEnvironment, config = {}) => stage.open(config, { secret: {}, pod });
const posts = (where: string): number => stage.server.loopback.requests.filter((each) => each.path === where).length;

describe('a role for the token of the ServiceAccount', () => {
  beforeEach(() => void stage.server.sts.webIdentities.set(TOKEN, POD_ROLE));

  it('reads, with one exchange for many syncs, and another before its session ends', async () => {
    expect((await pullAll(open(withRole()))).created.size).toBe(1);
    await pullAll(open(withRole()));
    expect(stage.server.sts.sessionNames).toEqual(['docket-security-pager']);
    await stage.clock.advance(3600_000);
    expect((await pullAll(open(withRole()))).complete).toBe(true);
    expect(stage.server.sts.sessionNames.length).toBe(2);
  });

  it('takes the token that the kubelet has put there since', async () => {
    await pullAll(open(withRole()));
    stage.server.sts.webIdentities.clear();
    stage.server.sts.webIdentities.set('token-2', POD_ROLE);
    await writeFile(tokenFile, 'token-2');
    await stage.clock.advance(3600_000);
    expect((await pullAll(open(withRole()))).complete).toBe(true);
  });

  it('assumes the role of the spec next', async () => {
    await pullAll(open(withRole()));
    const podKey = [...stage.server.keys.keys()].at(-1) ?? '';
    stage.server.sts.roles.set(ROLE, { trusted: new Set([podKey]), denied: new Set() });
    expect((await pullAll(open(withRole(), { roleARN: ROLE }))).created.size).toBe(1);
  });

  it('archives with the same identity', async () => {
    const writer = stage.openWriter({}, { secret: {}, pod: withRole() });
    // The finding is as old as the clock: what changed in the second of the decision is not archived.
    await stage.clock.advance(60_000);
    const decidedOn = stage.clock.now().toISOString();
    const command = { kind: 'resolve', key: 'k', externalID: 'eu-west-1/one', decidedOn, summary: 'Blocked.' } as const;
    await expect(writer.write(command, never)).resolves.toMatchObject({ kind: 'applied' });
    expect(stage.server.archived).toEqual(['one']);
  });

  it.each([
    { because: 'nobody trusts its issuer', trust: (): unknown => stage.server.sts.webIdentities.clear() },
    {
      because: 'the role trusts another ServiceAccount',
      trust: (): unknown => stage.server.sts.webIdentities.set(TOKEN, ROLE),
    },
  ])('is refused when $because, and says what to check', async ({ trust }) => {
    trust();
    const message =
      /exchange the token of the operator's pod by STS in eu-west-1: 40[03] \(\w+\) from AWS: check that the role/;
    const refused = open(withRole()).probe(never);
    await expect(refused).rejects.toMatchObject({ message: expect.stringMatching(message) as string });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('jane') as string });
  });
});

describe('the agent of EKS Pod Identity', () => {
  beforeEach(() => void stage.server.agentTokens.add(TOKEN));

  it('hands out keys, which are kept until shortly before they end', async () => {
    expect((await pullAll(open(withAgent()))).created.size).toBe(1);
    await stage.clock.advance(5 * 3600_000);
    await pullAll(open(withAgent()));
    expect(posts(AGENT_PATH)).toBe(1);
    await stage.clock.advance(3600_000);
    expect((await pullAll(open(withAgent()))).complete).toBe(true);
    expect(posts(AGENT_PATH)).toBe(2);
  });

  it('hands out others when AWS ended these early', async () => {
    await pullAll(open(withAgent()));
    for (const [id, key] of stage.server.keys) {
      if (id.startsWith('ASIA')) stage.server.keys.set(id, { ...key, endsAtMs: stage.clock.now().getTime() });
    }
    expect((await pullAll(open(withAgent()))).complete).toBe(true);
    expect(posts(AGENT_PATH)).toBe(2);
  });

  it('that knows no such token says so, and quotes nothing', async () => {
    stage.server.agentTokens.clear();
    await expect(open(withAgent()).probe(never)).rejects.toMatchObject({
      message: expect.stringMatching(/^ask the EKS Pod Identity agent for keys: 400 from AWS: [^j]*$/) as string,
    });
  });

  it('that answers without keys is not believed', async () => {
    stage.server.loopback.failNext(({ path: asked }) => asked === AGENT_PATH, {
      kind: 'status',
      status: 200,
      body: {},
    });
    await expect(open(withAgent()).probe(never)).rejects.toMatchObject({ kind: 'malformed' });
  });
});

describe('a pod', () => {
  it.each([
    { name: 'without an identity', pod: { aws: undefined, azure: undefined }, message: 'there is none' },
    {
      name: 'whose token is not there',
      pod: { aws: { kind: 'role', roleARN: POD_ROLE, tokenFile: '/nonexistent/token' }, azure: undefined },
      message: 'the file that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read',
    },
  ] as const)('$name is refused, with what to do', async ({ pod, message }) => {
    const run = async (): Promise<unknown> => open(pod).probe(never);
    await expect(run()).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining(message) as string,
    });
  });

  it('shares no keys with a Secret, whatever the Secret holds', async () => {
    stage.server.sts.webIdentities.set(TOKEN, POD_ROLE);
    await pullAll(open(withRole()));
    const secret = { ...GOOD_KEY, accessKeyId: 'pod', secretAccessKey: 'pod' };
    await expect(stage.open({}, { secret }).probe(never)).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});
