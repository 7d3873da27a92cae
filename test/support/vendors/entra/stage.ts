// The setup of the tests of the directory: a loopback Entra, the directory, and one clock for both.

import { createEntra, type EntraConfig } from '../../../../src/integrations/entra/index.ts';
import type { Directory } from '../../../../src/integrations/ports/directory.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { GOOD_APP, startEntra, TENANT, type EntraOptions, type EntraServer } from './server.ts';

export interface EntraStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: EntraServer;
  /** By default with the server's endpoint and an accepted client secret. */
  open(config?: Partial<EntraConfig>, options?: Partial<ContextOptions<EntraConfig>>): Directory;
}

export async function stageEntra(options: EntraOptions = {}): Promise<EntraStage> {
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  const contexts: TestContext<EntraConfig>[] = [];
  const directory = createEntra();
  const server = await startEntra({ now: () => clock.now(), ...options });
  return {
    clock,
    server,
    open(config = {}, more = {}) {
      const context = sourceContext<EntraConfig>({
        config: { tenantID: TENANT, cloud: 'Global', endpoint: server.url, ...config },
        secret: GOOD_APP,
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
