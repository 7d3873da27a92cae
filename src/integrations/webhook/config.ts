// The member `webhook` of an IncidentSource's spec, and whether its Secret holds what its signature needs. Verifies no request.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import { SourceError } from '../ports/failure.ts';
import type { Secret } from '../ports/http.ts';

export type WebhookConfig = ProviderConfigs['webhook'];

/** One of these sets of keys. Which one, the preset says. */
export const SECRET_KEYS = [['webhookSecret'], ['username', 'password']] as const;

/** Throws SourceError `invalid-config` when the Secret has the keys of the other kind of signature. */
export function checkSecret({ signature }: WebhookConfig, secret: ReadonlyMap<string, Secret>): void {
  // These send either, as they are configured.
  if (signature.preset === 'Alertmanager' || signature.preset === 'Grafana') return;
  const keys = signature.preset === 'Basic' ? SECRET_KEYS[1] : SECRET_KEYS[0];
  const missing = keys.filter((key) => (secret.get(key)?.reveal() ?? '') === '');
  if (missing.length === 0) return;
  const message = `open the webhook: the Secret lacks ${missing.join(' and ')}, which the preset ${signature.preset} needs; add it, or choose another preset`;
  throw new SourceError('invalid-config', message);
}
