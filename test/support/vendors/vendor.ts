// A vendor that a test reads incidents from: a loopback server, and the providers to use instead of the program's own.

import type { Source } from '../../../src/integrations/provider.ts';
import { createProviders, type Providers } from '../../../src/integrations/registry.ts';
import { createLedger, type LedgerChoice } from './ledger/provider.ts';
import { type LedgerRules, startLedger } from './ledger/server.ts';
import { type PagerDutyOptions, type PagerDutyServer, startPagerDuty } from './pagerduty/server.ts';

export interface Vendor {
  readonly reads: Source['reads'];
  start(options: PagerDutyOptions): Promise<PagerDutyServer>;
  /** A set of providers, as one program has. */
  providers(): Providers;
}

/** A vendor that is read by listing. */
export const PAGER_DUTY: Vendor = { reads: 'listing', start: startPagerDuty, providers: createProviders };

/** A vendor that is read by changes. Sources select it as `pagerDuty`, because the API has no member for it. */
export function ledgerVendor(choice: LedgerChoice, ledgerRules: Partial<LedgerRules> = {}): Vendor {
  return {
    reads: 'changes',
    start: async (options) => (await startLedger({ ...options, ledgerRules })).server,
    providers: () => ({ ...createProviders(), pagerDuty: async () => createLedger(choice) }),
  };
}
