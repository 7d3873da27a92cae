// The identity of the operator's own pod at AWS: a role for its ServiceAccount's token (IRSA), or keys from the agent on its node (EKS Pod
// Identity). Keys are kept in the account until shortly before they end. Values leave this file only to sign requests.

import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpClient } from '../ports/http.ts';
import type { AwsPodIdentity } from '../ports/pod-identity.ts';
import type { Account, Credential, Keys } from './account.ts';
import { keysIn, MARGIN_MS, SESSION_SECONDS } from './credential.ts';
import { AwsRefusal, errorNameOf } from './refusals.ts';
import { memberOf } from './schema.ts';
import { SDK_CONFIG, settled } from './sdk.ts';
import { createTransport } from './transport.ts';

export interface PodOptions {
  /** Undefined: AWS gave the pod none. */
  readonly identity: AwsPodIdentity | undefined;
  /** Shows in the role's CloudTrail. */
  readonly sessionName: string;
  /** The region whose STS is asked. */
  readonly region: string;
  readonly endpoint: string;
  readonly http: HttpClient;
  readonly account: Account;
  readonly clock: Clock;
}

/** Throws SourceError `unauthorized` for a pod without an identity at AWS. */
export function podCredential(options: PodOptions): Credential {
  const { account, clock, identity, sessionName, region } = options;
  if (identity === undefined) {
    throw new SourceError(
      'unauthorized',
      "read the identity of the operator's pod for AWS: there is none: annotate its ServiceAccount with a role, or associate one with it (AWS_WEB_IDENTITY_TOKEN_FILE and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set), or name a Secret in spec.secretRef",
    );
  }
  const key = identity.kind === 'agent' ? 'pod' : `pod ${region} ${sessionName}`;
  return {
    async keys(signal) {
      const held = account.sessions.get(key);
      if (held !== undefined && clock.monotonicMs() < held.endsAtMs) return held.reveal();
      const askedAtMs = clock.monotonicMs();
      const { keys, lifeMs } = await (identity.kind === 'agent'
        ? agentKeys(identity, options, signal)
        : roleKeys(identity, options, signal));
      account.sessions.set(key, { reveal: () => keys, endsAtMs: askedAtMs + Math.max(lifeMs - MARGIN_MS, 0) });
      return keys;
    },
    renew: () => account.sessions.delete(key),
  };
}

interface Given {
  readonly keys: Keys;
  readonly lifeMs: number;
}

const ROLE_ADVICE =
  "check that the role of the operator's ServiceAccount exists and trusts it and the cluster's token issuer";

/** Unsigned: the token is the proof. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
async function roleKeys(
  { roleARN, token }: Extract<AwsPodIdentity, { kind: 'role' }>,
  options: PodOptions,
  signal: AbortSignal,
): Promise<Given> {
  const { sessionName, region, account, endpoint } = options;
  const what = `exchange the token of the operator's pod by STS in ${region}`;
  const attempted = { what, action: 'sts:AssumeRoleWithWebIdentity', advice: ROLE_ADVICE };
  const asked = { RoleArn: roleARN, RoleSessionName: sessionName, DurationSeconds: SESSION_SECONDS };
  const { Credentials: given } = await settled({ ...options, attempted, credential: UNSIGNED, signal }, async () => {
    const client = new STSClient({
      ...SDK_CONFIG,
      region,
      endpoint,
      requestHandler: createTransport({
        ...options,
        budget: account.budgetOf(`sts ${region}`),
        attempted: () => attempted,
        answers: 'xml',
        onDate: (vendorMs) => void (account.vendorMs = vendorMs),
      }),
    });
    const command = new AssumeRoleWithWebIdentityCommand({ ...asked, WebIdentityToken: await token() });
    return client.send(command, { abortSignal: signal });
  });
  return { keys: keysIn(given, what), lifeMs: SESSION_SECONDS * 1000 };
}

const UNSIGNED: Credential = {
  keys: () => Promise.reject(new Error('the exchange of a token is not signed')),
  renew: () => false,
};

const AGENT_ADVICE = "check that the operator's ServiceAccount is associated with a role in this cluster";

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function agentKeys(
  { http, path, authorization }: Extract<AwsPodIdentity, { kind: 'agent' }>,
  { clock }: PodOptions,
  signal: AbortSignal,
): Promise<Given> {
  const what = 'ask the EKS Pod Identity agent for keys';
  const headers = { authorization: await authorization() };
  const answer = await http('guardDuty').send({ path, headers, signal });
  if (answer.status !== 200) {
    const attempted = { what, action: 'eks-auth:AssumeRoleForPodIdentity', advice: AGENT_ADVICE };
    throw new AwsRefusal(answer, errorNameOf(answer, ''), { attempted, now: clock.now() });
  }
  const [id, secret, token, ends] = ['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration'].map((name) => {
    const value = memberOf(answer.body, name);
    return typeof value === 'string' ? value : undefined;
  });
  const keys = keysIn({ AccessKeyId: id, SecretAccessKey: secret, SessionToken: token }, what);
  const endsMs = Date.parse(ends ?? '') - clock.now().getTime();
  return { keys, lifeMs: Number.isNaN(endsMs) ? SHORT_LIFE_MS : Math.min(endsMs, MAX_LIFE_MS) };
}

/** For an answer that does not say when its keys end: asked for again soon. */
const SHORT_LIFE_MS = 15 * 60_000;
/** No session of AWS is longer. */
const MAX_LIFE_MS = 12 * 3600_000;
