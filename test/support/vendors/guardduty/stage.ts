// The set-up of most tests of GuardDuty: sources read its home region.

import { createGuardDuty, type GuardDutyConfig } from '../../../../src/integrations/guardduty/index.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import { type ProviderStage, stageProvider } from '../provider-stage.ts';
import { GOOD_KEY, startGuardDuty, type GuardDutyOptions, type GuardDutyServer } from './server.ts';

export type GuardDutyStage = ProviderStage<GuardDutyConfig, GuardDutyServer, ChangesSource>;

export function stageGuardDuty(options: GuardDutyOptions = {}): Promise<GuardDutyStage> {
  return stageProvider({
    provider: createGuardDuty(),
    start: (now) => startGuardDuty({ now, ...options }),
    config: ({ url }): GuardDutyConfig => ({ regions: ['eu-west-1'], endpoint: url }),
    secret: GOOD_KEY,
  });
}
