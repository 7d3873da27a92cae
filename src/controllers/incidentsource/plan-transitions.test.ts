// When a change of a source's health is published, and as which transition.

import { describe, expect, it } from 'vitest';
import { aFinished, aPagerDutySource, SYNCED } from '../../../test/support/builders/sources.ts';
import type { SyncOutcome } from './observation.ts';
import { sourceStatus, sourceTransitions } from './plan-status.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-02T10:05:00Z');

const FAILED = { kind: 'failed', message: 'list incidents', retryAfterMs: undefined } as const;
const REFUSED: SyncOutcome = { ...FAILED, failure: 'unauthorized' };
const MALFORMED: SyncOutcome = { ...FAILED, failure: 'malformed' };

describe('the transition of a source', () => {
  it.each([
    { name: 'the first sync', from: undefined, outcome: SYNCED, want: [[undefined, 'True/Synced']] },
    { name: 'the same again', from: SYNCED, outcome: SYNCED, want: [] },
    {
      name: 'a failure',
      from: SYNCED,
      outcome: REFUSED,
      want: [['True/Synced', 'False/AuthenticationFailed']],
    },
    {
      name: 'another failure',
      from: REFUSED,
      outcome: MALFORMED,
      want: [['False/AuthenticationFailed', 'False/MalformedAnswer']],
    },
  ])('is told for $name', ({ from, outcome, want }) => {
    const status = from === undefined ? undefined : sourceStatus(aFinished({ outcome: from }), NOW);
    const source = aPagerDutySource(status === undefined ? {} : { status });
    const told = sourceTransitions(source, sourceStatus(aFinished({ source, outcome }), LATER));
    expect(told.map((each) => [each.from, each.to])).toEqual(want);
  });
});
