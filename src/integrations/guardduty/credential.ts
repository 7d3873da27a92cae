// Whose requests to AWS these are: the keys of the Secret, or a session of the role that the spec names. Values leave this file only to
// sign requests.

import { STSClient, AssumeRoleCommand } from '@aws-sdk/client-sts';

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpClient, Secret } from '../ports/http.ts';
import type { Account, Credential, Keys } from './account.ts';
import { SDK_CONFIG, settled } from './sdk.ts';
import { createTransport } from './transport.ts';

/** The keys of the Secret. `sessionToken` goes with a temporary credential. */
export const SECRET_KEYS = [['accessKeyId', 'secretAccessKey']] as const;

/** Throws SourceError `unauthorized`, not `invalid-config`: a new Secret fixes it, without a change of the spec. */
export function readKeys(secret: ReadonlyMap<string, Secret>): Keys {
  const accessKeyId = valueOf(secret, 'accessKeyId');
  const secretAccessKey = valueOf(secret, 'secretAccessKey');
  return secret.has('sessionToken')
    ? { accessKeyId, secretAccessKey, sessionToken: valueOf(secret, 'sessionToken') }
    : { accessKeyId, secretAccessKey };
}

function valueOf(secret: ReadonlyMap<string, Secret>, key: string): string {
  const value = secret.get(key)?.reveal().trim();
  if (value !== undefined && /^[!-~]{1,8192}$/.test(value)) return value;
  const why = value === undefined ? 'is missing' : 'is empty or holds characters that no credential has';
  throw new SourceError('unauthorized', `read the credential for AWS: key ${key} of the Secret ${why}`);
}

export function keysCredential(keys: Keys): Credential {
  return { keys: async () => keys, renew: () => false };
}

export interface RoleOptions {
  readonly roleARN: string;
  /** Shows in the role's CloudTrail. */
  readonly sessionName: string;
  readonly base: Credential;
  /** The region whose STS is asked. */
  readonly region: string;
  readonly endpoint: string;
  readonly http: HttpClient;
  readonly account: Account;
  readonly clock: Clock;
}

/** The longest session that a role always allows. */
export const SESSION_SECONDS = 3600;
/** A session is renewed this long before it ends. */
export const MARGIN_MS = 5 * 60_000;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function roleCredential(options: RoleOptions): Credential {
  const { account, clock, roleARN, region, sessionName } = options;
  // By its name too, as a role may trust only some names of sessions, and the sources of a pod's identity share an account.
  const key = `${region} ${roleARN} ${sessionName}`;
  return {
    async keys(signal) {
      const held = account.sessions.get(key);
      if (held !== undefined && clock.monotonicMs() < held.endsAtMs) return held.reveal();
      const askedAtMs = clock.monotonicMs();
      const keys = await assumeRole(options, signal);
      account.sessions.set(key, { reveal: () => keys, endsAtMs: askedAtMs + SESSION_SECONDS * 1000 - MARGIN_MS });
      return keys;
    },
    renew: () => account.sessions.delete(key),
  };
}

async function assumeRole(options: RoleOptions, signal: AbortSignal): Promise<Keys> {
  const { roleARN, sessionName, base, region } = options;
  const attempted = { what: `assume the role of the spec by STS in ${region}`, action: 'sts:AssumeRole' };
  const asked = { RoleArn: roleARN, RoleSessionName: sessionName, DurationSeconds: SESSION_SECONDS };
  const { Credentials: given } = await settled(
    { ...options, attempted, credential: base, signal },
    async (offsetMs) => {
      const client = new STSClient({
        ...SDK_CONFIG,
        region,
        endpoint: options.endpoint,
        credentials: await base.keys(signal),
        systemClockOffset: offsetMs,
        requestHandler: createTransport({
          ...options,
          budget: options.account.budgetOf(`sts ${region}`),
          attempted: () => attempted,
          answers: 'xml',
          onDate: (vendorMs) => void (options.account.vendorMs = vendorMs),
        }),
      });
      return client.send(new AssumeRoleCommand(asked), { abortSignal: signal });
    },
  );
  return keysIn(given, attempted.what);
}

interface GivenKeys {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
}

/** Throws SourceError `malformed` when one of the three is missing. */
export function keysIn(given: GivenKeys | undefined, attempted: string): Keys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
    throw new SourceError('malformed', `${attempted}: the answer holds no credential: check endpoint in the spec`);
  }
  return { accessKeyId, secretAccessKey, sessionToken };
}
