// Reads the CRDs from crds/*.yaml, the only source of the API, in a fixed order. Checks only that each file is one
// CustomResourceDefinition; check-crds.ts checks the conventions.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { CustomResourceDefinition } from '../src/api/crd.ts';

export interface CrdFile {
  /** The file's name, `incidents.yaml`. */
  readonly file: string;
  readonly text: string;
  readonly crd: CustomResourceDefinition;
}

/** The directory of the repository, independent of the working directory. */
export const ROOT = path.resolve(import.meta.dirname, '..');

export async function readCrds(directory = path.join(ROOT, 'crds')): Promise<CrdFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map((name) => readCrd(directory, name)));
}

async function readCrd(directory: string, file: string): Promise<CrdFile> {
  const text = await readFile(path.join(directory, file), 'utf8');
  const parsed: unknown = parse(text);
  if (!isCrd(parsed)) throw new Error(`${path.join(directory, file)}: not one CustomResourceDefinition`);
  return { file, text, crd: parsed };
}

function isCrd(value: unknown): value is CustomResourceDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'CustomResourceDefinition';
}
