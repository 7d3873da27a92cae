// The lock file must work for `npm ci` on any machine, and package.json must pin exact versions. Reads files only: it does not ask a
// registry whether a package still exists.

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Locked extends Manifest {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
const manifest = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(([place]) => place !== '');

it('pins every package to a version and a digest', () => {
  expect(installed.filter(([, { version, integrity }]) => version === undefined || integrity === undefined)).toEqual(
    [],
  );
});

it('names no registry', () => {
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

it('contains the packages of every platform, so that npm ci works on each of them', () => {
  const missing = installed.flatMap(([place, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) =>
        packages[`node_modules/${name}`] === undefined && packages[`${place}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

it('depends on exact versions', () => {
  const direct = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  expect(Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it('keeps the direct dependencies of the program few', () => {
  expect(Object.keys(manifest.dependencies ?? {}).length).toBeLessThanOrEqual(22);
});

it('has no dependency that needs an install script', () => {
  const wanting = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([place]) => place);
  // These two work without their install script: a package per platform contains the binary.
  expect(wanting.filter((place) => !/node_modules\/(esbuild|fsevents)$/.test(place))).toEqual([]);
});
