// The generated files in the tree are up to date, and the generators work.

import { describe, expect, it } from 'vitest';
import type { CustomResourceDefinition, StructuralSchema } from '../../src/api/crd.ts';
import { derivedFiles, packagedFiles, readIfThere, roleFiles } from './derived.ts';
import { withFieldTable } from './field-table.ts';
import { readCrds } from '../crd-files.ts';
import { typesOf } from './types.ts';
import { vocabularyOf } from './vocabulary.ts';

const aCrd = (spec: StructuralSchema): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.docket.dev' },
  spec: {
    group: 'docket.dev',
    scope: 'Namespaced',
    names: {
      kind: 'Thing',
      listKind: 'ThingList',
      plural: 'things',
      singular: 'thing',
      shortNames: [],
      categories: [],
    },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A thing.',
            properties: { spec, status: { type: 'object' } },
          },
        },
      },
    ],
  },
});

const spec: StructuralSchema = {
  type: 'object',
  required: ['must'],
  properties: {
    must: { type: 'string', description: 'Must | be.', maxLength: 5 },
    may: { type: 'string', enum: ['A', 'B'], description: 'May be.' },
    filled: { type: 'string', default: '5m', maxLength: 6, pattern: '^[1-9][0-9]{0,4}[smhd]$' },
    list: { type: 'array', maxItems: 3, items: { type: 'string', description: 'One.' } },
  },
};

describe('derivedFiles', () => {
  it('is what the tree holds: run node tools/generate.ts if it is not', { timeout: 60_000 }, async () => {
    const files = [...(await derivedFiles()), ...(await roleFiles()), ...(await packagedFiles())];
    const stale = await Promise.all(
      files.map(async ({ file, text }) => ((await readIfThere(file)) === text ? [] : [file])),
    );
    expect(stale.flat()).toEqual([]);
    const names = files.map(({ file }) => file);
    expect(names).toEqual(expect.arrayContaining(['config/crd/kustomization.yaml', 'config/rbac/operator-role.yaml']));
  });
});

describe('typesOf', () => {
  it.each([
    { line: "apiVersion: 'docket.dev/v1alpha1';", because: 'the version is a constant' },
    { line: 'status?: ThingStatus;', because: 'a status comes later' },
    { line: 'must: string', because: 'a required field is always present' },
    { line: "may?: ('A' | 'B')", because: 'an optional field may be absent' },
    { line: 'filled: string', because: 'a default is filled in by the API server' },
    { line: 'list?: string[]', because: 'bounds do not turn a list into a tuple' },
  ])('has "$line": $because', async ({ line }) => {
    expect((await typesOf(aCrd(spec))).replaceAll('"', "'")).toContain(line);
  });
});

describe('vocabularyOf', () => {
  const crds = async (change: (text: string) => string = (text) => text): Promise<CustomResourceDefinition[]> =>
    (await readCrds()).map(({ crd }) => JSON.parse(change(JSON.stringify(crd))) as CustomResourceDefinition);

  it('lists a provider under its member of the spec, with its title', async () => {
    const text = vocabularyOf(await crds());
    expect(text).toMatch(/PROVIDER_NAMES = \[.*"pagerDuty".*\] as const/);
    expect(text).toMatch(/PROVIDER_TITLES = \{.*"pagerDuty":"PagerDuty".*\} as const/);
  });

  it('refuses a provider without a member of the spec', async () => {
    const misspelt = await crds((text) => text.replaceAll('["pagerDuty",', '["pagerduty",'));
    expect(() => vocabularyOf(misspelt)).toThrow('status.provider has pagerduty, and IncidentSource.spec has not');
  });

  it('refuses a CRD without the values', async () => {
    const gone = (await crds()).filter(({ spec: { names } }) => names.kind !== 'CheckException');
    expect(() => vocabularyOf(gone)).toThrow('CheckException has no enum at status.state');
  });
});

describe('withFieldTable', () => {
  const page = withFieldTable(undefined, aCrd(spec));

  it.each([
    { row: '| `spec.must` | string | required; at most 5 characters | Must \\| be. |', because: 'bars are escaped' },
    { row: '| `spec.may` | `A`, `B` |  | May be. |', because: 'an enum is its values' },
    { row: '| `spec.filled` | duration | default `5m` |  |', because: 'a pattern of units is a duration' },
    { row: '| `spec.list` | list of string | at most 3 items |  |', because: 'the bounds are of the list' },
  ])('has $row: $because', ({ row }) => {
    expect(page).toContain(row);
  });

  it('keeps what is written around the table, and changes nothing the second time', () => {
    const written = page.replace('## Fields', 'Written by hand.\n\n## Fields').concat('\nAnd after it.\n');
    expect(withFieldTable(written, aCrd(spec))).toBe(written);
  });

  it('asks for its markers when a page has none', () => {
    expect(() => withFieldTable('# Thing\n', aCrd(spec))).toThrow('write these two lines');
  });
});
