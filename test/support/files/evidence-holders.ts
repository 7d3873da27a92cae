// Secrets and ConfigMaps that an API server accepts or refuses. One table for the embedded cluster, a real API server and the commands
// that read files. The rows have no metadata: each test adds its own.

export interface RefusedHolder {
  readonly because: string;
  readonly holder: { readonly kind: 'ConfigMap' | 'Secret' } & Readonly<Record<string, unknown>>;
  /** What the server answers. */
  readonly code: 400 | 422;
  /** The field that is at fault, as a command names it. */
  readonly field: string;
  /** A part of what a command says about it. */
  readonly says: string;
}

const MEBIBYTE = 1024 * 1024;

export const REFUSED_HOLDERS: readonly RefusedHolder[] = [
  {
    because: 'the data of a Secret is no base64',
    holder: { kind: 'Secret', data: { report: 'what happened' } },
    code: 400,
    field: 'data[report]',
    says: 'is not base64: encode it, or write the text under stringData',
  },
  {
    because: 'base64 without its padding is none',
    holder: { kind: 'Secret', data: { report: 'eA' } },
    code: 400,
    field: 'data[report]',
    says: 'is not base64',
  },
  {
    because: 'the alphabet for URLs is another one',
    holder: { kind: 'Secret', data: { report: '-_-_' } },
    code: 400,
    field: 'data[report]',
    says: 'is not base64',
  },
  {
    because: 'a number is no text',
    holder: { kind: 'ConfigMap', data: { report: 5 } },
    code: 400,
    field: 'data[report]',
    says: 'must be a string, and is a number: quote it',
  },
  {
    because: 'a boolean is no text',
    holder: { kind: 'ConfigMap', data: { report: true } },
    code: 400,
    field: 'data[report]',
    says: 'must be a string, and is a boolean: quote it',
  },
  {
    because: 'an object is no text',
    holder: { kind: 'ConfigMap', data: { report: { a: 'b' } } },
    code: 400,
    field: 'data[report]',
    says: 'must be a string, and is an object',
  },
  {
    because: 'a number is no base64',
    holder: { kind: 'Secret', data: { report: 5 } },
    code: 400,
    field: 'data[report]',
    says: 'must be a string, and is a number: quote it',
  },
  {
    because: 'what is plain must be a text, too',
    holder: { kind: 'Secret', stringData: { report: 5 } },
    code: 400,
    field: 'stringData[report]',
    says: 'must be a string, and is a number: quote it',
  },
  {
    because: 'data is a map',
    holder: { kind: 'ConfigMap', data: ['report'] },
    code: 400,
    field: 'data',
    says: 'must be an object, and is a list',
  },
  {
    because: 'a text is no map',
    holder: { kind: 'Secret', data: 'report' },
    code: 400,
    field: 'data',
    says: 'must be an object, and is a string',
  },
  {
    because: 'the binary data of a ConfigMap is base64',
    holder: { kind: 'ConfigMap', binaryData: { report: '***' } },
    code: 400,
    field: 'binaryData[report]',
    says: 'is not base64: encode it',
  },
  {
    because: 'immutable is true or false',
    holder: { kind: 'ConfigMap', data: { report: 'x' }, immutable: 'true' },
    code: 400,
    field: 'immutable',
    says: 'must be a boolean, and is a string: remove the quotes',
  },
  {
    because: 'the type of a Secret is a text',
    holder: { kind: 'Secret', type: 5, stringData: { report: 'x' } },
    code: 400,
    field: 'type',
    says: 'must be a string, and is a number: quote it',
  },
  {
    because: 'a key has no spaces',
    holder: { kind: 'ConfigMap', data: { report: 'x', 'the report': 'x' } },
    code: 422,
    field: 'data[the report]',
    says: 'a valid config key must consist of alphanumeric characters',
  },
  {
    because: 'a key of binary data has none, either',
    holder: { kind: 'ConfigMap', data: { report: 'x' }, binaryData: { 'the report': 'eA==' } },
    code: 422,
    field: 'binaryData[the report]',
    says: 'a valid config key must consist of alphanumeric characters',
  },
  {
    because: 'a key is no way up',
    holder: { kind: 'Secret', stringData: { report: 'x', '..': 'x' } },
    code: 422,
    field: 'data[..]',
    says: "must not be '..'",
  },
  {
    because: 'a key does not begin with two dots',
    holder: { kind: 'ConfigMap', data: { report: 'x', '..a': 'x' } },
    code: 422,
    field: 'data[..a]',
    says: "must not start with '..'",
  },
  {
    because: 'a key is at most 253 characters long',
    holder: { kind: 'ConfigMap', data: { report: 'x', ['k'.repeat(254)]: 'x' } },
    code: 422,
    field: `data[${'k'.repeat(254)}]`,
    says: 'must be no more than 253 characters',
  },
  {
    because: 'a key is in one place',
    holder: { kind: 'ConfigMap', data: { report: 'x' }, binaryData: { report: 'eA==' } },
    code: 422,
    field: 'data[report]',
    says: 'duplicate of key present in binaryData',
  },
  {
    because: 'a ConfigMap is at most 1 MiB in all',
    holder: { kind: 'ConfigMap', data: { report: 'x'.repeat(MEBIBYTE - 1) }, binaryData: { b: 'eHg=' } },
    code: 422,
    field: '[]',
    says: 'may not be more than 1048576 bytes',
  },
  {
    because: 'a Secret is at most 1 MiB',
    holder: { kind: 'Secret', stringData: { report: 'x'.repeat(MEBIBYTE + 1) } },
    code: 422,
    field: 'data',
    says: 'may not be more than 1048576 bytes',
  },
  {
    because: 'a Secret for TLS has a key',
    holder: { kind: 'Secret', type: 'kubernetes.io/tls', stringData: { report: 'x', 'tls.crt': 'x' } },
    code: 422,
    field: 'data[tls.key]',
    says: 'Required value',
  },
  {
    because: 'a login has a name or a password',
    holder: { kind: 'Secret', type: 'kubernetes.io/basic-auth', stringData: { report: 'x' } },
    code: 422,
    field: 'data[username]',
    says: 'Required value',
  },
  {
    because: 'a login by SSH has a key',
    holder: { kind: 'Secret', type: 'kubernetes.io/ssh-auth', stringData: { report: 'x' } },
    code: 422,
    field: 'data[ssh-privatekey]',
    says: 'Required value',
  },
  {
    because: 'the access to a registry is JSON',
    holder: { kind: 'Secret', type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'x' } },
    code: 422,
    field: 'data[.dockerconfigjson]',
    says: 'the content is not JSON',
  },
  {
    because: 'a token of an account says whose it is',
    holder: { kind: 'Secret', type: 'kubernetes.io/service-account-token', stringData: { report: 'x' } },
    code: 422,
    field: 'metadata.annotations[kubernetes.io/service-account.name]',
    says: 'Required value',
  },
];

