// The golden timelines through `docket test`: each verdict a second before the deadline, on it, and a second after it.

import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';
import { GOLDEN_TIMELINES } from '../../../test/support/golden/golden-timelines.ts';
import type { GoldenTimeline } from '../../../test/support/golden/timeline.ts';

const API_VERSION = 'docket.dev/v1alpha1';

/** A row as the objects in a repository. */
function filesOf({ policies, incident, review, check }: GoldenTimeline): object[] {
  const object = (kind: string, spec: object) => ({ apiVersion: API_VERSION, kind, metadata: { name: 'it' }, spec });
  return [
    ...policies,
    object('Incident', incident),
    object('ComplianceCheck', check),
    ...(review === undefined ? [] : [object('IncidentReview', { incidentRef: { name: 'it' }, ...review })]),
  ];
}

describe('docket test on the golden timelines', () => {
  it.each(GOLDEN_TIMELINES)('$name: $because', async (timeline) => {
    await using folder = await Folder.with({ 'all.yaml': filesOf(timeline) });
    const deadline = Date.parse(timeline.deadline);
    const seen: Record<string, unknown> = {};
    for (const [name, offset] of Object.entries({ before: -1_000, at: 0, after: 1_000 })) {
      const now = new Date(deadline + offset).toISOString();
      const { out, err } = await docket('test', folder.path, '--now', now, '-o', 'json');
      expect(err).toBe('');
      const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ result: string; reason: string }> };
      seen[name] = checks.map(({ result, reason }) => ({ result, reason }));
    }
    const { before, at, after } = timeline.verdicts;
    expect(seen).toEqual({ before: [before], at: [at], after: [after] });
  });
});
