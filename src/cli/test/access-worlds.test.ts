// The access worlds through `docket test`: everything in YAML, and with CSV files beside the objects.

import { describe, expect, it } from 'vitest';
import {
  ACCESS_WORLDS,
  type AccessPlace,
  type AccessWorld,
  csvOf,
  told,
  wantedOf,
  yamlOf,
} from '../../../test/support/golden/access-worlds.ts';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';
import type { CheckReport } from './report.ts';

const NOW = '2026-04-01T00:00:00Z';
const placeOf = (index: number): AccessPlace => ({ namespace: `access-${index}`, nowMs: Date.parse(NOW) });

/** What is said of all rows, by the name of the row and the check. */
async function saidOf(
  rows: readonly AccessWorld[],
  filesOf: (world: AccessWorld, place: AccessPlace) => Record<string, string | readonly object[]> | undefined,
): Promise<Record<string, Record<string, string>>> {
  const files = rows.map((world, index) => filesOf(world, placeOf(index)) ?? {});
  await using folder = await Folder.with(Object.assign({}, ...files) as Record<string, string>);
  const { out, err } = await docket('test', folder.path, '--now', NOW, '-o', 'json');
  if (out === '') throw new Error(err);
  const { checks } = JSON.parse(out) as { checks: readonly CheckReport[] };
  const said = rows.map((world, index) => {
    const place = placeOf(index);
    const own = checks.filter(({ namespace }) => namespace === place.namespace);
    return [world.name, Object.fromEntries(own.map((check) => [check.name, told(world, place, check)]))];
  });
  return Object.fromEntries(said) as Record<string, Record<string, string>>;
}

const wanted = (rows: readonly AccessWorld[]) => Object.fromEntries(rows.map((world) => [world.name, wantedOf(world)]));

describe('docket test on the access worlds', () => {
  it('has a name for each of them', () => {
    expect(new Set(ACCESS_WORLDS.map(({ name }) => name)).size).toBe(ACCESS_WORLDS.length);
  });

  it(`says of ${ACCESS_WORLDS.length} worlds in YAML what the operator says`, async () => {
    expect(await saidOf(ACCESS_WORLDS, yamlOf)).toEqual(wanted(ACCESS_WORLDS));
  });

  it('says the same with the accounts and people in CSV files beside the objects', async () => {
    const rows = ACCESS_WORLDS.filter((world) => csvOf(world, placeOf(0)) !== undefined);
    expect(rows.length).toBeGreaterThan(40);
    expect(await saidOf(rows, csvOf)).toEqual(wanted(rows));
  });
});
