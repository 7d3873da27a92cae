import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anIncidentRow, at } from '../../test/support/builders/compliance.ts';
import { compactRow, plainRow } from './compact-row.ts';
import { incidentSubjects } from './subjects/incident.ts';
import type { IncidentRow } from './verdict.ts';

const text = fc.option(fc.string(), { nil: undefined });
/** Some are farther from detection than 32 bits of milliseconds, some before it. */
const instant = fc.option(fc.integer({ min: 0, max: at('9999-01-01T00:00:00Z') }), { nil: undefined });
const rows = fc
  .record({
    namespace: fc.string(),
    source: text,
    severity: fc.constantFrom<IncidentRow['severity']>('Critical', 'Info'),
    recordState: fc.constantFrom<IncidentRow['state']>('Detected', 'Resolved'),
    state: fc.constantFrom<IncidentRow['state']>('Detected', 'Closed'),
    category: text,
    zone: text,
    origin: text,
    title: fc.string(),
    synced: fc.constantFrom<IncidentRow['synced']>('Listed', 'OutOfScope', undefined),
    labels: fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined }),
    acknowledgedAt: instant,
    statedAcknowledgedAt: instant,
    resolvedAt: instant,
    closedAt: instant,
    digest: fc.maxSafeNat(),
    statusDigest: fc.option(fc.maxSafeNat(), { nil: undefined }),
  })
  .map((facts) => anIncidentRow(facts));

describe('compactRow', () => {
  it('law: says of everything what the row says, and gives the row back', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const compact = compactRow(row);
        for (const [member, value] of Object.entries(row)) {
          expect(compact[member as keyof IncidentRow], member).toEqual(value);
        }
        expect(plainRow(compact)).toEqual(row);
      }),
    );
  });

  it('gives a row back as it is where that is plain', () => {
    const row = anIncidentRow();
    expect(plainRow(row)).toBe(row);
  });

  it.each([
    { because: 'nothing changed', change: {}, same: true },
    { because: 'a version is a fact of storage', change: { resourceVersion: 101, generation: 2 }, same: true },
    { because: 'what is shared is compared', change: { severity: 'Low' }, same: false },
    { because: 'so is a label', change: { labels: { team: 'b' } }, same: false },
    { because: 'so is a time', change: { resolvedAt: at('2026-03-02T09:30:00Z') }, same: false },
  ] as const)('the tally tells rows apart by their facts: $because', ({ change, same }) => {
    const row = anIncidentRow({ labels: { team: 'a' } });
    expect(incidentSubjects.hasSameFacts(compactRow(row), compactRow({ ...row, ...change }))).toBe(same);
  });

  it('holds what two rows have in common once', () => {
    const [one, other] = [compactRow(anIncidentRow()), compactRow(anIncidentRow({ name: 'other', externalID: 'Q2' }))];
    expect(one).toHaveProperty('shared');
    expect(Reflect.get(other, 'shared')).toBe(Reflect.get(one, 'shared'));
  });
});
