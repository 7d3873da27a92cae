// The loopback GitHub as the upstream of the provider contract, for one stream. Titles are as the contract gave them: what the provider adds
// is taken off.

import type { Upstream, Stage } from '../../../contract/provider-stage.ts';
import type { Stream } from '../../../../src/integrations/github/normalize-id.ts';
import type { IncidentRecord } from '../../../../src/integrations/ports/record.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import { RememberedNames, renamedSource } from '../renamed-source.ts';
import type { ListingRules } from './listings.ts';
import { GOOD_TOKEN, REPO, stageGitHub, type GitHubStage } from './stage.ts';
import { CANARIES } from './views.ts';

export interface ContractOptions {
  readonly stream: Stream;
  readonly rules?: Partial<ListingRules>;
}

export async function contractStage({ stream, rules = {} }: ContractOptions): Promise<Stage> {
  const staged = await stageGitHub({ rules });
  const names = new RememberedNames();
  return {
    clock: staged.clock,
    upstream: upstreamOf(staged, stream, names),
    skewUpstream: (ms) => void (staged.skewMs = ms),
    acknowledges: 'nothing',
    lagMs: rules.lagMs ?? 0,
    canaries: [...Object.values(CANARIES), 'Greenholt', '555-1212', GOOD_TOKEN],
    open: ({ dataPolicy = 'Minimal' } = {}) =>
      renamedSource(titled(staged.open({ streams: [stream] }, { dataPolicy })), names),
    [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
  };
}

function upstreamOf({ server: { account } }: GitHubStage, stream: Stream, names: RememberedNames): Upstream {
  return {
    create({ id, title, at }) {
      const own = { ...(title === undefined ? {} : { title }), ...(at === undefined ? {} : { at }) };
      names.give(id, account.create(stream, REPO, own));
    },
    acknowledge: (id) => account.edit(names.toVendor(id), {}),
    resolve: (id) => account.resolve(names.toVendor(id)),
    reopen: (id) => account.reopen(names.toVendor(id)),
    remove: (id) => account.remove(names.toVendor(id)),
    rename: (id, title) => account.edit(names.toVendor(id), { title }),
  };
}

const ADDED = /^Secret found: | \(npm\/left-pad\)$/g;

function titled(source: ChangesSource): ChangesSource {
  const record = (each: IncidentRecord): IncidentRecord => ({ ...each, title: each.title.replaceAll(ADDED, '') });
  return {
    reads: 'changes',
    openSet: source.openSet,
    unmappedSeverities: source.unmappedSeverities,
    degraded: source.degraded,
    probe: (signal) => source.probe(signal),
    async *changes(request) {
      for await (const page of source.changes(request)) yield { ...page, records: page.records.map(record) };
    },
    async *lookup(ids, signal) {
      for await (const found of source.lookup(ids, signal))
        yield found.kind === 'found' ? { ...found, record: record(found.record) } : found;
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
