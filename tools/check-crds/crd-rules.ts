// The conventions for a whole CRD: its names, its version, its columns and selectable fields, and the shape of its status. Knows no
// kind.

import type { CrdVersion, CustomResourceDefinition, PrinterColumn, StructuralSchema } from '../../src/api/crd.ts';
import { type CrdRule, schemaAt, unless, type Violation } from './violation.ts';

const MAX_SELECTABLE_FIELDS = 8;
const CONDITION_FIELDS = ['type', 'status', 'reason', 'message', 'lastTransitionTime'];
const CONDITION_PATH =
  /^\.status\.conditions\[\?\(@\.type=="[A-Z][A-Za-z]*"\)\]\.(status|reason|message|lastTransitionTime)$/;

const named: CrdRule = ({ metadata, spec: { group, names } }) => [
  ...unless(metadata.name === `${names.plural}.${group}`, 'metadata.name', `must be ${names.plural}.${group}`),
  ...unless(names.categories.includes('docket'), 'spec.names.categories', 'must include docket'),
  ...unless(
    names.shortNames.length === 1 && names.shortNames.every((name) => /^[a-z]{3,6}$/.test(name)),
    'spec.names.shortNames',
    'must be one name of 3 to 6 letters',
  ),
  ...unless(
    names.singular === names.kind.toLowerCase() && names.listKind === `${names.kind}List`,
    'spec.names',
    'singular is the kind in lower case, listKind the kind with List',
  ),
];

const versioned: CrdRule = (crd) => [
  ...unless(
    crd.spec.versions.filter((version) => version.storage).length === 1,
    'spec.versions',
    'exactly one version must be stored',
  ),
  ...crd.spec.versions.flatMap((version) => {
    const path = `spec.versions[${version.name}]`;
    return [
      ...unless(
        version.subresources?.status !== undefined || isImmutable(version),
        path,
        'needs the status subresource, or a spec that cannot change',
      ),
      ...checkSelectableFields(version, path),
      ...checkColumns(version, path),
      ...checkRoot(version),
    ];
  }),
];

function checkSelectableFields(version: CrdVersion, path: string): Violation[] {
  const fields = version.selectableFields ?? [];
  return [
    ...unless(fields.length <= MAX_SELECTABLE_FIELDS, path, `has more than ${MAX_SELECTABLE_FIELDS} selectableFields`),
    ...fields.flatMap(({ jsonPath }) => {
      const type = schemaAt(version.schema.openAPIV3Schema, jsonPath)?.type;
      const scalar = type === 'string' || type === 'integer' || type === 'boolean';
      return unless(
        scalar && !jsonPath.startsWith('.metadata'),
        `${path}.selectableFields[${jsonPath}]`,
        'must point at a string, integer or boolean that is no metadata',
      );
    }),
  ];
}

function checkColumns(version: CrdVersion, path: string): Violation[] {
  const columns = version.additionalPrinterColumns ?? [];
  const last = columns.findLast(({ name }) => name !== 'Title');
  const age = last?.name === 'Age' && last.jsonPath === '.metadata.creationTimestamp' && last.type === 'date';
  return [
    ...unless(
      age,
      `${path}.additionalPrinterColumns`,
      'the last column must be Age, a date of .metadata.creationTimestamp; only Title may come after it',
    ),
    ...columns.flatMap((column) => checkColumn(version, column, `${path}.additionalPrinterColumns[${column.name}]`)),
  ];
}

function checkColumn(version: CrdVersion, column: PrinterColumn, path: string): Violation[] {
  const { jsonPath, type } = column;
  const field = schemaAt(version.schema.openAPIV3Schema, jsonPath);
  const found = field !== undefined || CONDITION_PATH.test(jsonPath) || jsonPath === '.metadata.creationTimestamp';
  const scalar = field === undefined || !['object', 'array'].includes(field.type);
  return [
    ...unless((column.description ?? '').length > 0, path, 'needs a description'),
    ...unless(/^[A-Z]+[A-Za-z]*(-[A-Z]+[A-Za-z]*)*$/.test(column.name), path, 'a column is named Like-This'),
    ...unless(found && scalar, path, `${jsonPath} points at no plain field`),
    ...unless(
      type !== 'date' || !/(By|dueAt|[dD]eadline|expiresAt|Expiry)$/.test(jsonPath),
      path,
      'a time in the future is a column of type string: kubectl prints <invalid> for it as a date',
    ),
  ];
}

/** What can only be made and deleted needs no status. */
function isImmutable({ schema }: CrdVersion): boolean {
  const rules = schemaAt(schema.openAPIV3Schema, '.spec')?.['x-kubernetes-validations'] ?? [];
  return rules.some(({ rule }) => rule === 'self == oldSelf');
}

function checkRoot(version: CrdVersion): Violation[] {
  const root = version.schema.openAPIV3Schema;
  return [
    ...unless(root.required?.join() === 'spec', 'root', 'requires spec and nothing else: a status is never required'),
    ...(version.subresources?.status === undefined ? [] : checkStatus(root)),
  ];
}

function checkStatus(root: StructuralSchema): Violation[] {
  return [
    ...unless(schemaAt(root, '.status')?.required === undefined, 'status', 'a status requires no field'),
    ...unless(schemaAt(root, '.status.observedGeneration') !== undefined, 'status', 'needs observedGeneration'),
    ...checkConditions(schemaAt(root, '.status.conditions')),
  ];
}

function checkConditions(conditions: StructuralSchema | undefined): Violation[] {
  const keyed = conditions?.['x-kubernetes-list-type'] === 'map';
  const byType = conditions?.['x-kubernetes-list-map-keys']?.join() === 'type';
  const required = CONDITION_FIELDS.every((field) => conditions?.items?.required?.includes(field) === true);
  const perCondition = conditions?.items?.properties?.['observedGeneration'] !== undefined;
  return [
    ...unless(keyed && byType, 'status.conditions', 'must be a list-map by type'),
    ...unless(required && perCondition, 'status.conditions', 'must have the shape of metav1.Condition'),
  ];
}

const CRD_RULES: readonly CrdRule[] = [named, versioned];

export function checkWholeCrd(crd: CustomResourceDefinition): Violation[] {
  return CRD_RULES.flatMap((rule) => rule(crd));
}
