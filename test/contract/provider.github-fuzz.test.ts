// Mutated responses of GitHub, for all streams.

import { STREAMS } from '../../src/integrations/github/normalize-id.ts';
import { normalizeFinding } from '../../src/integrations/github/normalize.ts';
import { GOOD_TOKEN, REPO, stageGitHub } from '../support/vendors/github/stage.ts';
import { CANARIES } from '../support/vendors/github/views.ts';
import { describeFuzz, type FuzzStage } from './provider-fuzz.ts';

const { secret, login, avatar, path, dismissed, message, reporter, body } = CANARIES;

async function seeded(count: number): Promise<FuzzStage> {
  const made = await stageGitHub();
  const { account } = made.server;
  // One listing, where one poisoned row of a page is to cost one finding.
  const streams = count > 50 ? (['Issues'] as const) : STREAMS;
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const stream = streams[n % streams.length] ?? 'Issues';
    const id = account.create(stream, REPO, { at, labels: ['severity: high'] });
    if (n % 4 === 0) account.resolve(id);
    ids.push(id);
  }
  return {
    server: made.server,
    ids,
    open: ({ client, everything = false } = {}) => {
      const scope = everything ? { organization: 'acme', labels: ['severity: high'] } : {};
      return made.open({ streams: [...streams], ...scope }, client === undefined ? {} : { client });
    },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

describeFuzz({
  name: 'GitHub',
  seeded,
  secrets: [GOOD_TOKEN, secret, login, avatar, path, dismissed, message, reporter],
  titled: [body],
  paths: ['/repos/acme/shop/issues', '/repos/acme/shop/dependabot', '/repos/acme/shop/secret-scanning', ''],
  itemsOf: (answer) => (Array.isArray(answer) ? (answer as readonly unknown[]) : undefined),
  withItems: (_answer, items) => items,
  normalize: (raw) =>
    STREAMS.map((stream) =>
      normalizeFinding(structuredClone(plain(raw)), { stream, severityMap: [], dataPolicy: 'Full' }),
    ),
  sound: {
    number: 1,
    state: 'closed',
    title: 'x',
    created_at: '2026-03-01T00:00:00Z',
    updated_at: '2026-03-01T00:00:00Z',
    labels: [{ name: 'low' }],
    rule: { id: 'x' },
    repository: { full_name: REPO },
  },
});

/** As it comes over HTTP: JSON. */
function plain(raw: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(raw) ?? 'null') as unknown;
  } catch {
    return null;
  }
}
