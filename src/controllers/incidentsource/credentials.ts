// Reads the objects that a source refers to: its Secret, by name at every sync, and a ConfigMap. Reads only in the source's own
// namespace: a reference cannot name another one (principle P7).

import type { KubeObject, ObjectKey } from '../../api/meta.ts';
import { CONFIG_MAP, SECRET } from '../../api/kinds.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Secret } from '../../integrations/ports/http.ts';
import { secretOf } from '../../integrations/secret.ts';
import type { KubeClient } from '../../kube/client.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { SyncOutcome } from './observation.ts';

type Data = Readonly<Record<string, string>>;

export type SecretRead =
  | { readonly kind: 'read'; readonly data: ReadonlyMap<string, Secret> }
  | Extract<SyncOutcome, { kind: 'secret-not-found' | 'secret-incomplete' }>;

/** One of the `keySets` must be complete. `keySets` is empty for a provider without a credential. */
export async function readSecret(
  client: KubeClient,
  source: IncidentSource,
  keySets: ReadonlyArray<readonly string[]>,
  signal: AbortSignal,
): Promise<SecretRead> {
  const name = source.spec.secretRef?.name;
  if (keySets.length === 0 || name === undefined) return { kind: 'read', data: new Map() };
  const encoded = await readData(client, SECRET, { namespace: source.metadata.namespace ?? '', name }, signal);
  if (encoded === undefined) return { kind: 'secret-not-found', secret: name };
  const data = new Map(Object.entries(encoded).map(([key, value]) => [key, decode(value)]));
  const complete = keySets.some((set) => set.every((key) => (data.get(key) ?? '') !== ''));
  if (!complete) return { kind: 'secret-incomplete', secret: name, keys: keySets };
  return { kind: 'read', data: new Map([...data].map(([key, value]) => [key, secretOf(value)])) };
}

export function readConfigMap(client: KubeClient, key: ObjectKey, signal: AbortSignal): Promise<Data | undefined> {
  return readData(client, CONFIG_MAP, key, signal);
}

async function readData(
  client: KubeClient,
  type: typeof SECRET | typeof CONFIG_MAP,
  key: ObjectKey,
  signal: AbortSignal,
): Promise<Data | undefined> {
  const object = await unlessNotFound(client.get<KubeObject & { data?: Data }>(type, key, { signal }));
  return object && (object.data ?? {});
}

/** `echo` leaves a trailing line break; it is never part of a credential. */
const decode = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8').trim();
