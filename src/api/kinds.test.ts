// The kinds that the program asks for are those that the CRDs define.

import { expect, it } from 'vitest';
import { storageVersion } from './crd.ts';
import { DOCKET_KINDS } from './kinds.ts';
import type { ResourceType } from './meta.ts';
import { CRDS } from './v1alpha1/crds.gen.ts';

it('every CRD has its kind, and every kind its CRD', () => {
  const defined = CRDS.map((crd): ResourceType => ({
    group: crd.spec.group,
    version: storageVersion(crd).name,
    kind: crd.spec.names.kind,
    plural: crd.spec.names.plural,
    namespaced: crd.spec.scope === 'Namespaced',
  }));
  expect(defined).toHaveLength(DOCKET_KINDS.length);
  expect(defined).toEqual(expect.arrayContaining([...DOCKET_KINDS]));
});
