// When a source is read next, by how its sync ended. Pure; the rules that all readings share are in reading/schedule.ts.

import { sourceIntervalMs } from '../../compliance/durations.ts';
import type { Requeue } from '../../runtime/plan.ts';
import { secretGraceLeftMs } from '../reading/obstacle.ts';
import { afterObstacle, regularMs } from '../reading/schedule.ts';
import type { SourceObservation } from './observation.ts';

type Finished = Extract<SourceObservation, { kind: 'finished' }>;

export function nextSync(observation: Finished, now: Date): Requeue {
  const { outcome, source, timing } = observation;
  const intervalMs = Math.max(sourceIntervalMs(source.spec), observation.minIntervalMs ?? 0);
  const regular = regularMs(intervalMs, timing);
  if (outcome.kind === 'synced') return { kind: 'after', ms: Math.min(regular, outcome.againInMs ?? Infinity) };
  if (outcome.kind === 'fixtures-not-allowed') return { kind: 'after', ms: regular };
  const graceLeftMs = secretGraceLeftMs(observation.secretMissingSinceMs, now);
  return afterObstacle(outcome, { regular, failures: timing.failures, graceLeftMs });
}
