// A stateful GuardDuty with its STS on the loopback interface, which enforces AWS's rules: signatures, permissions, regions, page sizes.
// The region of a request is the one that it is signed for. Nothing in src knows that it exists.

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { Loopback } from '../loopback/server.ts';
import { GuardDutyAccount } from './account.ts';
import { awsError } from './errors.ts';
import { DEFAULT_LISTING, listFindings, type ListingRules } from './listing.ts';
import { type KnownKey, type Signer, verifiedSigner } from './signatures.ts';
import { TokenService, WEB_IDENTITY } from './sts.ts';
import { findingView } from './views.ts';

export const GOOD_KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/bPxRfiCYEXAMPLEKEY',
} as const;

export interface GuardDutyOptions {
  readonly now?: () => Date;
  readonly listing?: Partial<ListingRules>;
  readonly port?: number;
}

export interface GuardDutyServer extends AsyncDisposable {
  readonly url: string;
  readonly account: GuardDutyAccount;
  readonly keys: Map<string, KnownKey>;
  readonly sts: TokenService;
  /** Tokens of ServiceAccounts that the agent of EKS Pod Identity takes. */
  readonly agentTokens: Set<string>;
  readonly loopback: Loopback;
  /** The IDs of ArchiveFindings, in order. */
  readonly archived: string[];
  listing: ListingRules;
  /** Requests per second and region; more are throttled. */
  throttle: { readonly left: number; readonly retryAfter?: string } | undefined;
  /** The member of an organisation may not archive. */
  isMember: boolean;
}

export async function startGuardDuty(options: GuardDutyOptions = {}): Promise<GuardDutyServer> {
  const now = options.now ?? (() => new Date());
  const keys = new Map<string, KnownKey>();
  keys.set(GOOD_KEY.accessKeyId, { secretAccessKey: GOOD_KEY.secretAccessKey, denied: new Set() });
  const loopback = await Loopback.start({ now, answer: (request) => answer(server, request, now()) }, options.port);
  const server: GuardDutyServer = {
    url: loopback.url,
    account: new GuardDutyAccount(now),
    keys,
    sts: new TokenService(keys),
    agentTokens: new Set(),
    loopback,
    archived: [],
    listing: { ...DEFAULT_LISTING, ...options.listing },
    throttle: undefined,
    isMember: false,
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
  return server;
}

function answer(server: GuardDutyServer, request: ApiRequest, now: Date): ApiAnswer {
  const host = new URL(server.url).host;
  if (isUnsigned(request)) return server.sts.answerUnsigned(request, now);
  if (request.path === AGENT_PATH) return agent(server, request, now);
  const signer = verifiedSigner(request, { keys: server.keys, now, host });
  if (request.path === '/' && request.method === 'POST') return server.sts.answer(request, signer, now);
  if (signer.service !== 'guardduty')
    throw awsError(403, 'InvalidSignatureException', 'Credential should be scoped to guardduty.');
  throttled(server);
  return { status: 200, body: route(server, request, { signer, now }) };
}

const isUnsigned = ({ path, body, headers }: ApiRequest): boolean =>
  path === '/' && headers['authorization'] === undefined && new URLSearchParams(body).get('Action') === WEB_IDENTITY;

export const AGENT_PATH = '/v1/credentials';

/** The agent of EKS Pod Identity, which is on the node in reality. https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
function agent({ agentTokens, sts }: GuardDutyServer, { headers }: ApiRequest, now: Date): ApiAnswer {
  if (!agentTokens.has(headers['authorization'] ?? '')) {
    return { status: 400, text: 'Service account token cannot be empty or is unknown: jane' };
  }
  const ends = new Date(now.getTime() + 6 * 3600_000);
  const { id, secret, token } = sts.issue(ends);
  const body = { AccessKeyId: id, SecretAccessKey: secret, Token: token, AccountId: '111122223333' };
  return { status: 200, body: { ...body, Expiration: ends.toISOString() } };
}

function throttled(server: GuardDutyServer): void {
  const { throttle } = server;
  if (throttle === undefined) return;
  server.throttle = { ...throttle, left: throttle.left - 1 };
  if (throttle.left > 0) return;
  const refusal = awsError(400, 'ThrottlingException', 'Rate exceeded');
  const more = throttle.retryAfter === undefined ? {} : { 'retry-after': throttle.retryAfter };
  Object.assign(refusal.answer.headers ?? {}, more);
  throw refusal;
}

interface Caller {
  readonly signer: Signer;
  readonly now: Date;
}

const ACTIONS: Readonly<Record<string, string>> = {
  '': 'ListFindings',
  '/get': 'GetFindings',
  '/archive': 'ArchiveFindings',
};

function route(server: GuardDutyServer, request: ApiRequest, { signer, now }: Caller): unknown {
  const { region } = signer;
  const detectorID = server.account.detectors.get(region);
  if (request.path === '/detector' && request.method === 'GET') {
    allowed(signer, 'ListDetectors');
    return { detectorIds: detectorID === undefined ? [] : [detectorID], nextToken: '' };
  }
  const { asked, action } = operationOf(request);
  allowed(signer, action);
  if (asked !== detectorID) {
    throw awsError(400, 'BadRequestException', 'The input detectorId is not owned by the current account.');
  }
  return perform(server, { action, region, body: JSON.parse(request.body) as Body, now });
}

function operationOf({ method, path }: ApiRequest): { readonly asked: string; readonly action: string } {
  const [, asked = '', operation = ''] = /^\/detector\/([^/]+)\/findings(\/\w+)?$/.exec(path) ?? [];
  const action = asked === '' || method !== 'POST' ? undefined : ACTIONS[operation];
  if (action === undefined) throw awsError(404, 'UnknownOperationException', '');
  return { asked, action };
}

type Body = Readonly<Record<string, unknown>>;

interface Operation {
  readonly action: string;
  readonly region: string;
  readonly body: Body;
  readonly now: Date;
}

function perform(server: GuardDutyServer, operation: Operation): unknown {
  const { account, listing: rules, isMember } = server;
  const { action, region, body, now } = operation;
  if (action === 'ListFindings') {
    return listFindings({ findings: account.inRegion(region), body, rules, nowMs: now.getTime() });
  }
  const findings = idsOf(body).flatMap((id) => account.find(region, id) ?? []);
  if (action === 'GetFindings') return { findings: findings.map(findingView) };
  if (isMember) throw awsError(400, 'BadRequestException', 'Only the administrator account may archive findings.');
  for (const { id } of findings) {
    server.archived.push(id);
    account.setArchived(region, id, true);
  }
  return {};
}

function idsOf({ findingIds }: Body): readonly string[] {
  const ids = Array.isArray(findingIds) ? (findingIds as readonly unknown[]) : [];
  const isValid = ids.length >= 1 && ids.length <= 50 && ids.every((id) => typeof id === 'string');
  if (!isValid) throw awsError(400, 'BadRequestException', 'The parameter findingIds has an invalid value.');
  return ids;
}

function allowed({ key }: Signer, action: string): void {
  if (!key.denied.has(action)) return;
  throw awsError(403, 'AccessDeniedException', `User is not authorized to perform: guardduty:${action}`);
}
