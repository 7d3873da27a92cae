// How the senders prove who they are, as data: which header, what is signed, how it is written. Pure; signature.ts verifies.

import type { Pushed } from '../ports/receive.ts';
import type { Algorithm, HmacScheme, Scheme, Stamp } from './signature.ts';

/** As `spec.webhook.signature` has it. */
export interface SignatureConfig {
  readonly preset:
    'Alertmanager' | 'Grafana' | 'GitHub' | 'Jira' | 'PagerDuty' | 'StandardWebhooks' | 'Bearer' | 'Basic' | 'HMAC';
  readonly header?: string;
  readonly algorithm?: 'SHA256' | 'SHA512' | 'SHA1';
  readonly encoding?: 'Hex' | 'Base64';
  readonly prefix?: string;
}

type Headers = Pushed['headers'];

const bearer = (header = 'authorization'): Scheme => ({ kind: 'bearer', header });
const basic: Scheme = { kind: 'basic', logins: 'keys' };

/** The schemes of which a request must satisfy one. */
export function schemesOf({ preset, header, algorithm, encoding, prefix }: SignatureConfig): readonly Scheme[] {
  switch (preset) {
    case 'Alertmanager':
      return [bearer(), basic];
    case 'Grafana':
      return [...grafana(header ?? 'x-grafana-alerting-signature'), bearer(), basic];
    case 'GitHub':
      return [GITHUB];
    case 'Jira':
      return [JIRA];
    case 'PagerDuty':
      return [PAGER_DUTY];
    case 'StandardWebhooks':
      return [STANDARD_WEBHOOKS];
    case 'Bearer':
      return [bearer(header)];
    case 'Basic':
      return [basic];
    case 'HMAC':
      return [
        {
          kind: 'hmac',
          algorithm: ALGORITHMS[algorithm ?? 'SHA256'],
          encoding: encoding === 'Base64' ? 'base64' : 'hex',
          candidates: valueOf(header ?? '', prefix ?? ''),
        },
      ];
  }
}

const ALGORITHMS = { SHA256: 'sha256', SHA512: 'sha512', SHA1: 'sha1' } as const satisfies Record<string, Algorithm>;

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const GITHUB: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  candidates: valueOf('x-hub-signature-256', 'sha256='),
};

/** https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks (WebSub: method=signature) */
export const JIRA: HmacScheme = { ...GITHUB, candidates: valueOf('x-hub-signature', 'sha256=') };

/** Several signatures while a secret rotates. https://developer.pagerduty.com/docs/verifying-webhook-signatures */
export const PAGER_DUTY: HmacScheme = {
  ...GITHUB,
  candidates: (headers) =>
    headers['x-pagerduty-signature']?.split(',').flatMap((part) => /^ *v1=([0-9a-f]+) *$/i.exec(part)?.[1] ?? []),
};

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const STANDARD_WEBHOOKS: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'base64',
  candidates: (headers) =>
    headers['webhook-signature']?.split(' ').flatMap((part) => /^v1,([A-Za-z0-9+/=]+)$/.exec(part)?.[1] ?? []),
  stamp(headers) {
    const id = headers['webhook-id'];
    return id === undefined ? undefined : stampOf(headers['webhook-timestamp'], (text) => `${id}.${text}.`);
  },
  keyOf: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  deliveryID: (headers) => headers['webhook-id'],
};

/**
 * Zenduty signs with the algorithm that its page lets one choose, and names no header: every header that is called a signature is tried.
 * Its basic login is a line `user:password` of webhookSecret. https://zenduty.com/docs/outgoingwebhooks-integration
 */
export const ZENDUTY: readonly Scheme[] = [
  ...Object.values(ALGORITHMS).flatMap((algorithm) =>
    (['hex', 'base64'] as const).map((encoding): Scheme => ({
      kind: 'hmac',
      algorithm,
      encoding,
      candidates: anySignature,
    })),
  ),
  { kind: 'basic', logins: 'secret' },
];

function anySignature(headers: Headers): string[] | undefined {
  const names = Object.keys(headers).filter((name) => name.endsWith('signature'));
  if (names.length === 0) return undefined;
  return names.map((name) => (headers[name] ?? '').replace(/^sha\d+=/i, ''));
}

/**
 * Where a time is sent, it is signed: `time:body`. Its header has the name that Grafana's page proposes.
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
function grafana(header: string): readonly Scheme[] {
  const alone: HmacScheme = { ...GITHUB, candidates: valueOf(header, '') };
  const stamp = (headers: Headers) => stampOf(headers['x-grafana-alerting-timestamp'], (text) => `${text}:`);
  return [alone, { ...alone, stamp }];
}

/** Undefined for what is no time in whole seconds. */
function stampOf(text: string | undefined, before: (text: string) => string): Stamp | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? { seconds: Number(text), before: before(text) } : undefined;
}

function valueOf(header: string, prefix: string): HmacScheme['candidates'] {
  const name = header.toLowerCase();
  return (headers) => {
    const value = headers[name];
    if (value === undefined) return undefined;
    return value.startsWith(prefix) ? [value.slice(prefix.length)] : [];
  };
}
