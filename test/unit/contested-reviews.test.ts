// Two reviews of one incident in files that contradict each other: neither their names nor their order decide.

import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../support/processes/command-line.ts';

const apiVersion = 'docket.dev/v1alpha1';
const review = (name: string, assessment: string, extra: object = {}): object => ({
  apiVersion,
  kind: 'IncidentReview',
  metadata: { name },
  spec: { incidentRef: { name: 'leak' }, dataLoss: { assessment }, ...extra },
});
const WORLD = [
  {
    apiVersion,
    kind: 'Incident',
    metadata: { name: 'leak' },
    spec: { title: 'A leak', severity: 'High', detectedAt: '2026-03-02T09:00:00Z' },
  },
  { apiVersion, kind: 'ComplianceCheck', metadata: { name: 'loss' }, spec: { type: 'DataLossReported' } },
];

async function verdictOn(...reviews: object[]): Promise<string> {
  await using folder = await Folder.with({ 'all.yaml': [...WORLD, ...reviews] });
  const { out } = await docket('test', folder.path, '--now', '2026-03-03T09:00:00Z', '-o', 'json');
  const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ result: string; reason: string }> };
  return checks.map(({ result, reason }) => `${result} ${reason}`).join();
}

describe('two reviews of one incident in files', () => {
  it.each([
    { names: ['a', 'b'], because: 'the one that says None would be first by name' },
    { names: ['b', 'a'], because: 'the one that says Suspected would be' },
  ])('never pass by name order: $because', async ({ names: [none = '', suspected = ''] }) => {
    expect(await verdictOn(review(none, 'None'), review(suspected, 'Suspected'))).toBe('Unknown ReviewsContested');
  });

  it('are one where they say the same', async () => {
    expect(await verdictOn(review('a', 'None'), review('b', 'None'))).toBe('Passing AllPassing');
  });

  it('fail where the one that counts by name fails', async () => {
    const confirmed = review('a', 'Confirmed', { owner: 'maria' });
    expect(await verdictOn(confirmed, review('b', 'None'))).toBe('Failing ObligationUndefined');
  });
});
