// Who asks for tokens: an app, by its client secret or its certificate. Reads the Secret; values leave this file only to the token
// request.

import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';

import { SourceError } from '../../ports/failure.ts';
import type { Secret } from '../../ports/http.ts';
import type { PodIdentity } from '../../ports/pod-identity.ts';

/** The keys of the Secret. A client secret goes first when both are there. */
export const SECRET_KEYS = [
  ['clientId', 'clientSecret'],
  ['clientId', 'certificate'],
] as const;

/** How the app proves who it is, in the form that MSAL takes. */
export type Proof =
  | { readonly clientSecret: string }
  | { readonly clientCertificate: { readonly thumbprintSha256: string; readonly privateKey: string } }
  | { readonly clientAssertion: () => Promise<string> };

export interface Client {
  readonly clientId: string;
  readonly proof: Proof;
  /** Differs between credentials; for the key of the account. */
  readonly fingerprint: string;
  /** What to check when the token service refuses it. */
  readonly advice: string;
}

const SECRET_ADVICE = 'check clientId and its secret or certificate in the Secret, and tenantID';
const POD_ADVICE = "check that the app has a federated credential for the operator's ServiceAccount, and tenantID";

/** Throws SourceError `unauthorized`, not `invalid-config`: a new Secret fixes it, without a change of the spec. */
export function readClient(secret: ReadonlyMap<string, Secret>): Client {
  const clientId = lineOf(secret, 'clientId');
  if (secret.has('clientSecret')) {
    const clientSecret = lineOf(secret, 'clientSecret');
    return { clientId, proof: { clientSecret }, fingerprint: clientSecret, advice: SECRET_ADVICE };
  }
  const certificate = secret.get('certificate')?.reveal() ?? '';
  const clientCertificate = readCertificate(certificate);
  return { clientId, proof: { clientCertificate }, fingerprint: certificate, advice: SECRET_ADVICE };
}

/**
 * Workload identity: the pod's token is the assertion, which MSAL asks for at each request. Throws SourceError `unauthorized` for a pod
 * that has none. https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export function podClient({ azure }: PodIdentity): Client {
  if (azure === undefined) {
    throw new SourceError(
      'unauthorized',
      "read the identity of the operator's pod for Microsoft Entra: there is none: label the pod azure.workload.identity/use=true and annotate its ServiceAccount (AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE are not set), or name a Secret in spec.secretRef",
    );
  }
  const { clientId, token } = azure;
  // No value of a Secret is empty, so no Secret comes to share the tokens of the pod.
  return { clientId, proof: { clientAssertion: token }, fingerprint: '', advice: POD_ADVICE };
}

function lineOf(secret: ReadonlyMap<string, Secret>, key: string): string {
  const value = secret.get(key)?.reveal().trim();
  if (value === undefined) throw unusable(key, 'is missing: set clientId, and clientSecret or certificate');
  if (!/^[!-~]{1,4096}$/.test(value)) throw unusable(key, 'is empty or holds characters that no credential has');
  return value;
}

const PRIVATE_KEY = /-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END (?:RSA )?PRIVATE KEY-----/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

/** The first certificate and the private key of a PEM file, in any order. Entra takes RSA keys only. */
function readCertificate(pem: string): { readonly thumbprintSha256: string; readonly privateKey: string } {
  const [certificate, key] = [CERTIFICATE.exec(pem)?.[0], PRIVATE_KEY.exec(pem)?.[0]];
  if (certificate === undefined || key === undefined) {
    throw unusable('certificate', 'must hold a certificate and its private key, both as PEM and without a passphrase');
  }
  try {
    const x509 = new X509Certificate(certificate);
    const privateKey = createPrivateKey(key);
    if (privateKey.asymmetricKeyType === 'rsa' && x509.checkPrivateKey(privateKey)) {
      return { thumbprintSha256: createHash('sha256').update(x509.raw).digest('hex'), privateKey: key };
    }
  } catch {
    // What is wrong with it is said below: the parser's message may quote it.
  }
  throw unusable('certificate', 'does not hold an RSA key and the certificate that belongs to it');
}

function unusable(key: string, why: string): SourceError {
  return new SourceError('unauthorized', `read the credential for Microsoft Entra: key ${key} of the Secret ${why}`);
}
