// Runs the provider contract on GuardDuty, over loopback HTTP with signatures: two regions in pages of 50, then one region in pages of 7
// whose changes become visible ten minutes late.

import { createHash } from 'node:crypto';

import type { ListingRules } from '../support/vendors/guardduty/listing.ts';
import { type GuardDutyServer } from '../support/vendors/guardduty/server.ts';
import { stageGuardDuty } from '../support/vendors/guardduty/stage.ts';
import { RememberedNames, renamedSource } from '../support/vendors/renamed-source.ts';
import { times } from '../support/profile.ts';
import { directClient } from '../support/vendors/fuzz/spoiling-client.ts';
import { describeHistories, describeProvider } from './provider.ts';
import { changesLaws } from './provider-changes.ts';
import { type Stage, type Upstream } from './provider-stage.ts';

const CANARIES = ['Earline', 'Greenholt', 'example.com', '555-1212', 'patient 4711', 'wJalrXUtnFEMI', '198.51.100.23'];

/** Puts BACK and STILL of the contract into one region: a region in which nothing else changed shows its newest finding again. */
const SALT = '2';

/** Findings are spread over the regions by their names. */
class NamedFindings implements Upstream {
  readonly names = new RememberedNames();
  readonly #server: GuardDutyServer;
  readonly #regions: readonly string[];

  constructor(server: GuardDutyServer, regions: readonly string[]) {
    this.#server = server;
    this.#regions = regions;
    for (const region of regions) server.account.enable(region);
  }

  create({ id: word, ...more }: { readonly id: string; readonly title?: string; readonly at?: Date }): void {
    const id = createHash('sha256')
      .update(SALT + word)
      .digest('hex')
      .slice(0, 32);
    const region = this.#regions[Number.parseInt(id.slice(0, 2), 16) % this.#regions.length] ?? '';
    this.names.give(word, `${region}/${id}`);
    this.#server.account.create({ ...more, id, region });
  }

  acknowledge(): void {
    // Nobody can.
  }

  resolve(word: string): void {
    this.#server.account.setArchived(...this.#refOf(word), true);
  }

  reopen(word: string): void {
    this.#server.account.setArchived(...this.#refOf(word), false);
  }

  remove(word: string): void {
    this.#server.account.remove(...this.#refOf(word));
  }

  rename(word: string, title: string): void {
    this.#server.account.recur(...this.#refOf(word), title);
  }

  #refOf(word: string): [region: string, id: string] {
    const [region = '', id = ''] = this.names.toVendor(word).split('/');
    return [region, id];
  }
}

function stageWith(
  regions: readonly string[],
  listing: Partial<ListingRules>,
  transport: 'HTTP' | 'memory' = 'HTTP',
): () => Promise<Stage> {
  return async () => {
    const staged = await stageGuardDuty({ listing });
    const upstream = new NamedFindings(staged.server, regions);
    const over = transport === 'memory' ? { client: directClient(staged.server.loopback) } : {};
    return {
      clock: staged.clock,
      upstream,
      acknowledges: 'nothing',
      lagMs: listing.lagMs ?? 0,
      skewUpstream: (ms) => void (staged.skewMs = ms),
      canaries: CANARIES,
      open: ({ dataPolicy = 'Minimal' } = {}) =>
        renamedSource(staged.open({ regions: [...regions] }, { dataPolicy, ...over }), upstream.names),
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  };
}

describeProvider({
  name: 'GuardDuty in two regions',
  stage: stageWith(['eu-west-1', 'us-gov-east-1'], {}),
  histories: 3,
  reading: changesLaws(3),
});
describeProvider({
  name: 'GuardDuty in pages of 7, shown late',
  stage: stageWith(['eu-west-1'], { maxResults: 7, lagMs: 600_000 }),
  histories: 0,
  reading: changesLaws(3),
});

const HISTORIES = times({ ordinary: 25, nightly: 1000 });
describeHistories({
  name: 'GuardDuty in two regions',
  stage: stageWith(['eu-west-1', 'us-gov-east-1'], {}, 'memory'),
  histories: HISTORIES,
  held: ['readings', 'cut off'],
});
describeHistories({
  name: 'GuardDuty in pages of 7, shown late',
  stage: stageWith(['eu-west-1'], { maxResults: 7, lagMs: 600_000 }, 'memory'),
  histories: Math.ceil(HISTORIES / 10),
  held: ['cut off'],
});