export interface TakenHolder {
  readonly because: string;
  readonly holder: RefusedHolder['holder'];
  /** What the server stores, without metadata. */
  readonly stored: Readonly<Record<string, unknown>>;
}

const OPAQUE = { kind: 'Secret', type: 'Opaque' } as const;

export const TAKEN_HOLDERS: readonly TakenHolder[] = [
  {
    because: 'null is the empty text',
    holder: { kind: 'ConfigMap', data: { report: null } },
    stored: { kind: 'ConfigMap', data: { report: '' } },
  },
  {
    because: 'null is no bytes',
    holder: { kind: 'Secret', data: { report: null } },
    stored: { ...OPAQUE, data: { report: '' } },
  },
  {
    because: 'null is the empty text under stringData, too',
    holder: { kind: 'Secret', stringData: { report: null } },
    stored: { ...OPAQUE, data: { report: '' } },
  },
  {
    because: 'null drops where a map or a value is absent',
    holder: { kind: 'ConfigMap', data: null, binaryData: null, immutable: null },
    stored: { kind: 'ConfigMap' },
  },
  {
    because: 'null and nothing stand for the type Opaque',
    holder: { kind: 'Secret', type: '', data: null, stringData: null, immutable: null },
    stored: OPAQUE,
  },
  {
    because: 'base64 may be folded',
    holder: { kind: 'Secret', data: { report: 'aGV\nsbG8=\r\n' } },
    stored: { ...OPAQUE, data: { report: 'aGVsbG8=' } },
  },
  {
    because: 'bits that stand for nothing are passed over',
    holder: { kind: 'ConfigMap', binaryData: { report: 'eB==' } },
    stored: { kind: 'ConfigMap', binaryData: { report: 'eA==' } },
  },
  {
    because: 'bytes may be a list of numbers',
    holder: { kind: 'ConfigMap', binaryData: { report: [120, 121] } },
    stored: { kind: 'ConfigMap', binaryData: { report: 'eHk=' } },
  },
  {
    because: 'what is plain takes precedence',
    holder: { kind: 'Secret', data: { report: 'eA==' }, stringData: { report: 'y' } },
    stored: { ...OPAQUE, data: { report: 'eQ==' } },
  },
  {
    because: 'what nobody knows drops',
    holder: { kind: 'ConfigMap', dta: { report: 'x' } },
    stored: { kind: 'ConfigMap' },
  },
  {
    because: 'a certificate may be empty',
    holder: { kind: 'Secret', type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } },
    stored: { kind: 'Secret', type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } },
  },
  {
    because: '1 MiB is not too much',
    holder: { kind: 'ConfigMap', data: { report: 'x'.repeat(MEBIBYTE) } },
    stored: { kind: 'ConfigMap', data: { report: 'x'.repeat(MEBIBYTE) } },
  },
];
