// The setup of most tests of the provider: a loopback PagerDuty, a provider, and one clock for both.

import { createPagerDuty, type PagerDutyConfig } from '../../../../src/integrations/pagerduty/index.ts';
import type { Writer } from '../../../../src/integrations/ports/write.ts';
import type { Roster } from '../../../../src/integrations/ports/roster.ts';
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
  /** Opens the way to write; by default in the name of the account's one user. */
  openWriter(config?: Partial<PagerDutyConfig>, options?: Partial<ContextOptions<PagerDutyConfig>>): Writer;
  openRoster(config?: Partial<PagerDutyConfig>, options?: Partial<ContextOptions<PagerDutyConfig>>): Roster;
  /** Like `open`, and also returns the context that counts its requests. */
  openCounted(config?: Partial<PagerDutyConfig>, options?: Partial<ContextOptions<PagerDutyConfig>>): CountedSource;
}

export interface CountedSource {
  readonly source: Source;
  readonly codes: readonly string[];
}

const STAGE_NOW = '2026-03-02T10:00:00Z';
export const GOOD_TOKEN = 'good-token';
/** Of the account's one user. */
const USER = 'earline.greenholt@example.com';

type Opening<T> = (config?: Partial<PagerDutyConfig>, options?: Partial<ContextOptions<PagerDutyConfig>>) => T;

export async function stagePagerDuty(options: PagerDutyOptions = {}): Promise<PagerDutyStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<PagerDutyConfig>[] = [];
  const provider = createPagerDuty();
  const vendorNow = (): Date => new Date(clock.now().getTime() + stage.skewMs);
  const server = await startPagerDuty({ now: vendorNow, keys: [GOOD_TOKEN], ...options });
  const contextOf: Opening<TestContext<PagerDutyConfig>> = (config = {}, more = {}) => {
    const context = sourceContext<PagerDutyConfig>({
      config: { region: 'US', endpoint: server.url, ...config },
      secret: { token: GOOD_TOKEN },
      clock,
      ...more,
    });
    contexts.push(context);
    return context;
  };
  const openCounted: PagerDutyStage['openCounted'] = (config, more) => {
    const { context, codes } = contextOf(config, more);
    return { source: provider.open(context), codes };
  };
  const stage: PagerDutyStage = {
    clock,
    server,
    skewMs: 0,
    openCounted,
    open: (config, more) => openCounted(config, more).source,
    openWriter(config, more) {
      const writer = provider.openWriter?.(contextOf({ from: USER, ...config }, more).context);
      if (writer === undefined) throw new Error('the provider writes nothing');
      return writer;
    },
    openRoster(config, more) {
      const roster = provider.roster?.open(contextOf(config, more).context);
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
