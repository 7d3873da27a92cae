// Finds the Secrets and ConfigMaps in the files that objects of Docket refer to. Only those are validated; the others are left alone.

import { apiVersionOf, type ResourceType } from '../../api/meta.ts';
import { CONFIG_MAP, SECRET } from '../../api/kinds.ts';
import { isJsonObject } from '../../base/json.ts';
import type { LoadedObject } from './read-objects.ts';

/** The fields that refer to a ConfigMap or Secret, and the type of each. */
const REFERENCES: Readonly<Record<string, ResourceType>> = { configMapRef: CONFIG_MAP, secretRef: SECRET };

/** The type of a Secret or a ConfigMap; undefined for anything else. */
export function holderType({ object }: LoadedObject): ResourceType | undefined {
  return Object.values(REFERENCES).find(
    (type) => type.kind === object.kind && apiVersionOf(type) === object.apiVersion,
  );
}

/** `own`: the objects of Docket's. */
export function usedHolders(files: readonly LoadedObject[], own: readonly LoadedObject[]): LoadedObject[] {
  const used = new Set(own.flatMap(({ object }) => referencesIn(object['spec']).map((each) => keyOf(each, object))));
  return files.filter((each) => {
    const type = holderType(each);
    return type !== undefined && used.has(keyOf({ kind: type.kind, name: each.object.metadata['name'] }, each.object));
  });
}

interface Reference {
  readonly kind: string;
  readonly name: unknown;
}

/** Finds them at any depth, so that a new field of that name is found as well. */
function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const type = Object.hasOwn(REFERENCES, name) ? REFERENCES[name] : undefined;
    if (type === undefined || !isJsonObject(member)) return referencesIn(member);
    return [{ kind: type.kind, name: member['name'] }];
  });
}

const keyOf = ({ kind, name }: Reference, { metadata }: LoadedObject['object']): string =>
  JSON.stringify([kind, metadata['namespace'] ?? 'default', name]);
