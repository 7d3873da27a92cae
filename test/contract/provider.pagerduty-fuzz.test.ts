// Mutated responses of PagerDuty.

import { normalizeIncident } from '../../src/integrations/pagerduty/normalize.ts';
import { GOOD_TOKEN, stagePagerDuty } from '../support/vendors/pagerduty/stage.ts';
import { describeFuzz, type FuzzStage } from './provider-fuzz.ts';

const PII = 'jane.doe-canary@example.com';

async function seeded(count: number): Promise<FuzzStage> {
  const made = await stagePagerDuty();
  const { server } = made;
  server.access.rate = { perMinute: 1e9, bare429: false };
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const { id } = server.account.trigger({ at, description: PII, priority: 'P1', teams: ['Engineering'] });
    if (n % 2 === 0) server.account.acknowledge(id, new Date(at.getTime() + 1000));
    if (n % 4 === 0) server.account.resolve(id, new Date(at.getTime() + 2000));
  }
  return {
    server,
    ids: [...server.account.incidents.keys()],
    open: ({ client, everything = false } = {}) =>
      made.open(everything ? { services: ['Default Service', 'PNOSUCH'] } : {}, client === undefined ? {} : { client }),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describeFuzz({
  name: 'PagerDuty',
  seeded,
  secrets: [GOOD_TOKEN],
  titled: [PII],
  paths: ['/incidents', '/log_entries', ''],
  itemsOf: (body) => (body as { incidents?: readonly unknown[] } | undefined)?.incidents,
  withItems: (body, incidents) => ({ ...(body as object), incidents }),
  normalize: (raw) => normalizeIncident(raw, { severityMap: [], dataPolicy: 'Full' }),
  sound: { id: 'P1', created_at: '2026-03-01T00:00:00Z', status: 'resolved', title: 'x', teams: [] },
});
