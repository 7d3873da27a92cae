// What a test reads incidents from: a loopback server, and the provider that reads it in place of the one that the program has.

import type { Source } from '../../../src/integrations/provider.ts';
import { createProviders, type Providers } from '../../../src/integrations/registry.ts';
import { createLedger, type LedgerChoice } from './ledger/provider.ts';
import { type LedgerRules, startLedger } from './ledger/server.ts';
import { type PagerDutyOptions, type PagerDutyServer, startPagerDuty } from './pagerduty/server.ts';

export interface Vendor {
  readonly reads: Source['reads'];
  start(options: PagerDutyOptions): Promise<PagerDutyServer>;
  /** As one program has them. */
  providers(): Providers;
}

/** Read by listing. */
export const PAGER_DUTY: Vendor = { reads: 'listing', start: startPagerDuty, providers: createProviders };

/** Read by changes. Sources name it as a PagerDuty, as the API has no member for it. */
export function ledgerVendor(choice: LedgerChoice, ledgerRules: Partial<LedgerRules> = {}): Vendor {
  return {
    reads: 'changes',
    start: async (options) => (await startLedger({ ...options, ledgerRules })).server,
    providers: () => ({ ...createProviders(), pagerDuty: async () => createLedger(choice) }),
  };
}
