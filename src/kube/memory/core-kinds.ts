// The kinds of Kubernetes itself that Docket uses: Namespace, Secret, ConfigMap, Lease, Event. They have no schema here. Secret and ConfigMap
// are checked as an API server checks them; the others only in what Docket relies on. Event is served under both of its groups, as two
// separate kinds.

import type { ResourceType } from '../../api/meta.ts';
import type { FieldError } from '../../api/field-errors.ts';
import { invalid } from './field-error.ts';
import type { JsonObject } from '../../base/json.ts';
import { objectAt } from './json.ts';
import {
  configMapFaults,
  configMapTypeFaults,
  readConfigMap,
  readSecret,
  secretFaults,
  secretTypeFaults,
} from './core-data.ts';
import type { Kind } from './kind.ts';
import type { TypeFault } from './meta-types.ts';
import { labelNameFaults } from './names.ts';
import type { UnknownField } from './pruning.ts';

interface CoreKind {
  readonly type: ResourceType;
  readonly hasStatus?: boolean;
  readonly selectableFields?: readonly string[];
  readonly unconditionalUpdate?: boolean;
  readonly typeFaults?: (object: JsonObject) => TypeFault[];
  readonly read?: (object: JsonObject) => UnknownField[];
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
  {
    type: core('Secret', 'secrets'),
    selectableFields: ['type'],
    typeFaults: secretTypeFaults,
    read: readSecret,
    faults: secretFaults,
  },
  {
    type: core('ConfigMap', 'configmaps'),
    typeFaults: configMapTypeFaults,
    read: readConfigMap,
    faults: configMapFaults,
  },
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
    typeFaults: definition.typeFaults ?? (() => []),
    read: definition.read ?? (() => []),
    createFaults: faults,
    updateFaults: (object, _old, _part, found) => faults(object, found),
  };
});

function readNamespace(object: JsonObject): UnknownField[] {
  object['spec'] ??= { finalizers: ['kubernetes'] };
  object['status'] ??= { phase: 'Active' };
  return [];
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
