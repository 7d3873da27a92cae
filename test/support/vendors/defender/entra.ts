// The token service of one tenant: client credentials by secret or by a signed assertion, and the tokens that Graph takes.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow

import { constants, createHash, verify, X509Certificate } from 'node:crypto';

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { entraError, graphError } from './errors.ts';

export interface App {
  readonly clientSecret?: string;
  /** PEM. */
  readonly certificate?: string;
  /** An assertion of another issuer that is trusted, as workload identity has. */
  readonly federatedToken?: string;
  readonly roles: readonly string[];
}

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TOKEN_SECONDS = 3599;

export class TokenService {
  readonly apps = new Map<string, App>();
  readonly tenant: string;
  readonly #tokens = new Map<string, { readonly roles: readonly string[]; readonly endsAtMs: number }>();
  readonly #now: () => Date;
  #serial = 0;

  constructor(tenant: string, now: () => Date) {
    this.tenant = tenant;
    this.#now = now;
  }

  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** Throws the refusal when the bearer may not do what takes one of `roles`. */
  admit({ headers }: ApiRequest, roles: readonly string[]): void {
    const token = this.#tokens.get(/^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '');
    if (token === undefined || token.endsAtMs <= this.#now().getTime()) {
      throw graphError(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.');
    }
    if (!roles.some((role) => token.roles.includes(role))) {
      throw graphError(403, 'Forbidden', `Missing application roles. API required roles: ${roles.join(', ')}.`);
    }
  }

  grant(request: ApiRequest): ApiAnswer {
    if (request.path !== `/${this.tenant}/oauth2/v2.0/token`) {
      throw entraError(400, 'invalid_request', 'AADSTS90002: Tenant not found.');
    }
    const form = new URLSearchParams(request.body);
    const clientId = form.get('client_id') ?? '';
    const app = this.apps.get(clientId);
    if (app === undefined) throw entraError(400, 'unauthorized_client', 'AADSTS700016: Application was not found.');
    const isAsking = form.get('grant_type') === 'client_credentials' && /\/\.default$/.test(form.get('scope') ?? '');
    if (!isAsking) throw entraError(400, 'invalid_request', 'AADSTS900144: The request body is not complete.');
    this.#prove(app, clientId, form);
    const token = this.#issue(app.roles);
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: TOKEN_SECONDS, ext_expires_in: TOKEN_SECONDS, access_token: token },
    };
  }

  #prove(app: App, clientId: string, form: URLSearchParams): void {
    const secret = form.get('client_secret');
    const assertion = form.get('client_assertion_type') === ASSERTION ? form.get('client_assertion') : null;
    if (secret !== null && secret === app.clientSecret) return;
    if (assertion !== null && assertion === app.federatedToken) return;
    if (assertion !== null && app.certificate !== undefined) {
      return checkAssertion(assertion, { clientId, certificate: app.certificate, tenant: this.tenant });
    }
    throw entraError(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided for jane@example.com.');
  }

  #issue(roles: readonly string[]): string {
    const claims = { aud: 'https://graph.microsoft.com', roles, jti: String(++this.#serial) };
    const token = [{ typ: 'JWT', alg: 'RS256' }, claims].map((part) => base64url(JSON.stringify(part))).join('.');
    const signed = `${token}.signature`;
    this.#tokens.set(signed, { roles, endsAtMs: this.#now().getTime() + TOKEN_SECONDS * 1000 });
    return signed;
  }
}

interface Expected {
  readonly clientId: string;
  readonly certificate: string;
  readonly tenant: string;
}

function checkAssertion(assertion: string, expected: Expected): void {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const x509 = new X509Certificate(expected.certificate);
  const { alg, 'x5t#S256': thumbprint } = parsed(header);
  const own = createHash('sha256').update(x509.raw).digest('base64url');
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const key = { key: x509.publicKey, ...pss };
  const isSigned = verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  if (alg === 'PS256' && thumbprint === own && isSigned && isOurs(parsed(payload), expected)) return;
  throw entraError(
    401,
    'invalid_client',
    'AADSTS700027: The certificate used to sign the assertion is not registered.',
  );
}

/** The end is compared with the system's clock, as the client's library signs by that. */
function isOurs({ aud, iss, sub, exp }: Readonly<Record<string, unknown>>, { clientId, tenant }: Expected): boolean {
  const isFresh = Number(exp) * 1000 > Date.now();
  return isFresh && String(aud).includes(`/${tenant}/`) && iss === clientId && sub === clientId;
}

function parsed(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
