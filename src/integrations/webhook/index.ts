// A source that is pushed to: Alertmanager, Grafana, an API server's audit events, a SIEM. Reads nothing by itself. What a push says is
// in the formats here; what is to be done about it, in incidents and detections of the spec.

import type { ReadItems } from '../ports/expressions.ts';
import { SourceError } from '../ports/failure.ts';
import type { Provider, PushedSource, SourceContext } from '../provider.ts';
import { checkSecret, SECRET_KEYS, type WebhookConfig } from './config.ts';
import { countEvents } from './normalize-windows.ts';
import { createReader } from './reader.ts';
import { schemesOf } from '../kit/signature-presets.ts';
import { verifySignature } from '../kit/signature.ts';
import { expectWithinMs } from './normalize-times.ts';

export function createWebhook(readItems: ReadItems): Provider<WebhookConfig, PushedSource> {
  return {
    endpoint: () => undefined,
    secretKeys: SECRET_KEYS,
    lacksAcknowledgement: true,
    open: (context) => createSource(context, readItems),
    receive: {
      verify: (pushed, { config, secret }) => verifySignature(schemesOf(config.signature), pushed, secret),
      read: createReader(readItems),
      count: (counting, { config }) => countEvents(counting, config),
    },
  };
}

function createSource({ config, secret, source }: SourceContext<WebhookConfig>, readItems: ReadItems): PushedSource {
  return {
    reads: 'pushes',
    expectWithinMs: expectWithinMs(config),
    unmappedSeverities: new Set(),
    degraded: new Set(),
    async probe() {
      checkSecret(config, secret);
      const asker = { namespace: source.namespace, source: source.name };
      const asked = { ...asker, expressions: config, items: [], payload: {}, headers: {} };
      const reading = await readItems(asked);
      if (reading.kind !== 'ExpressionsInvalid') return { missingScopes: [], unmatched: [] };
      throw new SourceError('invalid-config', `read spec.webhook: ${reading.faults.slice(0, 3).join('; ')}`);
    },
    async *lookup() {
      // Nobody can be asked.
    },
    async [Symbol.asyncDispose]() {
      // Nothing is held.
    },
  };
}
