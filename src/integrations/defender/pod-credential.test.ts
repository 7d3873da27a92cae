// Workload identity: the token of the pod's ServiceAccount in place of a Secret, read anew for each token of Entra.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stageDefender, type DefenderStage } from '../../../test/support/vendors/defender/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';

const POD_APP = '0b1c7c1e-3f57-4a0d-9d1e-1d1b7f3b6a10';
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.pod.token-1';
const ROLES = ['SecurityIncident.ReadWrite.All'];

let stage: DefenderStage;
let folder: string;
let tokenFile: string;

beforeEach(async () => {
  stage = await stageDefender();
  stage.server.account.create({ id: '1' });
  stage.server.entra.apps.set(POD_APP, { federatedToken: TOKEN, roles: ROLES });
  folder = await mkdtemp(path.join(tmpdir(), 'docket-pod-'));
  tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, `${TOKEN}\n`);
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const open = (file = tokenFile) =>
  stage.open({}, { secret: {}, pod: { aws: undefined, azure: { clientId: POD_APP, tokenFile: file } } });

describe('workload identity', () => {
  it('reads, with one token of Entra for many syncs', async () => {
    expect((await pullAll(open())).complete).toBe(true);
    await pullAll(open());
    const asked = stage.server.loopback.requests.filter((each) => each.path.endsWith('/token'));
    expect(asked.length).toBe(1);
    expect(new URLSearchParams(asked[0]?.body).get('client_id')).toBe(POD_APP);
  });

  it('takes the token that the kubelet has put there since', async () => {
    await pullAll(open());
    stage.server.entra.apps.set(POD_APP, { federatedToken: 'token-2', roles: ROLES });
    await writeFile(tokenFile, 'token-2');
    await stage.clock.advance(3600_000);
    expect((await pullAll(open())).complete).toBe(true);
  });

  it('that the app does not trust is refused, with what to check', async () => {
    stage.server.entra.apps.set(POD_APP, { federatedToken: 'another', roles: ROLES });
    await expect(open().probe(never)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('check that the app has a federated credential') as string,
    });
  });

  it('whose token cannot be read is refused, by the name of the variable', async () => {
    await expect(open('/nonexistent/token').probe(never)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('AZURE_FEDERATED_TOKEN_FILE names cannot be read') as string,
    });
  });

  it('that the pod does not have is refused, with what to do', async () => {
    const run = async (): Promise<unknown> =>
      stage.open({}, { secret: {}, pod: { aws: undefined, azure: undefined } }).probe(never);
    await expect(run()).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('azure.workload.identity/use=true') as string,
    });
  });

  it('shares no token with a Secret of the same app', async () => {
    await pullAll(open());
    const secret = { clientId: POD_APP, clientSecret: 'pod' };
    await expect(stage.open({}, { secret }).probe(never)).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});
