// The Security Token Service: AssumeRole in the query protocol, which is a form in and XML out.
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

export class TokenService {
  readonly roles = new Map<string, Role>();
  readonly sessionNames: string[] = [];
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

  private grant({ denied }: Role, ends: Date): ApiAnswer {
    const accessKeyId = `ASIA${String(++this.#serial).padStart(16, '0')}`;
    const [secretAccessKey, sessionToken] = [`secret-of-${accessKeyId}`, `session-of-${accessKeyId}==`];
    this.#keys.set(accessKeyId, { secretAccessKey, sessionToken, endsAtMs: ends.getTime(), denied });
    const text = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${ends.toISOString()}</Expiration></Credentials></AssumeRoleResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></AssumeRoleResponse>`;
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
