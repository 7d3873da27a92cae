// The setup of most tests of the provider: a loopback Jira, a provider, and one clock for both.

import { createJira, type JiraConfig } from '../../../../src/integrations/jira/index.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import type { Roster } from '../../../../src/integrations/ports/roster.ts';
import type { Writer } from '../../../../src/integrations/ports/write.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { GOOD_EMAIL, GOOD_TOKEN, startJira, type JiraOptions, type JiraServer } from './server.ts';

export interface JiraStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: JiraServer;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  /** Opens a source, by default with the server's endpoint and an accepted token. */
  open(config?: Partial<JiraConfig>, options?: Partial<ContextOptions<JiraConfig>>): ChangesSource;
  openWriter(config?: Partial<JiraConfig>, options?: Partial<ContextOptions<JiraConfig>>): Writer;
  openRoster(config?: Partial<JiraConfig>, options?: Partial<ContextOptions<JiraConfig>>): Roster;
}

const STAGE_NOW = '2026-03-02T10:00:00Z';

export async function stageJira(options: JiraOptions = {}): Promise<JiraStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<JiraConfig>[] = [];
  const provider = createJira();
  const server = await startJira({ now: () => new Date(clock.now().getTime() + stage.skewMs), ...options });
  const contextWith = (config: Partial<JiraConfig> = {}, more: Partial<ContextOptions<JiraConfig>> = {}) => {
    const context = sourceContext<JiraConfig>({
      config: { jql: 'project = SEC', site: 'acme.atlassian.net', endpoint: server.url, ...config },
      secret: { email: GOOD_EMAIL, token: GOOD_TOKEN },
      clock,
      ...more,
    });
    contexts.push(context);
    return context.context;
  };
  const stage: JiraStage = {
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
