// Where a check type is named besides its file and its line in the registry: the CRDs and the reference. All name the same types.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { storageVersion, type StructuralSchema } from '../../api/crd.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import { checkTypes } from './registry.ts';

const TYPES = Object.keys(checkTypes);

/** The schema of `spec.type` of a kind. */
function typeSchema(kind: string): StructuralSchema | undefined {
  const crd = CRDS.find(({ spec }) => spec.names.kind === kind);
  return crd && storageVersion(crd).schema.openAPIV3Schema.properties?.['spec']?.properties?.['type'];
}

describe('every check type', () => {
  it.each(['ComplianceCheck', 'CheckException'])('is in the CRD of %s, and no other', (kind) => {
    expect(typeSchema(kind)?.enum?.toSorted()).toEqual(TYPES.toSorted());
  });

  it.each(Object.entries(checkTypes))('%s is on the spec page, with what it judges', (name, { subjects }) => {
    const page = readFileSync(new URL('../../../docs/spec/v1alpha1/compliancecheck.md', import.meta.url), 'utf8');
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${subjects.kind}s +\\|`, 'm'));
  });
});
