// Mutated responses of GuardDuty, read through the AWS SDK.

import { normalizeFinding } from '../../src/integrations/guardduty/normalize.ts';
import { GOOD_KEY } from '../support/vendors/guardduty/server.ts';
import { stageGuardDuty } from '../support/vendors/guardduty/stage.ts';
import { describeFuzz, type FuzzStage } from './provider-fuzz.ts';

async function seeded(count: number): Promise<FuzzStage> {
  const made = await stageGuardDuty();
  const { account, loopback } = made.server;
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const { id, region } = account.create({ at, severity: (n % 10) + 1 });
    if (n % 4 === 0) account.setArchived(region, id, true);
    ids.push(`${region}/${id}`);
  }
  return {
    server: loopback,
    ids,
    open: ({ client, everything = false } = {}) =>
      made.open(everything ? { minSeverity: 'Medium' } : {}, client === undefined ? {} : { client }),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describeFuzz({
  name: 'GuardDuty',
  seeded,
  secrets: [GOOD_KEY.secretAccessKey, 'earline@example.com', '198.51.100.23'],
  titled: [],
  paths: ['/detector/65752d776573742d3100000000000000/findings/get', '/detector/', ''],
  itemsOf: (body) => (body as { findings?: readonly unknown[] } | undefined)?.findings,
  withItems: (body, findings) => ({ ...(body as object), findings }),
  normalize: (raw) => normalizeFinding(raw, { region: 'eu-west-1', severityMap: [], dataPolicy: 'Full' }),
  pageSize: 50,
  sound: {
    Id: 'f1',
    CreatedAt: '2026-03-01T00:00:00Z',
    UpdatedAt: '2026-03-01T00:00:00Z',
    Severity: 8,
    Service: { Archived: false },
  },
});
