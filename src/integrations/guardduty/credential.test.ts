// The keys of the Secret, the role of the spec, and how long its session lasts.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GOOD_KEY } from '../../../test/support/vendors/guardduty/server.ts';
import { stageGuardDuty, type GuardDutyStage } from '../../../test/support/vendors/guardduty/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';

const ROLE = 'arn:aws:iam::444455556666:role/docket-read';

let stage: GuardDutyStage;
beforeEach(async () => {
  stage = await stageGuardDuty();
  stage.server.account.create({ id: 'one' });
  stage.server.sts.roles.set(ROLE, { trusted: new Set([GOOD_KEY.accessKeyId]), denied: new Set() });
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('the Secret', () => {
  it.each([
    [{ ...GOOD_KEY, secretAccessKey: 'another' }, 'InvalidSignatureException'],
    [{ ...GOOD_KEY, accessKeyId: 'AKIAUNKNOWN' }, 'UnrecognizedClientException'],
    [{ ...GOOD_KEY, sessionToken: 'none' }, 'UnrecognizedClientException'],
    [{ ...GOOD_KEY, secretAccessKey: 'with a blank' }, 'secretAccessKey of the Secret is empty or holds characters'],
    [{ accessKeyId: GOOD_KEY.accessKeyId }, 'secretAccessKey of the Secret is missing'],
  ])('%j is refused', async (secret, message) => {
    const run = async (): Promise<unknown> => stage.open({}, { secret }).probe(never);
    await expect(run()).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining(message) as string,
    });
  });

  it('may hold a temporary credential', async () => {
    const temporary = { secretAccessKey: 'temporary', sessionToken: 'its-token', denied: new Set<string>() };
    stage.server.keys.set('ASIATEMPORARY', temporary);
    const secret = { accessKeyId: 'ASIATEMPORARY', secretAccessKey: 'temporary', sessionToken: 'its-token' };
    expect((await pullAll(stage.open({}, { secret }))).complete).toBe(true);
  });
});

describe('the role of the spec', () => {
  it('is assumed once for many syncs, and again before its session ends', async () => {
    const source = () => stage.open({ roleARN: ROLE });
    expect((await pullAll(source())).created.size).toBe(1);
    await pullAll(source());
    expect(stage.server.sts.sessionNames).toEqual(['docket-security-pager']);
    await stage.clock.advance(3600_000);
    expect((await pullAll(source())).complete).toBe(true);
    expect(stage.server.sts.sessionNames.length).toBe(2);
  });

  it('is assumed again when AWS ended its session early', async () => {
    await pullAll(stage.open({ roleARN: ROLE }));
    for (const [id, key] of stage.server.keys) {
      if (id.startsWith('ASIA')) stage.server.keys.set(id, { ...key, endsAtMs: stage.clock.now().getTime() });
    }
    expect((await pullAll(stage.open({ roleARN: ROLE }))).complete).toBe(true);
    expect(stage.server.sts.sessionNames.length).toBe(2);
  });

  it('that does not trust the credential is a missing permission, named', async () => {
    stage.server.sts.roles.set(ROLE, { trusted: new Set(), denied: new Set() });
    await expect(stage.open({ roleARN: ROLE }).probe(never)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/assume the role.*403 \(AccessDenied\).*lacks sts:AssumeRole/s) as string,
    });
  });

  it('that lacks a permission is named by that permission', async () => {
    stage.server.sts.roles.set(ROLE, { trusted: new Set([GOOD_KEY.accessKeyId]), denied: new Set(['GetFindings']) });
    await expect(pullAll(stage.open({ roleARN: ROLE }))).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('lacks guardduty:GetFindings') as string,
    });
  });
});
