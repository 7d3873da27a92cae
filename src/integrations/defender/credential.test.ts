// Client secrets, certificates, and tokens that end or lack a permission.

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createCertificateAuthority } from '../../../test/support/clusters/certificates.ts';
import { GOOD_APP } from '../../../test/support/vendors/defender/server.ts';
import { stageDefender, type DefenderStage } from '../../../test/support/vendors/defender/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';

let pem: { readonly certificate: string; readonly key: string };
let stage: DefenderStage;

beforeAll(() => {
  const { cert, key } = createCertificateAuthority('docket-tests').issueRsa('docket');
  pem = { certificate: cert, key };
});
beforeEach(async () => {
  stage = await stageDefender();
  stage.server.account.create();
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('a certificate', () => {
  const app = 'c0ffee00-14a6-49ae-97bc-6eba6914391e';

  it.each([
    { name: 'before its key', secret: () => `${pem.certificate}${pem.key}` },
    { name: 'after its key', secret: () => `${pem.key}\n${pem.certificate}` },
  ])('$name signs the request for a token', async ({ secret }) => {
    stage.server.entra.apps.set(app, { certificate: pem.certificate, roles: ['SecurityIncident.Read.All'] });
    const source = stage.open({}, { secret: { clientId: app, certificate: secret() } });
    expect((await pullAll(source)).created.size).toBe(1);
    const body = stage.server.loopback.requests[0]?.body ?? '';
    expect(body).not.toContain(encodeURIComponent(pem.key.slice(40, 80)));
  });

  it('that the app does not have is refused', async () => {
    stage.server.entra.apps.set(app, { roles: [] });
    const source = stage.open({}, { secret: { clientId: app, certificate: `${pem.certificate}${pem.key}` } });
    await expect(source.probe(never)).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it.each([
    ['without its key', () => pem.certificate],
    ['without a certificate', () => pem.key],
    ['that is none', () => 'a text'],
    ['with a broken key', () => `${pem.certificate}${pem.key.replaceAll(/[A-M]/g, 'A')}`],
  ])('%s is named in the error, and not quoted', async (_name, certificate) => {
    const run = async (): Promise<unknown> =>
      stage.open({}, { secret: { clientId: app, certificate: certificate() } }).probe(never);
    await expect(run()).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringMatching(
        /^read the credential for Microsoft Entra: key certificate of the Secret [a-zA-Z ,]+$/,
      ) as string,
    });
  });
});

describe('a token', () => {
  const tokens = (): number => stage.server.loopback.requests.filter(({ path: at }) => at.endsWith('/token')).length;

  it('is shared by the syncs of an app until shortly before it ends', async () => {
    await pullAll(stage.open());
    await pullAll(stage.open());
    expect(tokens()).toBe(1);
    await stage.clock.advance(56 * 60_000);
    await pullAll(stage.open());
    expect(tokens()).toBe(2);
  });

  it('that Graph refuses is asked for once more', async () => {
    await pullAll(stage.open());
    stage.server.entra.revokeTokens();
    expect((await pullAll(stage.open())).complete).toBe(true);
    expect(tokens()).toBe(2);
  });

  it('without the permission says so, and counts as soon as it is granted', async () => {
    stage.server.entra.apps.set(GOOD_APP.clientId, { clientSecret: GOOD_APP.clientSecret, roles: ['User.Read.All'] });
    await expect(stage.open().probe(never)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('lacks SecurityIncident.Read.All') as string,
    });
    stage.server.entra.apps.set(GOOD_APP.clientId, {
      clientSecret: GOOD_APP.clientSecret,
      roles: ['SecurityIncident.Read.All'],
    });
    expect(await stage.open().probe(never)).toEqual({ missingScopes: [], unmatched: [] });
  });

  it.each(['Global', 'USGov', 'USGovHigh', 'China'] as const)('is for the Graph of the cloud %s', async (cloud) => {
    await stage.open({ cloud }).probe(never);
    const body = stage.server.loopback.requests[0]?.body ?? '';
    const graph = {
      Global: 'graph.microsoft.com',
      USGov: 'graph.microsoft.us',
      USGovHigh: 'dod-graph.microsoft.us',
      China: 'microsoftgraph.chinacloudapi.cn',
    };
    expect(new URLSearchParams(body).get('scope')).toBe(`https://${graph[cloud]}/.default`);
  });
});
