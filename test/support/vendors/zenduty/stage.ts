// The set-up of most tests of Zenduty.

import { createZenduty, type ZendutyConfig } from '../../../../src/integrations/zenduty/index.ts';
import type { ListingSource } from '../../../../src/integrations/provider.ts';
import { type ProviderStage, stageProvider } from '../provider-stage.ts';
import { GOOD_KEY, startZenduty, type ZendutyOptions, type ZendutyServer } from './server.ts';

export type ZendutyStage = ProviderStage<ZendutyConfig, ZendutyServer, ListingSource>;

export function stageZenduty(options: ZendutyOptions = {}): Promise<ZendutyStage> {
  const provider = createZenduty();
  return stageProvider({
    provider,
    roster: provider.roster,
    start: (now) => startZenduty({ now, ...options }),
    config: ({ url }): ZendutyConfig => ({ endpoint: url }),
    secret: { token: GOOD_KEY },
  });
}
