// The vendors of worlds in which processes crash: one whose account the test drives, and the rows of every provider. Each has one open incident of
// an hour ago, or what the test puts there.

import { createProviders } from '../../../../src/integrations/registry.ts';
import type { ProviderRow, Upstream } from '../../vendors/end-to-end/row.ts';
import { sampleOf } from '../../vendors/end-to-end/sample.ts';
import type { PagerDutyServer } from '../../vendors/pagerduty/server.ts';
import { GOOD_TOKEN } from '../../vendors/pagerduty/stage.ts';
import type { Vendor } from '../../vendors/vendor.ts';
import type { WorldServer, WorldVendor } from './world.ts';

export interface WorldAccount extends WorldServer {
  readonly account: PagerDutyServer['account'];
  readonly url: string;
}

/** A vendor that is selected as `pagerDuty`. */
export function accountVendor({ start, providers }: Vendor): WorldVendor<WorldAccount> {
  return {
    providers,
    secret: { token: GOOD_TOKEN },
    // Notes would only add requests, one for each open incident.
    spec: ({ url }) => Promise.resolve({ pagerDuty: { endpoint: url }, dataLossWords: [] }),
    async start(now) {
      const server = await start({ now });
      return {
        ...{ account: server.account, url: server.url },
        failNext: (match, fault, times) => server.failNext(match, fault, times),
        beforeEach: (run) => void (server.beforeAnswer = run),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

/** The provider of a row, with its sample as the spec. */
export function rowVendor(row: ProviderRow): WorldVendor<Upstream> {
  return {
    providers: createProviders,
    secret: row.secret,
    spec: async ({ url }) => (await sampleOf(row, url)).spec,
    start: (now) => row.start(new Date(now().getTime() - 3_600_000), now),
  };
}
