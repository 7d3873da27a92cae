// How the embedded cluster reads and validates the objects of one kind. This file is for the kinds of CRDs, compiled once per CRD; the core
// kinds are in core-kinds.ts. Stores nothing.

import type { ResourceType } from '../../api/meta.ts';
import { compileRules, ruleFaults } from './cel-rules.ts';
import type { Correlation } from './correlation.ts';
import { applyDefaults } from './defaulting.ts';
import type { FieldError } from '../../api/field-errors.ts';
import { blocksRules, RULES_NOT_CHECKED } from './field-error.ts';
import type { JsonObject } from '../../base/json.ts';
import { listFaults } from './list-types.ts';
import type { TypeFault } from './meta-types.ts';
import { pruneObject, type UnknownField } from './pruning.ts';
import { assertSupported, type Crd, type CrdVersion, type Schema } from './schema.ts';
import { compileStructure } from './structure.ts';

/** The half of an object that a write changes. It leaves the other half alone. */
export type Part = 'main' | 'status';

export interface Kind {
  readonly type: ResourceType;
  /** Status is written through its subresource only. */
  readonly hasStatus: boolean;
  /** Fields beside metadata.name and metadata.namespace that a field selector may name, as `spec.severity`. */
  readonly selectableFields: ReadonlySet<string>;
  /** A PUT without a resourceVersion is applied to the latest version. */
  readonly unconditionalUpdate: boolean;
  /** `metadata.generation` counts the changes of everything but metadata (and status, with a subresource). */
  readonly countsGenerations: boolean;
  /** What is wrong with a name. Absent: names are DNS subdomains. */
  readonly nameFaults?: (name: string) => string[];
  /** A delete only marks the object. The finalizing controller removes it. */
  readonly lingers?: boolean;
  /** What a delete that only marks the object changes beside its metadata. */
  readonly markLeaving?: (object: JsonObject) => void;
  /** Names of objects that cannot be deleted. */
  readonly undeletable?: ReadonlySet<string>;
  /** What an API server cannot decode, beside the metadata. Absent: the schema of the kind covers everything. */
  readonly typeFaults?: (object: JsonObject) => TypeFault[];
  /** Prunes and fills in defaults in place. Returns the unknown fields. */
  read(object: JsonObject): UnknownField[];
  /** What is wrong with an object that is to be created. `found` holds the earlier findings (metadata), which come first. */
  createFaults(object: JsonObject, found: readonly FieldError[]): FieldError[];
  updateFaults(object: JsonObject, old: JsonObject, part: Part, found: readonly FieldError[]): FieldError[];
}

const compiled = new WeakMap<Crd, Kind>();

/** The kind that a CRD defines. Throws if the CRD uses something that the embedded cluster does not support. */
export function kindOf(crd: Crd): Kind {
  const kind = compiled.get(crd) ?? compileKind(crd);
  compiled.set(crd, kind);
  return kind;
}

function compileKind(crd: Crd): Kind {
  const version = servedVersion(crd);
  const schema = version.schema.openAPIV3Schema;
  const { group, scope, names } = crd.spec;
  assertSupported(schema, names.kind);
  return {
    type: { group, version: version.name, kind: names.kind, plural: names.plural, namespaced: scope === 'Namespaced' },
    hasStatus: version.subresources?.status !== undefined,
    selectableFields: new Set((version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, ''))),
    unconditionalUpdate: false,
    countsGenerations: true,
    read(object) {
      const unknown = pruneObject(object, schema);
      applyDefaults(object, schema);
      return unknown;
    },
    ...compileFaults(schema, names.kind),
  };
}

function servedVersion(crd: Crd): CrdVersion {
  const [version, another] = crd.spec.versions.filter(({ served }) => served);
  if (version === undefined || another !== undefined) {
    throw new Error(`${crd.spec.names.kind}: the embedded cluster serves exactly one version of a CRD`);
  }
  return version;
}

function compileFaults(schema: Schema, name: string): Pick<Kind, 'createFaults' | 'updateFaults'> {
  const structure = compileStructure(schema);
  const statusSchema = schema.properties?.['status'];
  const statusStructure = statusSchema && compileStructure(statusSchema);
  const rules = compileRules(schema, name);

  const withRules = (found: FieldError[], object: JsonObject, old?: JsonObject): FieldError[] => {
    if (rules === undefined) return found;
    return found.some(blocksRules) ? [...found, RULES_NOT_CHECKED] : [...found, ...ruleFaults(rules, object, old)];
  };
  const structureFaults = (object: JsonObject, old: JsonObject, part: Part): FieldError[] => {
    if (part === 'main') return structure(object, '', { value: object, old, schema });
    if (statusStructure === undefined || statusSchema === undefined || !Object.hasOwn(object, 'status')) return [];
    const before: Correlation = { value: object['status'], old: old['status'], schema: statusSchema };
    return statusStructure(object['status'], 'status', before);
  };
  return {
    createFaults: (object, found) =>
      withRules([...found, ...structure(object, ''), ...listFaults(object, schema)], object),
    updateFaults: (object, old, part, found) => {
      // As on the server, duplicates are not reported if the old object already had some.
      const lists = listFaults(object, schema);
      const newlyBroken = lists.length > 0 && listFaults(old, schema).length === 0;
      const faults = [...found, ...structureFaults(object, old, part), ...(newlyBroken ? lists : [])];
      return withRules(faults, object, old);
    },
  };
}
