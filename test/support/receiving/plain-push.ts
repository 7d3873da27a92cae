// A provider to which a test pushes items as they are: what the receiver and the leader do with items is under test, not a format. It counts
// events per group, and makes one incident of each group that reaches three.

import type {
  Counted,
  Counting,
  EventItem,
  Item,
  PushReading,
  Receiver,
} from '../../../src/integrations/ports/receive.ts';
import type { PushedSource, Provider } from '../../../src/integrations/provider.ts';
import { schemesOf } from '../../../src/integrations/kit/signature-presets.ts';
import { verifySignature } from '../../../src/integrations/kit/signature.ts';
import { createProviders, type Providers } from '../../../src/integrations/registry.ts';
import type { ProviderConfigs } from '../../../src/api/v1alpha1/vocabulary.gen.ts';

type Config = ProviderConfigs['webhook'];

const THRESHOLD = 3;

const receive: Receiver<Config> = {
  verify: (pushed, { secret, config }) => verifySignature(schemesOf(config.signature), pushed, secret),
  read: (pushed) => Promise.resolve(JSON.parse(Buffer.from(pushed.body).toString()) as PushReading),
  count,
};

function count({ events, state }: Counting): Counted {
  const counts = new Map(Object.entries((state ?? {}) as Record<string, number>));
  for (const { group } of events) counts.set(group, (counts.get(group) ?? 0) + 1);
  const groups = new Set(events.map(({ group }) => group));
  const reached = [...groups].filter((group) => (counts.get(group) ?? 0) >= THRESHOLD);
  return {
    records: reached.map((group) => ({
      time: '2026-03-02T10:00:00Z',
      record: {
        externalID: `detection/${group}`,
        title: `Seen ${counts.get(group)} times`,
        severity: 'High',
        state: 'Detected',
        detectedAt: '2026-03-02T10:00:00Z',
      },
    })),
    state: Object.fromEntries(counts),
  };
}

export function plainPushProviders(): Providers {
  const provider: Provider<Config, PushedSource> = {
    endpoint: () => undefined,
    secretKeys: [['webhookSecret']],
    open: () => ({
      reads: 'pushes',
      expectWithinMs: undefined,
      unmappedSeverities: new Set(),
      degraded: new Set(),
      probe: () => Promise.resolve({ missingScopes: [], unmatched: [] }),
      async *lookup() {
        // Nobody can be asked.
      },
      async [Symbol.asyncDispose]() {
        // Nothing is held.
      },
    }),
    receive,
  };
  return { ...createProviders(), webhook: () => Promise.resolve(provider) };
}

export function anIncidentItem(
  id: string,
  more: Partial<{ state: 'Detected' | 'Resolved'; time: string; title: string }> = {},
): Item {
  const { state = 'Detected', time = '2026-03-02T10:00:00Z', title = `Alert ${id}` } = more;
  return {
    kind: 'Incident',
    key: `${id}/${time}/${state}`,
    time,
    incident: {
      externalID: id,
      title,
      severity: 'High',
      state,
      detectedAt: '2026-03-02T10:00:00Z',
      ...(state === 'Resolved' && { resolvedAt: time }),
    },
  };
}

export function anEvent(key: string, group = 'g'): EventItem {
  return { kind: 'Event', key, time: '2026-03-02T10:00:00Z', detection: 'repeated', group };
}
