// Checks one CRD against every convention of Docket's CRDs. Pure: the tool reads the files and prints.

import type { CustomResourceDefinition } from '../../src/api/crd.ts';
import { checkCelRules } from './cel-rules.ts';
import { checkWholeCrd } from './crd-rules.ts';
import { NODE_RULES } from './schema-rules.ts';
import { nodesOf, type Violation } from './violation.ts';

/** The violations in one CRD; empty when it follows all conventions. */
export function checkCrd(crd: CustomResourceDefinition): Violation[] {
  const nodes = crd.spec.versions.flatMap((version) => nodesOf(version.schema.openAPIV3Schema));
  return [
    ...checkWholeCrd(crd),
    ...nodes.flatMap((node) => [...NODE_RULES.flatMap((rule) => rule(node)), ...checkCelRules(node)]),
  ];
}
