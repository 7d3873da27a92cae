// Finds evidence that only the cluster can show: encrypted by SOPS, made by sealed or external secrets, or filled in for a placeholder of
// Vault. Its content is not in the files, so it can be neither verified nor refuted. Decrypts nothing.

import { CONFIG_MAP, SECRET } from '../../api/kinds.ts';
import { isJsonObject } from '../../base/json.ts';
import type { LoadedObject } from './read-objects.ts';

type Json = Readonly<Record<string, unknown>>;

/** Values that a tool replaces before, or when, the object is applied. */
const PLACEHOLDERS: readonly RegExp[] = [
  // argocd-vault-plugin: https://argocd-vault-plugin.readthedocs.io/en/stable/howitworks/
  /<path:[^>]+>/,
  // Bank-Vaults' webhook: https://bank-vaults.dev/docs/mutating-webhook/secrets/
  /^(?:>>)?vault:[^#\s]+#/,
  // vals: https://github.com/helmfile/vals
  /\bref\+[a-z0-9]+:\/\//,
  // 1Password: https://developer.1password.com/docs/cli/secret-reference-syntax/
  /^op:\/\/[^/\s]+\/[^/\s]+\/\S+$/,
];

/** https://getsops.io/docs/#encrypting-values */
const SOPS_VALUE = /^ENC\[[A-Z0-9_]+,data:/;

/** The annotation that lets argocd-vault-plugin replace `<key>`, too. */
const AVP_PATH = 'avp.kubernetes.io/path';

/** Whether a value is encrypted or a placeholder. Values under `data` of a Secret may be in base64. */
function isSealed(text: string, object: Json): boolean {
  if (isJsonObject(object['sops']) && SOPS_VALUE.test(text)) return true;
  const decoded = /^[A-Za-z0-9+/\s]+=*\s*$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : '';
  const annotations = isJsonObject(object['metadata']) ? object['metadata']['annotations'] : undefined;
  const byName = isJsonObject(annotations) && AVP_PATH in annotations ? [/<[^<>\s][^<>]*>/] : [];
  return [...PLACEHOLDERS, ...byName].some((pattern) => pattern.test(text) || pattern.test(decoded));
}

/** The keys of a Secret or ConfigMap whose content is encrypted or a placeholder. */
export function sealedKeys(object: Json): ReadonlySet<string> {
  const maps = [object['data'], object['stringData'], object['binaryData']].filter(isJsonObject);
  const entries = maps.flatMap((map) => Object.entries(map));
  return new Set(
    entries.filter(([, value]) => typeof value === 'string' && isSealed(value, object)).map(([key]) => key),
  );
}

/** The object with every sealed value replaced by one that any server accepts, so that the rest can be validated. */
export function withoutSealed<T extends Json>(object: T): T {
  const { sops: _added, ...rest } = object;
  const members = Object.entries(rest).map(([name, member]) => [name, plain(member, name, object)] as const);
  return Object.fromEntries(members) as unknown as T;
}

function plain(member: unknown, name: string, object: Json): unknown {
  // `{}`, since some types of Secret must hold JSON.
  const filler = name === 'data' && object['kind'] === SECRET.kind ? 'e30=' : name === 'binaryData' ? 'e30=' : '{}';
  if (typeof member === 'string') return isSealed(member, object) ? undefined : member;
  if (!isJsonObject(member) || name === 'metadata') return member;
  return Object.fromEntries(
    Object.entries(member).map(([key, value]) => [
      key,
      typeof value === 'string' && isSealed(value, object) ? filler : value,
    ]),
  );
}

/** Kinds that make Secrets in a cluster, with the fields that name those. Without such a field the Secret has the object's name. */
const MAKERS: Readonly<Record<string, readonly string[]>> = {
  // https://github.com/bitnami-labs/sealed-secrets
  'SealedSecret.bitnami.com': ['spec.template.metadata.name'],
  // https://external-secrets.io/latest/api/externalsecret/
  'ExternalSecret.external-secrets.io': ['spec.target.name'],
  'ClusterExternalSecret.external-secrets.io': ['spec.externalSecretSpec.target.name', 'spec.externalSecretName'],
  'ExternalSecret.kubernetes-client.io': [],
  // https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret
  'SecretProviderClass.secrets-store.csi.x-k8s.io': ['spec.secretObjects[].secretName'],
  // https://developer.hashicorp.com/vault/docs/platform/k8s/vso
  'VaultStaticSecret.secrets.hashicorp.com': ['spec.destination.name'],
  'VaultDynamicSecret.secrets.hashicorp.com': ['spec.destination.name'],
  'VaultPKISecret.secrets.hashicorp.com': ['spec.destination.name'],
  'HCPVaultSecretsApp.secrets.hashicorp.com': ['spec.destination.name'],
  'VaultSecret.ricoberger.de': [],
  'SopsSecret.isindir.github.com': ['spec.secretTemplates[].name'],
  'OnePasswordItem.onepassword.com': [],
  'DopplerSecret.secrets.doppler.com': ['spec.managedSecret.name'],
  'InfisicalSecret.secrets.infisical.com': ['spec.managedSecretReference.secretName'],
  'AzureKeyVaultSecret.spv.no': ['spec.output.secret.name'],
  'Certificate.cert-manager.io': ['spec.secretName'],
};

/** Whether an object in the files makes this Secret in the cluster, or may be it in encrypted form. */
export function isMadeInCluster(
  { kind, name, namespace }: { readonly kind: string; readonly name: string; readonly namespace: string },
  files: readonly LoadedObject[],
): boolean {
  return files.some(({ object }) => {
    // By default SOPS encrypts the kind and the name as well.
    if (SOPS_VALUE.test(object.kind)) return true;
    const isCluster = object.kind.startsWith('Cluster');
    if (!isCluster && (object.metadata['namespace'] ?? 'default') !== namespace) return false;
    if (kind === CONFIG_MAP.kind) return false;
    return madeNames(object).includes(name);
  });
}

function madeNames(object: LoadedObject['object']): unknown[] {
  const group = object.apiVersion.split('/')[0] ?? '';
  const paths = MAKERS[`${object.kind}.${group}`];
  if (paths === undefined) return [];
  const named = paths.flatMap((path) => valuesAt(object, path.split('.'))).filter((name) => typeof name === 'string');
  return named.length > 0 ? named : [object.metadata['name']];
}

function valuesAt(value: unknown, [part, ...rest]: readonly string[]): unknown[] {
  if (part === undefined) return [value];
  if (!isJsonObject(value)) return [];
  if (!part.endsWith('[]')) return valuesAt(value[part], rest);
  const items = value[part.slice(0, -2)];
  return Array.isArray(items) ? items.flatMap((item) => valuesAt(item, rest)) : [];
}
