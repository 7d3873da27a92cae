// The set-up of most tests of Defender.

import { createDefender, type DefenderConfig } from '../../../../src/integrations/defender/index.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import { type ProviderStage, stageProvider } from '../provider-stage.ts';
import { GOOD_APP, startDefender, TENANT, type DefenderOptions, type DefenderServer } from './server.ts';

export type DefenderStage = ProviderStage<DefenderConfig, DefenderServer, ChangesSource>;

export function stageDefender(options: DefenderOptions = {}): Promise<DefenderStage> {
  return stageProvider({
    provider: createDefender(),
    start: (now) => startDefender({ now, ...options }),
    config: ({ url }): DefenderConfig => ({ tenantID: TENANT, cloud: 'Global', endpoint: url }),
    secret: GOOD_APP,
  });
}
