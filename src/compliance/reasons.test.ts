import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { RESULT_REASONS } from './check-result.ts';
import { CONTRADICTION_REASONS } from './contradictions.ts';
import { checkTypes } from './checks/registry.ts';

const page = readFileSync(new URL('../../docs/spec/v1alpha1/compliancecheck.md', import.meta.url), 'utf8');
const reasons = [
  RESULT_REASONS,
  CONTRADICTION_REASONS,
  ...Object.values(checkTypes).map((type) => type.reasons),
].flatMap(Object.keys);

describe('reasons of a check', () => {
  it.each([...reasons, 'InvalidSpec', 'UnknownType'])('%s has its row on the spec page', (reason) => {
    expect(page).toMatch(new RegExp(`^\\| \`${reason}\` +\\|`, 'm'));
  });

  it.each(reasons)('%s is one CamelCase word, as the CRD demands', (reason) => {
    expect(reason).toMatch(/^[A-Z][A-Za-z0-9]*$/);
  });
});
