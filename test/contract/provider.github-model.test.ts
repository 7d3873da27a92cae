// Random histories of two repositories with every stream, read from cursor to cursor as the operator reads: cut off anywhere,
// repeated, with a full reading now and then, under a clock that differs. In the end what is stored equals what GitHub has.

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { STREAMS } from '../../src/integrations/github/normalize-id.ts';
import type { ChangesSource } from '../../src/integrations/provider.ts';
import type { Cursor } from '../../src/integrations/ports/changes.ts';
import type { IncidentRecord } from '../../src/integrations/ports/record.ts';
import { times } from '../support/profile.ts';
import { spoilingClient } from '../support/vendors/fuzz/spoiling-client.ts';
import { stageGitHub, type GitHubStage } from '../support/vendors/github/stage.ts';
import type { ApiAnswer } from '../support/vendors/loopback/answers.ts';
import { lookupAll, never } from '../support/vendors/source-context.ts';

const HISTORIES = times({ ordinary: 100, nightly: 1000 });
const REPOS = ['acme/shop', 'acme/api'];
const OPEN = new Set(['open', 'triage', 'draft']);

const operation = fc.record({
  kind: fc.constantFrom('create', 'resolve', 'reopen', 'edit', 'remove', 'burst'),
  stream: fc.constantFrom(...STREAMS),
  repo: fc.constantFrom(...REPOS),
  pick: fc.nat(1000),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const step = fc.record({
  changes: fc.array(operation, { maxLength: 6 }),
  /** Seconds between two changes. */
  pauseS: fc.constantFrom(0, 1, 61, 700, 90_000),
  skewS: fc.constantFrom(0, 0, 600, -600),
  /** The reading is cut off after so many pages; undefined: it is not. */
  pages: fc.option(fc.nat(12), { nil: undefined }),
  isFull: fc.boolean(),
});

/** Every answer is new. */
class NoMemory extends Map<string, ApiAnswer> {
  override set(): this {
    return this;
  }
}

class Reader {
  readonly stored = new Map<string, IncidentRecord>();
  cursor: Cursor | undefined;
  readonly #open: () => ChangesSource;

  constructor(stage: GitHubStage, isOrg: boolean) {
    const scope = isOrg ? { organization: 'acme' } : { repositories: REPOS };
    const client = spoilingClient(stage.server, (body) => body, new NoMemory());
    this.#open = () => stage.open({ ...scope, streams: [...STREAMS] }, { client });
  }

  async read({
    isFull,
    pages = Infinity,
  }: {
    readonly isFull: boolean;
    readonly pages?: number | undefined;
  }): Promise<void> {
    const cursor = isFull ? undefined : this.cursor;
    const request = { cursor, since: new Date('2025-06-01T00:00:00Z'), open: isFull, signal: never };
    const seen = new Set<string>();
    let count = 0;
    for await (const page of this.#open().changes(request)) {
      if (count++ >= pages) return;
      for (const record of page.records) {
        this.stored.set(record.externalID, record);
        seen.add(record.externalID);
      }
      this.cursor = page.cursor ?? this.cursor;
    }
    if (!isFull) return;
    const missing = [...this.stored.keys()].filter((id) => !seen.has(id));
    for (const [id, found] of await lookupAll(this.#open(), missing)) if (found.kind === 'gone') this.stored.delete(id);
  }
}

function apply({ server: { account } }: GitHubStage, { kind, stream, repo, pick }: Operation): void {
  const ids = [...account.findings.keys()];
  const id = ids[pick % Math.max(1, ids.length)];
  if (kind === 'create') account.create(stream, repo, { isPullRequest: stream === 'Issues' && pick % 7 === 0 });
  else if (kind === 'burst') for (let n = 0; n < pick % 12; n++) account.create(stream, repo);
  else if (id !== undefined) change(account, kind, id);
}

function change(
  account: GitHubStage['server']['account'],
  kind: 'resolve' | 'reopen' | 'edit' | 'remove',
  id: string,
): void {
  const isOpen = OPEN.has(account.get(id).state);
  if (kind === 'remove') account.remove(id);
  else if (kind === 'edit') account.edit(id, { title: `Edited ${account.nowMs}` });
  else if (kind === 'resolve' && isOpen) account.resolve(id);
  else if (kind === 'reopen' && !isOpen) account.reopen(id);
}

it(`the stored set equals GitHub's after each of ${HISTORIES} histories`, async () => {
  let findings = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.boolean(), async (steps, isOrg) => {
      await using stage = await stageGitHub({ rules: { maxPage: 4 } });
      stage.server.account.addRepo('acme/api');
      const reader = new Reader(stage, isOrg);
      for (const { changes, pauseS, skewS, pages, isFull } of steps) {
        for (const each of changes) {
          await stage.clock.advance(pauseS * 1000);
          apply(stage, each);
        }
        stage.skewMs = skewS * 1000;
        await reader.read({ isFull, pages });
      }
      await stage.clock.advance(1000);
      await reader.read({ isFull: false });
      await reader.read({ isFull: true });
      const there = [...stage.server.account.findings].filter(([, { isPullRequest }]) => !isPullRequest);
      expect([...reader.stored.keys()].toSorted()).toEqual(there.map(([id]) => id).toSorted());
      for (const [id, { state, title }] of there) {
        expect(reader.stored.get(id)?.state === 'Resolved').toBe(!OPEN.has(state));
        expect(reader.stored.get(id)?.title).toContain(title);
      }
      findings += there.length;
    }),
    { numRuns: HISTORIES },
  );
  expect(findings).toBeGreaterThan(HISTORIES);
}, 600_000);
