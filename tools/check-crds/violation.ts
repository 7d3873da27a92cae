// A violation that a rule on CRDs finds: where it is, and what to change. Used by the rules and the tool that prints violations.

import type { CustomResourceDefinition, StructuralSchema } from '../../src/api/crd.ts';

export interface Violation {
  /** A path in the CRD (`spec.versions[v1alpha1].additionalPrinterColumns[Age]`) or in the schema (`spec.interval`). */
  readonly path: string;
  readonly problem: string;
}

export type CrdRule = (crd: CustomResourceDefinition) => Violation[];

/** A node of the schema with the context that the rules need. */
export interface SchemaNode {
  readonly path: string;
  /** The name of the property; `[]` for the items of a list and `*` for the values of a map; empty at the root. */
  readonly name: string;
  readonly schema: StructuralSchema;
  /** Whether the parent always has the property. True for the root. */
  readonly required: boolean;
}

/** Every node of a schema, parents first. */
export function nodesOf(schema: StructuralSchema): SchemaNode[] {
  return walk({ path: '', name: '', schema, required: true });
}

function walk(node: SchemaNode): SchemaNode[] {
  const { path, schema } = node;
  const children = Object.entries(schema.properties ?? {}).map(([name, child]): SchemaNode => {
    const required = schema.required?.includes(name) === true;
    return { path: path === '' ? name : `${path}.${name}`, name, schema: child, required };
  });
  if (schema.items !== undefined)
    children.push({ path: `${path}[]`, name: '[]', schema: schema.items, required: true });
  if (schema.additionalProperties !== undefined) {
    children.push({ path: `${path}.*`, name: '*', schema: schema.additionalProperties, required: false });
  }
  return [node, ...children.flatMap(walk)];
}

const ITEM_BY_KEY = /\[\?\(@\.[a-z][A-Za-z]*=="[A-Za-z]+"\)\]/g;

/**
 * The schema that a simple JSON path (`.spec.sourceRef.name`) points at, also through an item that is chosen by its key
 * (`.spec.targets[?(@.severity=="High")].resolveWithin`); undefined when there is none.
 */
export function schemaAt(root: StructuralSchema, jsonPath: string): StructuralSchema | undefined {
  let schema: StructuralSchema | undefined = root;
  for (const name of jsonPath.replaceAll(ITEM_BY_KEY, '.[]').split('.').slice(1)) {
    schema = name === '[]' ? schema?.items : schema?.properties?.[name];
  }
  return schema;
}

/** A violation at the path with the given problem, unless the condition holds. */
export function unless(fine: boolean, path: string, problem: string): Violation[] {
  return fine ? [] : [{ path, problem }];
}
