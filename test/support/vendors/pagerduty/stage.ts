// The setup of most tests of the provider: a loopback PagerDuty, a provider, and one clock for both.

import { createPagerDuty, type PagerDutyConfig } from '../../../../src/integrations/pagerduty/index.ts';
import type { Source } from '../../../../src/integrations/provider.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { startPagerDuty, type PagerDutyOptions, type PagerDutyServer } from './server.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';

export interface PagerDutyStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: PagerDutyServer;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  /** Opens a source, by default with the server's endpoint and an accepted key. */
  open(config?: Partial<PagerDutyConfig>, options?: Partial<ContextOptions<PagerDutyConfig>>): Source;
  /** Like `open`, and also returns the context that counts its requests. */
  openCounted(config?: Partial<PagerDutyConfig>, options?: Partial<ContextOptions<PagerDutyConfig>>): CountedSource;
}

export interface CountedSource {
  readonly source: Source;
  readonly codes: readonly string[];
}

const STAGE_NOW = '2026-03-02T10:00:00Z';
export const GOOD_TOKEN = 'good-token';

export async function stagePagerDuty(options: PagerDutyOptions = {}): Promise<PagerDutyStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<PagerDutyConfig>[] = [];
  const provider = createPagerDuty();
  const vendorNow = (): Date => new Date(clock.now().getTime() + stage.skewMs);
  const server = await startPagerDuty({ now: vendorNow, keys: [GOOD_TOKEN], ...options });
  const openCounted: PagerDutyStage['openCounted'] = (config = {}, more = {}) => {
    const context = sourceContext<PagerDutyConfig>({
      config: { region: 'US', endpoint: server.url, ...config },
      secret: { token: GOOD_TOKEN },
      clock,
      ...more,
    });
    contexts.push(context);
    return { source: provider.open(context.context), codes: context.codes };
  };
  const stage: PagerDutyStage = {
    clock,
    server,
    skewMs: 0,
    openCounted,
    open: (config, more) => openCounted(config, more).source,
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
