// The setup of most tests of the provider: a loopback Defender, a provider, and one clock for both.

import { createDefender, type DefenderConfig } from '../../../../src/integrations/defender/index.ts';
import type { Writer } from '../../../../src/integrations/ports/write.ts';
import type { ChangesSource, SourceContext } from '../../../../src/integrations/provider.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { GOOD_APP, startDefender, TENANT, type DefenderOptions, type DefenderServer } from './server.ts';

export interface DefenderStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: DefenderServer;
  readonly provider: ReturnType<typeof createDefender>;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  context(
    config?: Partial<DefenderConfig>,
    options?: Partial<ContextOptions<DefenderConfig>>,
  ): SourceContext<DefenderConfig>;
  /** Opens a source, by default with the server's endpoint and an accepted client secret. */
  open(config?: Partial<DefenderConfig>, options?: Partial<ContextOptions<DefenderConfig>>): ChangesSource;
  openWriter(config?: Partial<DefenderConfig>, options?: Partial<ContextOptions<DefenderConfig>>): Writer;
}

const STAGE_NOW = '2026-03-02T10:00:00Z';

export async function stageDefender(options: DefenderOptions = {}): Promise<DefenderStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<DefenderConfig>[] = [];
  const provider = createDefender();
  const server = await startDefender({ now: () => new Date(clock.now().getTime() + stage.skewMs), ...options });
  const stage: DefenderStage = {
    clock,
    server,
    provider,
    skewMs: 0,
    context(config = {}, more = {}) {
      const context = sourceContext<DefenderConfig>({
        config: { tenantID: TENANT, cloud: 'Global', endpoint: server.url, ...config },
        secret: GOOD_APP,
        clock,
        ...more,
      });
      contexts.push(context);
      return context.context;
    },
    open: (config, more) => provider.open(stage.context(config, more)),
    openWriter(config, more) {
      const writer = provider.openWriter?.(stage.context(config, more));
      if (writer === undefined) throw new Error('Defender has no way to write');
      return writer;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
