// TypeScript types of a kind, from its CRD. The types say what is stored: a field with a default is always there, as the
// API server fills it in on every write and read. Descriptions become doc comments, so their text lives once.

import { compile } from 'json-schema-to-typescript';
import type { CustomResourceDefinition, StructuralSchema } from '../../src/api/crd.ts';
import { storageVersion } from '../../src/api/crd.ts';

/** JSON Schema of draft 4, as the compiler takes it. */
type JsonSchema = Parameters<typeof compile>[0];

/** The text of `src/api/v1alpha1/<kind>.gen.ts`, not yet formatted. */
export async function typesOf(crd: CustomResourceDefinition): Promise<string> {
  const { kind, plural } = crd.spec.names;
  const version = storageVersion(crd);
  const schema = version.schema.openAPIV3Schema;
  const { spec, status } = schema.properties ?? {};
  if (spec === undefined) throw new Error(`crds/${plural}.yaml: needs spec`);
  const apiVersion = `${crd.spec.group}/${version.name}`;
  return [
    `// Generated from crds/${plural}.yaml by tools/generate.ts; change the CRD, not this file.`,
    '',
    ...(status === undefined ? [] : ["import type { Condition } from '../conditions.ts';"]),
    "import type { KubeObject } from '../meta.ts';",
    '',
    comment(schema.description),
    `export interface ${kind} extends KubeObject {`,
    `  apiVersion: '${apiVersion}';`,
    `  kind: '${kind}';`,
    `  spec: ${kind}Spec;`,
    ...(status === undefined ? [] : [`  status?: ${kind}Status;`]),
    '}',
    '',
    await interfaceOf(spec, `${kind}Spec`),
    ...(status === undefined ? [] : ['', await interfaceOf(status, `${kind}Status`)]),
  ].join('\n');
}

async function interfaceOf(schema: StructuralSchema, name: string): Promise<string> {
  return compile(jsonSchemaOf(schema), name, {
    additionalProperties: false,
    bannerComment: '',
    format: false,
    ignoreMinAndMaxItems: true,
  });
}

/** Keeps only what json-schema-to-typescript needs of a node: it would print bounds and Kubernetes's own keywords as text. */
function jsonSchemaOf(schema: StructuralSchema): JsonSchema {
  return {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(schema.enum === undefined ? { type: schema.type } : { enum: [...schema.enum] }),
    ...childrenOf(schema),
  };
}

function childrenOf(schema: StructuralSchema): JsonSchema {
  if (schema.additionalProperties !== undefined) {
    return { additionalProperties: jsonSchemaOf(schema.additionalProperties) };
  }
  if (schema.items !== undefined) {
    // The item's own description would be printed in the middle of the type.
    const { description: _, ...items } = jsonSchemaOf(schema.items);
    return { items };
  }
  if (schema.properties === undefined) return {};
  const entries = Object.entries(schema.properties);
  return {
    properties: Object.fromEntries(entries.map(([name, child]) => [name, propertyOf(name, child)])),
    required: entries.filter(([name, child]) => isStored(schema, name, child)).map(([name]) => name),
    additionalProperties: false,
  };
}

function propertyOf(name: string, schema: StructuralSchema): JsonSchema {
  return name === 'conditions' ? { ...jsonSchemaOf(schema), tsType: 'Condition[]' } : jsonSchemaOf(schema);
}

function isStored(parent: StructuralSchema, name: string, child: StructuralSchema): boolean {
  return parent.required?.includes(name) === true || child.default !== undefined;
}

function comment(text: string | undefined): string {
  return text === undefined ? '' : `/**\n * ${text}\n */`;
}
