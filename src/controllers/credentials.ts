// Reads the objects that a source refers to: a Secret, by name whenever it is needed, and a ConfigMap. Reads only in the source's own
// namespace: a reference cannot name another one (principle P7).

import type { KubeObject, ObjectKey } from '../api/meta.ts';
import { CONFIG_MAP, SECRET } from '../api/kinds.ts';
import type { Secret } from '../integrations/ports/http.ts';
import type { ConfigMapContent } from '../integrations/provider.ts';
import { secretOf } from '../integrations/secret.ts';
import type { KubeClient } from '../kube/client.ts';
import { unlessNotFound } from '../kube/errors.ts';

type Data = Readonly<Record<string, string>>;

export type SecretRead =
  | { readonly kind: 'read'; readonly data: ReadonlyMap<string, Secret> }
  | { readonly kind: 'secret-not-found'; readonly secret: string }
  /** It is of a type that Kubernetes uses for itself: no credential for a vendor is in there. */
  | { readonly kind: 'secret-refused'; readonly secret: string }
  | { readonly kind: 'secret-incomplete'; readonly secret: string; readonly keys: KeySets };

/** Sets of keys of which one must be complete. Empty for a provider without a credential. */
export type KeySets = ReadonlyArray<readonly string[]>;

/** Where a credential is. Without a name nothing is read. */
export interface CredentialRef {
  readonly namespace: string;
  readonly name: string | undefined;
}

export async function readSecret(
  client: Pick<KubeClient, 'get'>,
  { namespace, name }: CredentialRef,
  keySets: KeySets,
  signal: AbortSignal,
): Promise<SecretRead> {
  if (keySets.length === 0 || name === undefined) return { kind: 'read', data: new Map() };
  const object = await readObject(client, SECRET, { namespace, name }, signal);
  if (object === undefined) return { kind: 'secret-not-found', secret: name };
  if (isOfKubernetes(object)) return { kind: 'secret-refused', secret: name };
  const data = new Map(Object.entries(object.data ?? {}).map(([key, value]) => [key, decode(value)]));
  const complete = keySets.some((set) => set.every((key) => (data.get(key) ?? '') !== ''));
  if (!complete) return { kind: 'secret-incomplete', secret: name, keys: keySets };
  return { kind: 'read', data: new Map([...data].map(([key, value]) => [key, secretOf(value)])) };
}

export type SecretFiles =
  | {
      readonly kind: 'read';
      /** Untrimmed, so that places in a file stay where they are. */
      readonly files: ReadonlyMap<string, string>;
      /** Differs between any two contents of a Secret of this name. */
      readonly version: string;
    }
  | Extract<SecretRead, { kind: 'secret-not-found' | 'secret-refused' }>;

/** Reads a Secret that holds files and no credential: lists of accounts or people. */
export async function readSecretFiles(
  client: KubeClient,
  { namespace, name }: ObjectKey & { readonly namespace: string },
  signal: AbortSignal,
): Promise<SecretFiles> {
  const object = await readObject(client, SECRET, { namespace, name }, signal);
  if (object === undefined) return { kind: 'secret-not-found', secret: name };
  if (isOfKubernetes(object)) return { kind: 'secret-refused', secret: name };
  const files = new Map(Object.entries(object.data ?? {}).map(([key, value]) => [key, textOf(value)]));
  const { uid = '', resourceVersion = '' } = object.metadata;
  return { kind: 'read', files, version: `${uid}/${resourceVersion}` };
}

/** Its uid is part of the version: one of the same name may have been there before. */
export async function readConfigMap(
  client: Pick<KubeClient, 'get'>,
  key: ObjectKey,
  signal: AbortSignal,
): Promise<ConfigMapContent | undefined> {
  const object = await readObject(client, CONFIG_MAP, key, signal);
  const { uid = '', resourceVersion = '' } = object?.metadata ?? {};
  return object && { data: object.data ?? {}, version: `${uid}/${resourceVersion}` };
}

function readObject(
  client: Pick<KubeClient, 'get'>,
  type: typeof SECRET | typeof CONFIG_MAP,
  key: ObjectKey,
  signal: AbortSignal,
) {
  return unlessNotFound(client.get<KubeObject & { type?: string; data?: Data }>(type, key, { signal }));
}

/** A token of a ServiceAccount, a key for TLS, a login to a registry: a source must not send these anywhere. */
function isOfKubernetes({ type = 'Opaque' }: { readonly type?: string }): boolean {
  return /^(?:bootstrap\.)?kubernetes\.io\//.test(type);
}

/** `echo` leaves a trailing line break; it is never part of a credential. */
const decode = (base64: string): string => textOf(base64).trim();

const textOf = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
