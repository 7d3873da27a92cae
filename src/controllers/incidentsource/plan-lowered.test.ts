// Severities that a source's map makes less: shown by their usual names and by what the vendor rates higher, until the spec changes.

import { describe, expect, it } from 'vitest';
import { aFinished, aPagerDutySource, SYNCED } from '../../../test/support/builders/sources.ts';
import { findCondition } from '../../api/conditions.ts';
import type { SyncOutcome } from './observation.ts';
import { sourceStatus } from './plan-status.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

type Synced = Extract<SyncOutcome, { kind: 'synced' }>;

function after(lowered: Synced['lowered'], source = aPagerDutySource()) {
  const outcome = lowered === undefined ? SYNCED : { ...SYNCED, lowered };
  const status = sourceStatus(aFinished({ source, outcome }), NOW);
  return { status, condition: findCondition(status.conditions, 'Lowered') };
}

const mapped = (severityMap: NonNullable<ReturnType<typeof aPagerDutySource>['spec']['severityMap']>) =>
  aPagerDutySource({ spec: { severityMap } });

describe('Lowered', () => {
  it('names what the vendor itself rates higher', () => {
    const { condition } = after(["the vendor's Critical to Info"]);
    expect(condition).toMatchObject({ status: 'True', reason: 'SeverityLowered' });
    expect(condition?.message).toContain("the vendor's Critical to Info");
  });

  it('names what usually means more, before any incident has it', () => {
    const { condition } = after([], mapped([{ from: 'P1', to: 'Info' }]));
    expect(condition?.message).toContain('P1 to Info');
  });

  it('is not there without either', () => {
    expect(after([]).condition).toBeUndefined();
    expect(after([], mapped([{ from: 'team-x', to: 'Info' }])).condition).toBeUndefined();
  });

  it('stays while the spec stays, as a reading of changes brings few incidents, and goes with the map', () => {
    const { status } = after(["the vendor's Critical to Info"]);
    const before = aPagerDutySource({ status });
    expect(after([], before).condition).toMatchObject({ status: 'True' });
    const edited = { ...before, metadata: { ...before.metadata, generation: 9 } };
    expect(after([], edited).condition).toBeUndefined();
  });

  it('is not shown where the administrator allowed it', () => {
    expect(after('Allowed', mapped([{ from: 'P1', to: 'Info' }])).condition).toBeUndefined();
  });
});
