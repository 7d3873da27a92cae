// The kinds of Kubernetes itself that Docket touches: Namespace, Secret, ConfigMap, Lease, Event. They have no schema here;
// only what Docket relies on is checked. Event is served under both of its groups, as two separate kinds.

import type { ResourceType } from '../../api/meta.ts';
import { badRequest } from './answers.ts';
import type { FieldError } from '../../api/field-errors.ts';
import { invalid } from './field-error.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { objectAt } from './json.ts';
import type { Kind } from './kind.ts';
import { labelNameFaults } from './names.ts';

interface CoreKind {
  readonly type: ResourceType;
  readonly hasStatus?: boolean;
  readonly selectableFields?: readonly string[];
  readonly unconditionalUpdate?: boolean;
  readonly read?: (object: JsonObject) => void;
  readonly faults?: (object: JsonObject) => FieldError[];
  readonly special?: Pick<Kind, 'nameFaults' | 'lingers' | 'markLeaving' | 'undeletable'>;
}

const core = (kind: string, plural: string, group = '', namespaced = true): ResourceType => ({
  group,
  version: 'v1',
  kind,
  plural,
  namespaced,
});

export const NAMESPACES = core('Namespace', 'namespaces', '', false);

const DEFINITIONS: readonly CoreKind[] = [
  {
    type: NAMESPACES,
    hasStatus: true,
    selectableFields: ['status.phase'],
    read: readNamespace,
    special: {
      nameFaults: labelNameFaults,
      lingers: true,
      markLeaving: (object) => Object.assign(object, { status: { phase: 'Terminating' } }),
      undeletable: new Set(['default', 'kube-public', 'kube-system']),
    },
  },
  { type: core('Secret', 'secrets'), selectableFields: ['type'], read: readSecret, faults: dataFaults },
  { type: core('ConfigMap', 'configmaps'), read: readConfigMap, faults: dataFaults },
  { type: core('Event', 'events'), selectableFields: ['reason', 'type', 'involvedObject.name', 'involvedObject.kind'] },
  { type: core('Event', 'events', 'events.k8s.io'), selectableFields: ['reason', 'type'] },
  { type: core('Lease', 'leases', 'coordination.k8s.io'), unconditionalUpdate: false, faults: leaseFaults },
];

export const CORE_KINDS: readonly Kind[] = DEFINITIONS.map((definition) => {
  const faults = (object: JsonObject, found: readonly FieldError[]): FieldError[] => [
    ...found,
    ...(definition.faults?.(object) ?? []),
  ];
  return {
    type: definition.type,
    hasStatus: definition.hasStatus ?? false,
    selectableFields: new Set(definition.selectableFields),
    unconditionalUpdate: definition.unconditionalUpdate ?? true,
    countsGenerations: false,
    ...definition.special,
    read(object) {
      definition.read?.(object);
      return [];
    },
    createFaults: faults,
    updateFaults: (object, _old, _part, found) => faults(object, found),
  };
});

function readNamespace(object: JsonObject): void {
  object['spec'] ??= { finalizers: ['kubernetes'] };
  object['status'] ??= { phase: 'Active' };
}

/** `stringData` is written only: it becomes `data`, in base64. */
function readSecret(object: JsonObject): void {
  const plain = textMap(object, 'stringData');
  const encoded = textMap(object, 'data');
  for (const [name, value] of Object.entries(encoded)) {
    if (!isBase64(value)) throw badRequest(`Secret: data[${name}] is not base64`);
  }
  for (const [name, value] of Object.entries(plain)) encoded[name] = Buffer.from(value).toString('base64');
  delete object['stringData'];
  if (Object.keys(encoded).length > 0) object['data'] = encoded;
  object['type'] ??= 'Opaque';
}

function readConfigMap(object: JsonObject): void {
  textMap(object, 'data');
}

function textMap(object: JsonObject, name: string): Record<string, string> {
  const map = object[name] ?? {};
  if (!isJsonObject(map) || !Object.values(map).every((value) => typeof value === 'string')) {
    throw badRequest(`${String(object['kind'])}: ${name} must be an object of strings`);
  }
  return { ...(map as Record<string, string>) };
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

const DATA_KEY = /^[-._a-zA-Z0-9]+$/;

function dataFaults(object: JsonObject): FieldError[] {
  const keys = Object.keys(objectAt(object, 'data') ?? {});
  const detail =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
    "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  return keys.filter((key) => !DATA_KEY.test(key)).map((key) => invalid(`data[${key}]`, key, detail));
}

function leaseFaults(object: JsonObject): FieldError[] {
  const spec = objectAt(object, 'spec') ?? {};
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec;
  return [
    ...(typeof duration === 'number' && duration <= 0
      ? [invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0')]
      : []),
    ...(typeof transitions === 'number' && transitions < 0
      ? [invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0')]
      : []),
  ];
}
