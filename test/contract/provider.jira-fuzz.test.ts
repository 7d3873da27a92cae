// Mutated responses of Jira.

import { normalizeIssue } from '../../src/integrations/jira/normalize.ts';
import { stageJira } from '../support/vendors/jira/stage.ts';
import { GOOD_TOKEN } from '../support/vendors/jira/server.ts';
import { describeFuzz, type FuzzStage } from './provider-fuzz.ts';

const PII = 'jane.doe-canary@example.com';

async function seeded(count: number): Promise<FuzzStage> {
  const made = await stageJira();
  const { account } = made.server;
  const keys: string[] = [];
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const { key } = account.create({ at, description: PII, custom: { customfield_10050: { value: 'High' } } });
    if (n % 2 === 0) account.acknowledge(key, new Date(at.getTime() + 1000));
    if (n % 4 === 0) account.resolve(key, new Date(at.getTime() + 2000));
    keys.push(key);
  }
  return {
    server: made.server.loopback,
    ids: keys,
    open: ({ client, everything = false } = {}) =>
      made.open(everything ? { severityField: 'Severity' } : {}, client === undefined ? {} : { client }),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describeFuzz({
  name: 'Jira',
  seeded,
  secrets: [GOOD_TOKEN, 'Earline'],
  titled: [PII],
  paths: ['/rest/api/3/search', '/rest/api/3/changelog', ''],
  itemsOf: (body) => (body as { issues?: readonly unknown[] } | undefined)?.issues,
  withItems: (body, issues) => ({ ...(body as object), issues }),
  normalize: (raw) =>
    normalizeIssue(raw, { severityMap: [], dataPolicy: 'Full', severityField: 'x', urlOf: () => undefined }),
  sound: {
    id: '10001',
    key: 'SEC-1',
    fields: {
      summary: 'x',
      status: { id: '5', statusCategory: { key: 'done' } },
      created: '2026-03-01T00:00:00.000+0000',
      updated: '2026-03-01T00:00:00.000+0000',
      description: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] },
    },
  },
});
