// Mutated responses of Microsoft Graph and of the token service.

import { normalizeIncident } from '../../src/integrations/defender/normalize.ts';
import { GOOD_APP } from '../support/vendors/defender/server.ts';
import { stageDefender } from '../support/vendors/defender/stage.ts';
import { describeFuzz, type FuzzStage } from './provider-fuzz.ts';

async function seeded(count: number): Promise<FuzzStage> {
  const made = await stageDefender();
  const { account, loopback } = made.server;
  for (let n = 0; n < count; n++) {
    const { id } = account.create({ at: new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000), severity: 'low' });
    if (n % 2 === 0) account.change(id, { status: 'inProgress' });
    if (n % 4 === 0) account.change(id, { status: 'resolved' });
  }
  return {
    server: loopback,
    ids: [...account.incidents.keys()],
    open: ({ client, everything = false } = {}) =>
      made.open(everything ? { minSeverity: 'Low' } : {}, client === undefined ? {} : { client }),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describeFuzz({
  name: 'Defender',
  seeded,
  secrets: [GOOD_APP.clientSecret, 'greenholt@example.com'],
  titled: [],
  paths: ['/v1.0/security/incidents', '/v1.0', ''],
  itemsOf: (body) => (body as { value?: readonly unknown[] } | undefined)?.value,
  withItems: (body, value) => ({ ...(body as object), value }),
  normalize: (raw) => normalizeIncident(raw, { severityMap: [], dataPolicy: 'Full' }),
  pageSize: 50,
  sound: {
    id: '1',
    createdDateTime: '2026-03-01T00:00:00Z',
    lastUpdateDateTime: '2026-03-01T00:00:00Z',
    status: 'active',
  },
});
