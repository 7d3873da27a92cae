// The setup of most tests of the provider: a loopback GitHub with one repository, a provider, and one clock for both.

import { createGitHub, type GitHubConfig } from '../../../../src/integrations/github/index.ts';
import type { Roster } from '../../../../src/integrations/ports/roster.ts';
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
  /** Opens the accounts of `ORGANIZATION`, by default with the token of an owner. */
  openRoster(config?: Partial<GitHubConfig>, options?: Options): Roster;
  /** Codes of all requests of all sources. */
  codes(): readonly string[];
}

const STAGE_NOW = '2026-03-02T10:00:00Z';
export const GOOD_TOKEN = 'ghp_good-token';
export const REPO = 'acme/shop';
export const ORGANIZATION = 'acme';
/** Of an owner of the organization. */
export const OWNER_TOKEN = 'ghp_owner-good-token';

export async function stageGitHub(options: GitHubOptions = {}): Promise<GitHubStage> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<GitHubConfig>[] = [];
  const provider = createGitHub();
  const vendorNow = (): Date => new Date(clock.now().getTime() + stage.skewMs);
  const server = await startGitHub({ now: vendorNow, ...options });
  server.account.addRepo(REPO);
  server.access.holders.set(OWNER_TOKEN, { scopes: ['repo', 'read:org'] });
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
    openRoster(config = {}, more = {}) {
      const secret = { token: OWNER_TOKEN };
      const context = contextOf({ organization: ORGANIZATION, ...config }, { secret, ...more });
      const access = { ...context.config, organization: context.config.organization ?? ORGANIZATION };
      const roster = provider.roster?.open({ ...context, config: access });
      if (roster === undefined) throw new Error('GitHub lists accounts');
      return roster;
    },
    codes: () => contexts.flatMap(({ codes }) => codes),
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
