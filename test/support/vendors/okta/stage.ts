// The setup of the tests of the directory: a loopback Okta, the directory, and one clock for both.

import { createOkta, type OktaConfig } from '../../../../src/integrations/okta/index.ts';
import type { Directory } from '../../../../src/integrations/ports/directory.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { GOOD_TOKEN, startOkta, type OktaOptions, type OktaServer } from './server.ts';

export interface OktaStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: OktaServer;
  /** By default with the server's endpoint and an accepted token. */
  open(config?: Partial<OktaConfig>, options?: Partial<ContextOptions<OktaConfig>>): Directory;
}

export async function stageOkta(options: OktaOptions = {}): Promise<OktaStage> {
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  const contexts: TestContext<OktaConfig>[] = [];
  const directory = createOkta();
  const server = await startOkta({ now: () => clock.now(), ...options });
  return {
    clock,
    server,
    open(config = {}, more = {}) {
      const whole = { domain: 'acme.okta.com', endpoint: server.url, ...config };
      const context = sourceContext<OktaConfig>({ config: whole, secret: { token: GOOD_TOKEN }, clock, ...more });
      contexts.push(context);
      return directory.open(context.context);
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
