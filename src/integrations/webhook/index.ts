// A source that is pushed to: Alertmanager, Grafana, an API server's audit events, a SIEM. Reads nothing by itself. What a push says is
// in the formats here; what is to be done about it, in incidents and detections of the spec.

import type { Provider, PushedSource, SourceContext } from '../provider.ts';
import { expectWithinMs } from './normalize-times.ts';
import { checkSecret, SECRET_KEYS, type WebhookConfig } from './config.ts';

export function createWebhook(): Provider<WebhookConfig, PushedSource> {
  return {
    endpoint: () => undefined,
    secretKeys: SECRET_KEYS,
    lacksAcknowledgement: true,
    open: createSource,
  };
}

function createSource({ config, secret }: SourceContext<WebhookConfig>): PushedSource {
  return {
    reads: 'pushes',
    expectWithinMs: expectWithinMs(config),
    unmappedSeverities: new Set(),
    degraded: new Set(),
    async probe() {
      checkSecret(config, secret);
      return { missingScopes: [], unmatched: [] };
    },
    async *lookup() {
      // Nobody can be asked.
    },
    async [Symbol.asyncDispose]() {
      // Nothing is held.
    },
  };
}
