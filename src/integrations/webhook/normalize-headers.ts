// Which headers of a request an expression may read: none by which a sender proves who it is. Pure.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** Tokens that a proxy before the receiver adds are among them (x-goog-iap-jwt-assertion, x-amzn-oidc-data). */
const CREDENTIAL =
  /auth|cookie|token|secret|signature|key|passw|credential|session|bearer|jwt|assertion|oidc|hmac|(?:^|-)(?:sig|pass|pwd)(?:-|$)/;
const MAX_HEADERS = 100;

export function visibleHeaders(
  headers: Readonly<Record<string, string>>,
  { signature }: ProviderConfigs['webhook'],
): Record<string, string> {
  const own = signature.header?.toLowerCase();
  const visible = Object.entries(headers).filter(([name]) => name !== own && !CREDENTIAL.test(name));
  return Object.fromEntries(visible.slice(0, MAX_HEADERS));
}
