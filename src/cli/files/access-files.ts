// Finds the accounts of systems and the people of rosters in files: in the Secrets among them, or in CSV files beside the objects. Keeps what it
// reads for one command, and prints none of it.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CRITICAL_SYSTEM, SECRET, STAFF_ROSTER } from '../../api/kinds.ts';
import { keyOf, type KubeObject } from '../../api/meta.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { ACCOUNT_KEY } from '../../compliance/access/account-name.ts';
import { ACCOUNTS_FILE, AS_OF, asOfComment, ROSTER_FILES } from '../../compliance/access/file-reading.ts';
import type { AccessFiles, HeldFiles } from '../../judgement/offline/access.ts';
import { isMissing } from './findings.ts';
import type { Accepted } from './judge-object.ts';
import { isMadeInCluster, sealedKeys } from './sealed.ts';
import type { Validation } from './validation.ts';

type Reviewed = CriticalSystem | StaffRoster;

/** The key under which a file beside an object is read. */
const FILE_OF = { CriticalSystem: ACCOUNTS_FILE, StaffRoster: ROSTER_FILES[0] } as const satisfies Record<
  Reviewed['kind'],
  string
>;

/** A Secret goes before a file. A file that does not say how old it is counts as made at `now`: the files are the input. */
export async function accessFilesOf(validation: Validation, now: Date): Promise<AccessFiles> {
  const held = new Map<string, HeldFiles>();
  const objects = validation.accepted.filter(({ object }) => isReviewed(object));
  for (const each of objects) held.set(idOf(each.object), await filesOf(each, objects, { validation, now }));
  return (object) => held.get(idOf(object)) ?? { kind: 'Missing' };
}

const isReviewed = ({ kind }: KubeObject): boolean => kind === CRITICAL_SYSTEM.kind || kind === STAFF_ROSTER.kind;
const idOf = ({ kind, metadata }: KubeObject): string => `${kind}/${keyOf(metadata)}`;

interface Files {
  readonly validation: Validation;
  readonly now: Date;
}

async function filesOf(each: Accepted, all: readonly Accepted[], { validation, now }: Files): Promise<HeldFiles> {
  const object = each.object as Reviewed;
  const secret = secretFiles(object, validation);
  if (secret.kind === 'Found' && FILES.some((file) => secret.read(file) !== undefined)) return secret;
  const beside = await fileBeside(each, all);
  if (beside !== undefined) {
    const isDated = [...beside.values()].some((text) => asOfComment(text) !== undefined);
    const values = new Map([...beside, ...(isDated ? [] : [[AS_OF, now.toISOString()] as const])]);
    // The names of accounts are made with the key of the Secret, wherever the accounts come from.
    const accountKey = secret.kind === 'Found' ? secret.read(ACCOUNT_KEY) : undefined;
    return { kind: 'Found', read: (key) => values.get(key) ?? (key === ACCOUNT_KEY ? accountKey : undefined) };
  }
  // The Secret of a vendor holds its credential only.
  return hasVendor(object) ? { kind: 'Missing' } : secret;
}

const FILES = [ACCOUNTS_FILE, ...ROSTER_FILES];

function secretFiles(object: Reviewed, { holders, loaded }: Validation): HeldFiles {
  const { namespace = '' } = object.metadata;
  const name = secretNameOf(object);
  const holder = holders.find(({ type, object: { metadata } }) => {
    return type.kind === SECRET.kind && metadata.name === name && metadata.namespace === namespace;
  });
  if (holder === undefined) {
    const isMade = isMadeInCluster({ kind: SECRET.kind, name, namespace }, loaded.objects);
    return { kind: isMade ? 'Sealed' : 'Missing' };
  }
  if (sealedKeys(holder.loaded.object).size > 0) return { kind: 'Sealed' };
  const { data = {} } = holder.object as { readonly data?: Readonly<Record<string, string>> };
  const read = (key: string): string | undefined =>
    Object.hasOwn(data, key) ? Buffer.from(data[key] ?? '', 'base64').toString('utf8') : undefined;
  return { kind: 'Found', read };
}

function secretNameOf({ spec }: Reviewed): string {
  const from = 'accountsFrom' in spec ? spec.accountsFrom?.secretRef : undefined;
  return (from ?? spec.secretRef)?.name ?? '';
}

function hasVendor(object: Reviewed): boolean {
  if (object.kind === 'CriticalSystem') return object.spec.accountsFrom === undefined;
  const { entra, okta, googleWorkspace } = object.spec;
  return [entra, okta, googleWorkspace].some((directory) => directory !== undefined);
}

/** `NAME.accounts.csv` in the folder of the object; or `accounts.csv`, where the object is the only one of its kind there. */
async function fileBeside(
  { loaded, object }: Accepted,
  all: readonly Accepted[],
): Promise<Map<string, string> | undefined> {
  const key = FILE_OF[object.kind as Reviewed['kind']];
  const folder = path.dirname(loaded.file);
  const isAlone = !all.some((other) => {
    return other.object !== object && other.object.kind === object.kind && path.dirname(other.loaded.file) === folder;
  });
  for (const name of [`${object.metadata.name}.${key}`, ...(isAlone ? [key] : [])]) {
    const text = await readIfThere(path.join(folder, name));
    if (text !== undefined) return new Map([[key, text]]);
  }
  return undefined;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
