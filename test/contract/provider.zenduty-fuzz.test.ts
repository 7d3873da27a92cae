// Mutated responses of Zenduty.

import { normalizeIncident } from '../../src/integrations/zenduty/normalize.ts';
import { GOOD_KEY } from '../support/vendors/zenduty/server.ts';
import { stageZenduty } from '../support/vendors/zenduty/stage.ts';
import { describeFuzz, type FuzzStage } from './provider-fuzz.ts';

const PII = 'jane.doe-canary@example.com';

async function seeded(count: number): Promise<FuzzStage> {
  const made = await stageZenduty({ rules: { fullRows: true } });
  const { account, loopback } = made.server;
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const { id } = account.create({ at, summary: PII, priority: 'P1' });
    if (n % 2 === 0) account.acknowledge(id, new Date(at.getTime() + 1000));
    if (n % 4 === 0) account.resolve(id, new Date(at.getTime() + 2000));
  }
  return {
    server: loopback,
    ids: [...account.incidents.keys()],
    open: ({ client, everything = false } = {}) =>
      made.open(
        everything ? { teams: ['Security'], services: ['Shop', 'No such'] } : {},
        client === undefined ? {} : { client },
      ),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describeFuzz({
  name: 'Zenduty',
  seeded,
  secrets: [GOOD_KEY, 'Earline'],
  titled: [PII],
  paths: ['/api/incidents/filter/', ''],
  itemsOf: (body) => (body as { results?: readonly unknown[] } | undefined)?.results,
  withItems: (body, results) => ({ ...(body as object), results }),
  normalize: (raw) => normalizeIncident(raw, { severityMap: [], dataPolicy: 'Full', urlOf: String }),
  sound: { unique_id: 'eX1', incident_number: 1, status: 3, creation_date: '2026-03-01T00:00:00Z', title: 'x' },
});
