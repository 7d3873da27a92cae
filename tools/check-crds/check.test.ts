// Violates each convention once in a copy of a real CRD and expects the violation at its path. The real CRDs have no violation.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CustomResourceDefinition } from '../../src/api/crd.ts';
import { readCrds } from '../crd-files.ts';
import { checkCrd } from './check.ts';

/** A row of planted-violations.yaml. */
interface Planted {
  readonly because: string;
  /** Where in crds/incidents.yaml to plant: a shorthand of PLACES and what follows, joined by dots. */
  readonly in: string;
  /** What is set there; null removes. */
  readonly plant: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly problem: string;
}

const VERSION = ['spec', 'versions', '0'];
const ROOT = [...VERSION, 'schema', 'openAPIV3Schema'];
const PLACES: Readonly<Record<string, readonly string[]>> = {
  crd: [],
  version: VERSION,
  root: ROOT,
  spec: [...ROOT, 'properties', 'spec', 'properties'],
  status: [...ROOT, 'properties', 'status', 'properties'],
};

const crds = await readCrds();
const planted = parse(await readFile(path.join(import.meta.dirname, 'planted-violations.yaml'), 'utf8')) as Planted[];

describe('checkCrd', () => {
  it.each(crds)('$file follows every convention', ({ crd }) => {
    expect(checkCrd(crd)).toEqual([]);
  });

  it.each(planted)('finds "$problem" at $path, because $because', (row) => {
    expect(checkCrd(withPlanted(row))).toContainEqual({
      path: expect.stringContaining(row.path) as string,
      problem: expect.stringContaining(row.problem) as string,
    });
  });
});

function withPlanted(row: Planted): CustomResourceDefinition {
  const incident = crds.find(({ file }) => file === 'incidents.yaml');
  if (incident === undefined) throw new Error('crds/incidents.yaml is missing');
  const copy = structuredClone(incident.crd);
  const [place = '', ...steps] = row.in.split('.');
  let target: object = copy;
  for (const step of [...(PLACES[place] ?? []), ...steps]) target = childOf(target, step);
  for (const [name, value] of Object.entries(row.plant)) {
    if (value === null) Reflect.deleteProperty(target, name);
    else Reflect.set(target, name, value);
  }
  return copy;
}

function childOf(parent: object, name: string): object {
  const child: unknown = Reflect.get(parent, name);
  if (typeof child !== 'object' || child === null)
    throw new Error(`crds/incidents.yaml has nothing to plant into at ${name}`);
  return child;
}
