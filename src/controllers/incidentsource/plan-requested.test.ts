// How a status answers the annotation that asks for a sync.

import { describe, expect, it } from 'vitest';
import { aFinished, aPagerDutySource } from '../../../test/support/builders/sources.ts';
import { sourceStatus } from './plan-status.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

function echoOf(requestedAt: string): string | undefined {
  const annotations = { 'docket.dev/requestedAt': requestedAt };
  const source = aPagerDutySource({ metadata: { name: 'pager', generation: 3, annotations } });
  return sourceStatus(aFinished({ source }), NOW).lastHandledRequestedAt;
}

describe('lastHandledRequestedAt', () => {
  it('echoes the requested-sync annotation once the sync is done', () => {
    expect(echoOf('2026-03-02T09:59:00Z')).toBe('2026-03-02T09:59:00Z');
  });

  it('echoes a longer annotation as far as the field goes, in whole characters', () => {
    const echo = echoOf(`x${'\u{1F512}'.repeat(3_000)}`) ?? '';
    expect([Array.from(echo).length, echo.isWellFormed()]).toEqual([1_024, true]);
  });
});
