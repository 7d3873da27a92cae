// Makes a certificate authority and certificates for loopback TLS tests, so that no private key is in the repository and
// no openssl is needed. ECDSA on P-256, X.509 v3 (RFC 5280); valid from 2020 to 2049. It must not be used outside tests.

import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateAuthority extends Certificate {
  /** A certificate for this subject, valid for these host names and addresses. */
  issue(subject: string, hosts?: readonly string[]): Certificate;
  /** The same for an RSA key, and for no host. */
  issueRsa(subject: string): Certificate;
}

export function createCertificateAuthority(subject: string): CertificateAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const root = certificate({
    subject,
    issuer: subject,
    publicKey,
    signer: privateKey,
    extensions: [basicConstraintsCa],
  });
  return {
    ...pem(root, privateKey),
    issue(name, hosts = []) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extensions = hosts.length === 0 ? [] : [subjectAltName(hosts)];
      const { publicKey: own } = pair;
      return pem(
        certificate({ subject: name, issuer: subject, publicKey: own, signer: privateKey, extensions }),
        pair.privateKey,
      );
    },
    issueRsa(name) {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const { publicKey: own } = pair;
      const made = certificate({ subject: name, issuer: subject, publicKey: own, signer: privateKey, extensions: [] });
      return pem(made, pair.privateKey);
    },
  };
}

function pem(content: Buffer, key: KeyObject): Certificate {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

// DER, just as much of it as certificates need.
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const objectId = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const octets = (content: Buffer): Buffer => der(0x04, content);
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));
const utcTime = (value: string): Buffer => der(0x17, Buffer.from(value));
const isTrue = der(0x01, Buffer.from([0xff]));

const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = objectId(0x55, 0x04, 0x03);
const basicConstraintsCa = sequence(objectId(0x55, 0x1d, 0x13), isTrue, octets(sequence(isTrue)));

function nameOf(subject: string): Buffer {
  return sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(subject)))));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  return sequence(objectId(0x55, 0x1d, 0x11), octets(sequence(...names)));
}

let serial = 0;

function certificate(fields: {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}): Buffer {
  const { subject, issuer, publicKey, signer, extensions } = fields;
  const toBeSigned = sequence(
    der(0xa0, integer(2)),
    integer((serial = (serial % 100) + 1)),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  );
  const signature = sign('sha256', toBeSigned, signer);
  return sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
}
