// When a source is read next. The rule: never later than one interval, unless the vendor's own header asks for it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFinished, aPagerDutySource, type Finished, SYNCED } from '../../../test/support/builders/sources.ts';
import type { SourceFailure } from '../../integrations/ports/failure.ts';
import type { SyncOutcome } from './observation.ts';
import { nextSync } from './plan-schedule.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const INTERVAL_MS = 300_000;

const failed = (failure: SourceFailure, retryAfterMs?: number): SyncOutcome => {
  return { kind: 'failed', failure, message: 'list incidents', retryAfterMs };
};
const MISSING: SyncOutcome = { kind: 'secret-not-found', secret: 'credential' };

interface Row {
  readonly name: string;
  readonly because: string;
  readonly facts: Partial<Finished>;
  readonly wantMs: number;
}

const timing = (fields: Partial<Finished['timing']>): Finished['timing'] => ({
  elapsedMs: 0,
  failures: 0,
  jitter: 0,
  ...fields,
});

const ROWS: readonly Row[] = [
  { name: 'a sync that went well', because: 'the next sync comes one interval later', facts: {}, wantMs: 300_000 },
  {
    name: 'one that took a minute',
    because: 'the interval is from start to start',
    facts: { timing: timing({ elapsedMs: 60_000 }) },
    wantMs: 240_000,
  },
  {
    name: 'one that took longer than the interval',
    because: 'other sources must not be starved',
    facts: { timing: timing({ elapsedMs: 900_000 }) },
    wantMs: 1_000,
  },
  {
    name: 'full jitter',
    because: 'jitter spreads sources out and never lengthens',
    facts: { timing: timing({ jitter: 1 }) },
    wantMs: 270_000,
  },
  {
    name: 'a first server error',
    because: 'a short failure is retried soon',
    facts: { outcome: failed('unavailable'), timing: timing({ failures: 1 }) },
    wantMs: 1_000,
  },
  {
    name: 'a fourth server error',
    because: 'the delay doubles',
    facts: { outcome: failed('unavailable'), timing: timing({ failures: 4 }) },
    wantMs: 8_000,
  },
  {
    name: 'a hundredth server error',
    because: 'a back-off never delays past an interval',
    facts: { outcome: failed('unreachable'), timing: timing({ failures: 100 }) },
    wantMs: 300_000,
  },
  {
    name: 'too many requests, come back in 20 s',
    because: 'the vendor says how long to wait',
    facts: { outcome: failed('rate-limited', 20_000), timing: timing({ failures: 9 }) },
    wantMs: 20_000,
  },
  {
    name: 'too many requests, come back in an hour',
    because: 'the vendor may ask for more than an interval',
    facts: { outcome: failed('rate-limited', 3_600_000) },
    wantMs: 3_600_000,
  },
  {
    name: 'a refused credential',
    because: 'the Secret is not watched: once per interval',
    facts: { outcome: failed('unauthorized'), timing: timing({ failures: 7 }) },
    wantMs: 300_000,
  },
  {
    name: 'an answer that cannot be read',
    because: 'a faster retry does not help',
    facts: { outcome: failed('malformed') },
    wantMs: 300_000,
  },
  {
    name: 'a Secret that is on its way',
    because: 'the Secret usually appears within seconds',
    facts: { outcome: MISSING, secretMissingSinceMs: NOW.getTime() },
    wantMs: 5_000,
  },
  {
    name: 'a Secret that nobody brings',
    because: 'the Secret is then read at the interval of the source',
    facts: { outcome: MISSING, secretMissingSinceMs: NOW.getTime() - 300_000 },
    wantMs: 300_000,
  },
  {
    name: 'a Secret without its key',
    because: 'it is read anew at each poll',
    facts: { outcome: { kind: 'secret-incomplete', secret: 's', keys: [] } },
    wantMs: 300_000,
  },
  {
    name: 'an endpoint that is not allowed',
    because: 'the operator has to be restarted for it',
    facts: { outcome: { kind: 'endpoint-not-allowed', host: 'x' } },
    wantMs: 300_000,
  },
];

describe('the next sync', () => {
  it.each(ROWS)('after $name comes in $wantMs ms, as $because', ({ facts, wantMs }) => {
    expect(nextSync(aFinished(facts), NOW)).toEqual({ kind: 'after', ms: wantMs });
  });

  it('of a suspended source comes when its spec changes', () => {
    expect(nextSync(aFinished({ outcome: { kind: 'suspended' } }), NOW)).toEqual({ kind: 'done' });
  });

  it('is never later than one interval, nor at once, however the last one ended', () => {
    const kinds = [
      'rate-limited',
      'unavailable',
      'unreachable',
      'unauthorized',
      'forbidden',
      'not-found',
      'malformed',
      'incomplete',
      'suspiciously-empty',
      'invalid-config',
    ] as const satisfies readonly SourceFailure[];
    const outcomes: readonly SyncOutcome[] = [SYNCED, MISSING, ...kinds.map((kind) => failed(kind))];
    fc.assert(
      fc.property(
        fc.constantFrom(...outcomes),
        fc.nat(10_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(10 * INTERVAL_MS),
        (outcome, failures, jitter, elapsedMs) => {
          const requeue = nextSync(aFinished({ outcome, timing: { failures: failures + 1, jitter, elapsedMs } }), NOW);
          expect(requeue.kind).toBe('after');
          const { ms } = requeue as { ms: number };
          expect(ms).toBeGreaterThanOrEqual(1_000);
          expect(ms).toBeLessThanOrEqual(INTERVAL_MS);
        },
      ),
    );
  });

  it('of a source that is read every second does not wait longer than that', () => {
    const source = aPagerDutySource({ spec: { interval: '1s' } });
    const outcome = failed('unavailable');
    expect(nextSync(aFinished({ source, outcome, timing: timing({ failures: 5 }) }), NOW)).toEqual({
      kind: 'after',
      ms: 1_000,
    });
  });
});
