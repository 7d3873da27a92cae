// The sample of a provider (config/samples), with the address of a loopback vendor.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { parse } from 'yaml';

import type { ProviderRow } from './row.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../../../config/samples/incidentsource');

export interface Sample {
  readonly name: string;
  readonly secretName: string;
  readonly spec: Readonly<Record<string, object>>;
  /** The object as JSON, which is YAML. */
  readonly text: string;
}

export async function sampleOf(
  { provider, sample = provider.toLowerCase() }: Pick<ProviderRow, 'provider' | 'sample'>,
  endpoint: string,
): Promise<Sample> {
  const source = parse(await readFile(path.join(SAMPLES, `${sample}.yaml`), 'utf8')) as {
    metadata: { name: string };
    spec: Record<string, object> & { secretRef: { name: string } };
  };
  const spec = { ...source.spec, [provider]: { ...source.spec[provider], endpoint } };
  return {
    name: source.metadata.name,
    secretName: source.spec.secretRef.name,
    spec,
    text: JSON.stringify({ ...source, spec }),
  };
}
