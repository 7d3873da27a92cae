// The part of a CustomResourceDefinition that the embedded cluster supports, which is more than Docket's own CRDs use. A keyword that it does
// not support is refused when the cluster is created, and never ignored.

export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly reason?: string;
  readonly optionalOldSelf?: boolean;
}

export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly subresources?: { readonly status?: object };
  readonly selectableFields?: ReadonlyArray<{ readonly jsonPath: string }>;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

export interface Crd {
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly CrdVersion[];
  };
}

/** The supported keywords of a schema, and those without an effect at run time, such as `description`. */
const WORDS: ReadonlySet<string> = new Set(
  `type description title example externalDocs default nullable format enum required properties additionalProperties items
  pattern minLength maxLength minItems maxItems minProperties maxProperties minimum maximum multipleOf
  x-kubernetes-preserve-unknown-fields x-kubernetes-list-type x-kubernetes-list-map-keys x-kubernetes-map-type
  x-kubernetes-validations`.split(/\s+/),
);

/** Throws for a keyword that the embedded cluster does not support as an API server does (`oneOf`, `$ref`, a misspelt one). */
export function assertSupported(schema: Schema, path: string): void {
  for (const word of Object.keys(schema)) {
    if (!WORDS.has(word)) throw new Error(`${path}: the embedded cluster does not support the schema word ${word}`);
  }
  for (const [name, child] of children(schema)) assertSupported(child, `${path}.${name}`);
}

/** The direct subschemas: of its properties, of further members (`*`) and of its items (`[]`). */
function* children(schema: Schema): Iterable<[name: string, child: Schema]> {
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield [name, child];
  const further = furtherMembers(schema);
  if (further !== undefined) yield ['*', further];
  if (schema.items !== undefined) yield ['[]', schema.items];
}

/** The schema of members that `properties` does not name, if there is one. */
export function furtherMembers(schema: Schema): Schema | undefined {
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** The schema of a member by its name; undefined if there is none. */
export function memberSchema(schema: Schema, name: string): Schema | undefined {
  const properties = schema.properties ?? {};
  return Object.hasOwn(properties, name) ? properties[name] : furtherMembers(schema);
}

const keyed = new WeakMap<Schema, boolean>();

/** Whether a schema, or one below it, is a set or a list-map. */
export function hasKeyedLists(schema: Schema): boolean {
  const known = keyed.get(schema);
  if (known !== undefined) return known;
  const type = schema['x-kubernetes-list-type'];
  const found = type === 'set' || type === 'map' || [...children(schema)].some(([, child]) => hasKeyedLists(child));
  keyed.set(schema, found);
  return found;
}
