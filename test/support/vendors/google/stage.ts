// The setup of the tests of the directory: a loopback Google, a service account, the directory, and one clock for all.

import { generateKeyPairSync } from 'node:crypto';

import {
  createGoogleWorkspace,
  type GoogleWorkspaceConfig,
} from '../../../../src/integrations/googleworkspace/index.ts';
import type { Directory } from '../../../../src/integrations/ports/directory.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { ADMIN, startGoogle, type GoogleServer } from './server.ts';

export interface GoogleStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: GoogleServer;
  /** The JSON file of the service account's key. */
  readonly serviceAccount: string;
  /** By default with the server's endpoint and an accepted service account. */
  open(config?: Partial<GoogleWorkspaceConfig>, options?: Partial<ContextOptions<GoogleWorkspaceConfig>>): Directory;
}

/** A key takes a tenth of a second to make. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const CLIENT = 'docket@acme.iam.gserviceaccount.com';

export async function stageGoogle(options: { readonly pageSize?: number } = {}): Promise<GoogleStage> {
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  const contexts: TestContext<GoogleWorkspaceConfig>[] = [];
  const directory = createGoogleWorkspace();
  const server = await startGoogle({ now: () => clock.now(), publicKey, clientEmail: CLIENT, ...options });
  const file = { type: 'service_account', client_email: CLIENT, private_key_id: 'k1', private_key: privateKey };
  const serviceAccount = JSON.stringify({ ...file, token_uri: 'https://evil.example/token' });
  return {
    clock,
    server,
    serviceAccount,
    open(config = {}, more = {}) {
      const whole = { subject: ADMIN, endpoint: server.url, ...config };
      const context = sourceContext<GoogleWorkspaceConfig>({
        config: whole,
        secret: { serviceAccount },
        clock,
        ...more,
      });
      contexts.push(context);
      return directory.open(context.context);
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
