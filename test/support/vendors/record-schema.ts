// Whether a provider's record is valid as `Incident.spec`, by the schema of the CRD.

import { Ajv } from 'ajv';
import { expect } from 'vitest';

import { CRDS } from '../../../src/api/v1alpha1/crds.gen.ts';
import type { IncidentRecord } from '../../../src/integrations/ports/record.ts';

export function expectValidSpec(record: IncidentRecord): void {
  const { mergedInto: _mergedInto, ...fields } = record;
  validSpec(fields);
  expect(validSpec.errors ?? []).toEqual([]);
}

const incidentSpec = CRDS.find(({ spec }) => spec.names.kind === 'Incident')?.spec.versions[0]?.schema.openAPIV3Schema
  .properties?.['spec'];
const validSpec = new Ajv({
  strict: false,
  formats: { 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/ },
}).compile({ ...incidentSpec, additionalProperties: false });
