// The setup of most tests of the provider: a loopback GuardDuty, a provider, and one clock for both.

import { createGuardDuty, type GuardDutyConfig } from '../../../../src/integrations/guardduty/index.ts';
import type { Writer } from '../../../../src/integrations/ports/write.ts';
import type { ChangesSource, SourceContext } from '../../../../src/integrations/provider.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { GOOD_KEY, startGuardDuty, type GuardDutyOptions, type GuardDutyServer } from './server.ts';

export interface GuardDutyStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: GuardDutyServer;
  readonly provider: ReturnType<typeof createGuardDuty>;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  context(
    config?: Partial<GuardDutyConfig>,
    options?: Partial<ContextOptions<GuardDutyConfig>>,
  ): SourceContext<GuardDutyConfig>;
  /** Opens a source, by default of the home region, with the server's endpoint and an accepted key. */
  open(config?: Partial<GuardDutyConfig>, options?: Partial<ContextOptions<GuardDutyConfig>>): ChangesSource;
  openWriter(config?: Partial<GuardDutyConfig>, options?: Partial<ContextOptions<GuardDutyConfig>>): Writer;
}

const STAGE_NOW = '2026-03-02T10:00:00Z';

export async function stageGuardDuty(options: GuardDutyOptions = {}): Promise<GuardDutyStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<GuardDutyConfig>[] = [];
  const provider = createGuardDuty();
  const server = await startGuardDuty({ now: () => new Date(clock.now().getTime() + stage.skewMs), ...options });
  const stage: GuardDutyStage = {
    clock,
    server,
    provider,
    skewMs: 0,
    context(config = {}, more = {}) {
      const context = sourceContext<GuardDutyConfig>({
        config: { regions: ['eu-west-1'], endpoint: server.url, ...config },
        secret: GOOD_KEY,
        clock,
        ...more,
      });
      contexts.push(context);
      return context.context;
    },
    open: (config, more) => provider.open(stage.context(config, more)),
    openWriter(config, more) {
      const writer = provider.openWriter?.(stage.context(config, more));
      if (writer === undefined) throw new Error('GuardDuty has no way to write');
      return writer;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
