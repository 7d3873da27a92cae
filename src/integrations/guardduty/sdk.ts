// How every client of the AWS SDK is set up and asked: nothing is taken from the environment or from files, nothing is retried but once
// after a wrong clock or an expired session, and failures are SourceErrors.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { Account, Credential } from './account.ts';
import { AwsRefusal, type Attempted } from './refusals.ts';

/** Each of these would else be looked up in environment variables and in files of a home folder. */
export const SDK_CONFIG = {
  maxAttempts: 1,
  retryMode: 'standard',
  defaultsMode: 'legacy',
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  ignoreConfiguredEndpointUrls: true,
  userAgentAppId: 'docket',
} as const;

export interface Asking {
  readonly attempted: Attempted;
  readonly credential: Credential;
  readonly account: Account;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** `send` gets the milliseconds that the SDK, which reads the system's clock, has to add when it signs. */
export async function settled<T>(asking: Asking, send: (offsetMs: number) => Promise<T>): Promise<T> {
  try {
    return await once(asking, send);
  } catch (error) {
    if (!(error instanceof AwsRefusal) || !canTryAgain(asking, error)) throw error;
    return once(asking, send);
  }
}

async function once<T>(asking: Asking, send: (offsetMs: number) => Promise<T>): Promise<T> {
  const { signal, clock, account, attempted } = asking;
  signal.throwIfAborted();
  try {
    return await send(clock.now().getTime() + account.clockOffsetMs - Date.now());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SourceError) throw error;
    // Without the cause: the SDK's message may quote the answer.
    throw new SourceError(
      'malformed',
      `${attempted.what}: the answer of AWS is not what it documents: it is not whole`,
    );
  }
}

const MIN_SKEW_MS = 60_000;
const MAX_SKEW_MS = 86_400_000;

/** AWS refuses signatures whose time is more than five minutes from its own. Its answers say its time. */
function canTryAgain({ account, clock, credential }: Asking, refusal: AwsRefusal): boolean {
  if (refusal.isExpired) return credential.renew();
  if (!refusal.isAboutClock || account.vendorMs === undefined) return false;
  const offsetMs = account.vendorMs - clock.now().getTime();
  if (Math.abs(offsetMs - account.clockOffsetMs) < MIN_SKEW_MS || Math.abs(offsetMs) > MAX_SKEW_MS) return false;
  account.clockOffsetMs = offsetMs;
  return true;
}
