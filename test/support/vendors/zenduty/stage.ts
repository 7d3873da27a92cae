// The setup of most tests of the provider: a loopback Zenduty, a provider, and one clock for both.

import { createZenduty, type ZendutyConfig } from '../../../../src/integrations/zenduty/index.ts';
import type { ListingSource } from '../../../../src/integrations/provider.ts';
import type { Roster } from '../../../../src/integrations/ports/roster.ts';
import type { Writer } from '../../../../src/integrations/ports/write.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { GOOD_KEY, startZenduty, type ZendutyOptions, type ZendutyServer } from './server.ts';

export interface ZendutyStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: ZendutyServer;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  /** Opens a source, by default with the server's endpoint and an accepted key. */
  open(config?: Partial<ZendutyConfig>, options?: Partial<ContextOptions<ZendutyConfig>>): ListingSource;
  openWriter(config?: Partial<ZendutyConfig>, options?: Partial<ContextOptions<ZendutyConfig>>): Writer;
  openRoster(config?: Partial<ZendutyConfig>, options?: Partial<ContextOptions<ZendutyConfig>>): Roster;
}

export async function stageZenduty(options: ZendutyOptions = {}): Promise<ZendutyStage> {
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  const contexts: TestContext<ZendutyConfig>[] = [];
  const provider = createZenduty();
  const server = await startZenduty({ now: () => new Date(clock.now().getTime() + stage.skewMs), ...options });
  const contextWith = (config: Partial<ZendutyConfig> = {}, more: Partial<ContextOptions<ZendutyConfig>> = {}) => {
    const context = sourceContext<ZendutyConfig>({
      config: { endpoint: server.url, ...config },
      secret: { token: GOOD_KEY },
      clock,
      ...more,
    });
    contexts.push(context);
    return context.context;
  };
  const stage: ZendutyStage = {
    clock,
    server,
    skewMs: 0,
    open: (config, more) => provider.open(contextWith(config, more)),
    openWriter(config, more) {
      const writer = provider.openWriter?.(contextWith(config, more));
      if (writer === undefined) throw new Error('the provider cannot write');
      return writer;
    },
    openRoster(config, more) {
      const roster = provider.roster?.open(contextWith(config, more));
      if (roster === undefined) throw new Error('the provider lists no accounts');
      return roster;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
