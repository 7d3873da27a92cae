// The table of a kind's fields for its page under docs/spec, from the CRD. Replaces only what is between the markers;
// everything else on the page is written by hand.

import type { CustomResourceDefinition, StructuralSchema } from '../../src/api/crd.ts';
import { storageVersion } from '../../src/api/crd.ts';

const BEGIN = '<!-- fields: generated from the CRD by tools/generate.ts -->';
const END = '<!-- end of fields -->';

/** Descriptions of the patterns for Kubernetes's kinds of names. */
const WELL_KNOWN_PATTERNS: ReadonlyMap<string, string> = new Map([
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'a DNS label'],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', "an object's name"],
  ['^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$', "a label's value"],
  ['^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$', 'a CamelCase word'],
]);

/** The page with its table of fields brought up to date; a page that does not exist yet starts with one. */
export function withFieldTable(page: string | undefined, crd: CustomResourceDefinition): string {
  const before = page ?? `# ${crd.spec.names.kind}\n\n## Fields\n\n${BEGIN}\n${END}\n`;
  const begin = before.indexOf(BEGIN);
  const end = before.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(
      `docs/spec page of ${crd.spec.names.kind}: write these two lines where the table goes: ${BEGIN} ${END}`,
    );
  }
  return `${before.slice(0, begin + BEGIN.length)}\n\n${fieldTable(crd)}\n\n${before.slice(end)}`;
}

function fieldTable(crd: CustomResourceDefinition): string {
  const root = storageVersion(crd).schema.openAPIV3Schema;
  const { metadata: _, ...properties } = root.properties ?? {};
  const rows = rowsOf({ ...root, properties }, '');
  return ['| Field | Type | Rules | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function rowsOf(schema: StructuralSchema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const here = path === '' ? name : `${path}.${name}`;
    // The shape of a condition is Kubernetes's own and the same everywhere.
    const deeper = name === 'conditions' ? [] : rowsOf(child.items ?? child, child.items ? `${here}[]` : here);
    return [row(here, child, schema.required?.includes(name) === true), ...deeper];
  });
}

function row(path: string, schema: StructuralSchema, required: boolean): string {
  const cells = [`\`${path}\``, typeOf(schema), rulesOf(schema, required).join('; '), schema.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(schema: StructuralSchema): string {
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.additionalProperties !== undefined) return `map of ${typeOf(schema.additionalProperties)}`;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.format === 'date-time') return 'time';
  if (isDuration(schema)) return 'duration';
  return schema.type;
}

function rulesOf(schema: StructuralSchema, required: boolean): string[] {
  const value = schema.items ?? schema;
  return [
    required ? 'required' : undefined,
    schema.default === undefined ? undefined : `default \`${JSON.stringify(schema.default).replaceAll('"', '')}\``,
    atMost(schema.maxItems, 'items'),
    schema['x-kubernetes-list-map-keys'] && `unique by ${schema['x-kubernetes-list-map-keys'].join(', ')}`,
    schema['x-kubernetes-list-type'] === 'set' ? 'unique' : undefined,
    atMost(schema.maxProperties, 'entries'),
    value.format === 'date-time' || isDuration(value) ? undefined : atMost(value.maxLength, 'characters'),
    patternRule(value),
    schema.minimum ? `at least ${schema.minimum}` : undefined,
    atMost(schema.maximum, ''),
  ].filter((rule) => rule !== undefined);
}

function patternRule(schema: StructuralSchema): string | undefined {
  const { pattern } = schema;
  if (pattern === undefined || schema.format === 'date-time' || isDuration(schema)) return undefined;
  return WELL_KNOWN_PATTERNS.get(pattern) ?? `matches \`${pattern}\``;
}

function atMost(bound: number | undefined, what: string): string | undefined {
  return bound === undefined ? undefined : `at most ${bound} ${what}`.trim();
}

function isDuration(schema: StructuralSchema): boolean {
  return schema.pattern?.endsWith('[smhd]$') === true;
}
