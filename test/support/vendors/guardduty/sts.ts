// The Security Token Service: AssumeRole and AssumeRoleWithWebIdentity in the query protocol, which is a form in and XML out.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { stsError } from './errors.ts';
import { type KnownKey, type Signer } from './signatures.ts';

export interface Role {
  /** Access keys that may assume it. */
  readonly trusted: ReadonlySet<string>;
  /** Actions that its sessions may not take. */
  readonly denied: ReadonlySet<string>;
}

export const WEB_IDENTITY = 'AssumeRoleWithWebIdentity';

export class TokenService {
  readonly roles = new Map<string, Role>();
  readonly sessionNames: string[] = [];
  /** Roles by the token of a ServiceAccount that they trust. */
  readonly webIdentities = new Map<string, string>();
  readonly #keys: Map<string, KnownKey>;
  #serial = 0;

  constructor(keys: Map<string, KnownKey>) {
    this.#keys = keys;
  }

  answer(request: ApiRequest, signer: Signer, now: Date): ApiAnswer {
    const form = new URLSearchParams(request.body);
    if (signer.service !== 'sts') throw stsError(403, 'SignatureDoesNotMatch', 'Credential should be scoped to sts.');
    if (form.get('Action') !== 'AssumeRole' || form.get('Version') !== '2011-06-15') {
      throw stsError(400, 'InvalidAction', 'Could not find operation for this version.');
    }
    const { seconds, sessionName } = sessionOf(form);
    const role = this.roles.get(form.get('RoleArn') ?? '');
    if (!role?.trusted.has(signer.accessKeyId)) {
      throw stsError(403, 'AccessDenied', 'User is not authorized to perform: sts:AssumeRole');
    }
    this.sessionNames.push(sessionName);
    return this.grant(role, new Date(now.getTime() + seconds * 1000));
  }

  /** Not signed: the token is the proof. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
  answerUnsigned(request: ApiRequest, now: Date): ApiAnswer {
    const form = new URLSearchParams(request.body);
    const { seconds, sessionName } = sessionOf(form);
    const trusted = this.webIdentities.get(form.get('WebIdentityToken') ?? '');
    if (trusted === undefined) throw stsError(400, 'InvalidIdentityToken', 'No OpenIDConnect provider found for jane.');
    if (trusted !== form.get('RoleArn')) {
      throw stsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    }
    this.sessionNames.push(sessionName);
    return this.grant(
      { trusted: new Set(), denied: new Set() },
      new Date(now.getTime() + seconds * 1000),
      WEB_IDENTITY,
    );
  }

  /** The keys of a new session. */
  issue(ends: Date, denied: ReadonlySet<string> = new Set()): Record<'id' | 'secret' | 'token', string> {
    const id = `ASIA${String(++this.#serial).padStart(16, '0')}`;
    const [secret, token] = [`secret-of-${id}`, `session-of-${id}==`];
    this.#keys.set(id, { secretAccessKey: secret, sessionToken: token, endsAtMs: ends.getTime(), denied });
    return { id, secret, token };
  }

  private grant({ denied }: Role, ends: Date, action = 'AssumeRole'): ApiAnswer {
    const { id: accessKeyId, secret: secretAccessKey, token: sessionToken } = this.issue(ends, denied);
    const text = `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${ends.toISOString()}</Expiration></Credentials></${action}Result><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></${action}Response>`;
    return { status: 200, headers: { 'content-type': 'text/xml' }, text };
  }
}

function sessionOf(form: URLSearchParams): { readonly seconds: number; readonly sessionName: string } {
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  const sessionName = form.get('RoleSessionName') ?? '';
  const isValid = /^[\w+=,.@-]{2,64}$/.test(sessionName) && seconds >= 900 && seconds <= 43_200;
  if (!isValid) throw stsError(400, 'ValidationError', 'RoleSessionName or DurationSeconds is not valid.');
  return { seconds, sessionName };
}
