// The result of a check over all its subjects: as it is judged now, or the stored one where that still counts.

import { NO_RESULT, type TallyResult } from '../../compliance/tally.ts';
import type { Judgement } from '../offline/judge-objects.ts';

export interface Standing {
  readonly type: string;
  readonly result: string;
  readonly reason: string;
  /** In words, as the condition has it. */
  readonly message: string;
  readonly tally: TallyResult;
}

const STORED = 'Its sources have not been read yet, so what is stored stands.';

/** Key: `namespace/name` of a check that is there. */
export function standingOf(key: string, { judge, stores, observations }: Judgement): Standing {
  const object = stores.checks.get(key)?.object;
  const observed = observations.get(key);
  const type = object?.spec.type ?? '';
  if (observed !== undefined) return { type, ...observed.outcome, tally: observed.tally };
  const { result = 'Unknown', reason = 'AwaitingFirstSync' } = object?.status ?? {};
  return { type, result, reason, message: STORED, tally: judge.tally.result(key) ?? NO_RESULT };
}
