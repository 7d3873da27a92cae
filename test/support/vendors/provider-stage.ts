// The set-up of most tests of a provider: its loopback vendor, the provider itself, and one clock for both. Each vendor's stage.ts fills it in.

import type { Writer } from '../../../src/integrations/ports/write.ts';
import type { Roster } from '../../../src/integrations/ports/roster.ts';
import type { Source, SourceContext } from '../../../src/integrations/provider.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { sourceContext, type ContextOptions, type TestContext } from './source-context.ts';

const STAGE_NOW = '2026-03-02T10:00:00Z';

type Opening<Config, Opened> = (config?: Partial<Config>, options?: Partial<ContextOptions<Config>>) => Opened;

export interface ProviderStage<Config, Server, Opened extends Source> extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: Server;
  /** How far the vendor's clock is ahead of ours. */
  skewMs: number;
  /** What something is opened with, by default with the server's endpoint and an accepted credential. */
  readonly context: Opening<Config, SourceContext<Config>>;
  readonly open: Opening<Config, Opened>;
  readonly openWriter: Opening<Config, Writer>;
  readonly openRoster: Opening<Config, Roster>;
}

export interface Staged<Config, Server extends AsyncDisposable, Opened extends Source> {
  readonly provider: {
    open(context: SourceContext<Config>): Opened;
    openWriter?(context: SourceContext<Config>): Writer;
  };
  readonly roster?: { open(context: SourceContext<Config>): Roster } | undefined;
  /** With the vendor's clock. */
  start(now: () => Date): Promise<Server>;
  config(server: Server): Config;
  readonly secret: Readonly<Record<string, string>>;
}

export async function stageProvider<Config, Server extends AsyncDisposable, Opened extends Source>({
  provider,
  roster,
  start,
  config: configOf,
  secret,
}: Staged<Config, Server, Opened>): Promise<ProviderStage<Config, Server, Opened>> {
  const clock = new FakeClock(STAGE_NOW);
  const contexts: TestContext<Config>[] = [];
  const server = await start(() => new Date(clock.now().getTime() + stage.skewMs));
  const stage: ProviderStage<Config, Server, Opened> = {
    clock,
    server,
    skewMs: 0,
    context(config, options) {
      const made = sourceContext<Config>({ config: { ...configOf(server), ...config }, secret, clock, ...options });
      contexts.push(made);
      return made.context;
    },
    open: (...how) => provider.open(stage.context(...how)),
    openWriter(...how) {
      const writer = provider.openWriter?.(stage.context(...how));
      if (writer === undefined) throw new Error('the provider writes nothing');
      return writer;
    },
    openRoster(...how) {
      const opened = roster?.open(stage.context(...how));
      if (opened === undefined) throw new Error('the provider lists no accounts');
      return opened;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return stage;
}
