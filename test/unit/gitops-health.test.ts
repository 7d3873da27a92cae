// kstatus, the Lua for Argo CD and the expressions for Flux say the same of every state that a status may have, and of every state that the
// suites came to (test/fixtures/health/states.txt; the nightly run judges those of its own).

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCKET_KINDS, LASTING_KINDS } from '../../src/api/kinds.ts';
import { legalObjects } from '../support/health/generated.ts';
import { ARGO_CHECKS, disagreements, FLUX_CHECKS, HEALTH_LUA, waitsForStatus } from '../support/health/judges.ts';
import { type HealthObject, objectOf, textOf } from '../support/health/state.ts';
import { kstatusOf } from '../support/operator/kstatus.ts';

const RECORDED = readFileSync(path.resolve(import.meta.dirname, '../fixtures/health/states.txt'), 'utf8')
  .trimEnd()
  .split('\n');
const KINDS = LASTING_KINDS.map(({ kind }) => kind).toSorted();
const ANSWERS = ['Current', 'Failed', 'InProgress'];
const answersOf = (objects: readonly HealthObject[]): string[] => [...new Set(objects.map(kstatusOf))].toSorted();

describe('the health of an object, by kstatus, Argo CD and Flux', () => {
  it.each(KINDS)(
    'is the same in more than 300 combinations of conditions, of which each answer comes up: %s',
    async (kind) => {
      const objects = legalObjects(kind);
      expect(objects.length).toBeGreaterThan(300);
      expect(answersOf(objects)).toEqual(ANSWERS);
      expect(await disagreements(objects)).toEqual([]);
    },
  );

  it('is the same in each of 300 states and more, of every kind, that the suites came to', async () => {
    const objects = RECORDED.map(objectOf);
    expect(new Set(RECORDED).size).toBeGreaterThanOrEqual(300);
    expect(objects.map(textOf)).toEqual(RECORDED);
    expect([...new Set(objects.map(({ kind }) => kind))].toSorted()).toEqual(
      DOCKET_KINDS.map(({ kind }) => kind).toSorted(),
    );
    expect(answersOf(objects.filter((object) => !waitsForStatus(object)))).toEqual(expect.arrayContaining(ANSWERS));
    expect(await disagreements(objects)).toEqual([]);
  });

  it('is in progress to both tools where there is no status yet, which kstatus alone takes for Current', async () => {
    const fresh = KINDS.map((kind) => objectOf(`${kind} 1`));
    expect(fresh.map(kstatusOf)).toEqual(fresh.map(() => 'Current'));
    expect(await disagreements(fresh)).toEqual([]);
  });

  it('would be told where one of the three said something else', async () => {
    const withoutConditions = objectOf('Incident 1/1 no-conditions');
    expect(await disagreements([withoutConditions])).toEqual([
      { state: 'Incident 1/1 no-conditions', wanted: 'Current', argo: 'InProgress', flux: 'InProgress' },
    ]);
  });
});

describe('every kind that stays', () => {
  it('has its entry for Argo CD, with the Lua that is tested', () => {
    expect(Object.keys(ARGO_CHECKS).toSorted()).toEqual(
      KINDS.map((kind) => `resource.customizations.health.docket.dev_${kind}`),
    );
    expect(new Set(Object.values(ARGO_CHECKS))).toEqual(new Set([HEALTH_LUA]));
  });

  it('has its expressions for Flux', () => {
    expect(FLUX_CHECKS.map(({ kind }) => kind).toSorted()).toEqual(KINDS);
  });
});
