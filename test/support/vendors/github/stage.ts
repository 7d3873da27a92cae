// The setup of most tests of the provider: a loopback GitHub with one repository, a provider, and one clock for both.

import { createGitHub, type GitHubConfig } from '../../../../src/integrations/github/index.ts';
import type { Writer } from '../../../../src/integrations/ports/write.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import { FakeClock } from '../../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from '../source-context.ts';
import { startGitHub, type GitHubOptions, type GitHubServer } from './server.ts';

type Options = Partial<ContextOptions<GitHubConfig>>;

export interface GitHubStage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: GitHubServer;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  /** Opens a source, by default of the issues of `REPO` with an accepted token. */
  open(config?: Partial<GitHubConfig>, options?: Options): ChangesSource;
  openWriter(config?: Partial<GitHubConfig>, options?: Options): Writer;
  /** Codes of all requests of all sources. */
  codes(): readonly string[];
}

const STAGE_NOW = '2026-03-02T10:00:00Z';
export const GOOD_TOKEN = 'ghp_good-token';
export const REPO = 'acme/shop';

export async function stageGitHub(options: GitHubOptions = {}): Promise<GitHubStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<GitHubConfig>[] = [];
  const provider = createGitHub();
  const vendorNow = (): Date => new Date(clock.now().getTime() + stage.skewMs);
  const server = await startGitHub({ now: vendorNow, ...options });
  server.account.addRepo(REPO);
  const contextOf = (config: Partial<GitHubConfig>, more: Options): TestContext<GitHubConfig>['context'] => {
    const scope = config.organization === undefined ? { repositories: [REPO] } : {};
    const whole = { endpoint: server.url, streams: ['Issues' as const], ...scope, ...config };
    const context = sourceContext<GitHubConfig>({ config: whole, secret: { token: GOOD_TOKEN }, clock, ...more });
    contexts.push(context);
    return context.context;
  };
  const stage: GitHubStage = {
    clock,
    server,
    skewMs: 0,
    open: (config = {}, more = {}) => provider.open(contextOf(config, more)),
    openWriter(config = {}, more = {}) {
      const writer = provider.openWriter?.(contextOf(config, more));
      if (writer === undefined) throw new Error('GitHub can be written to');
      return writer;
    },
    codes: () => contexts.flatMap(({ codes }) => codes),
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
