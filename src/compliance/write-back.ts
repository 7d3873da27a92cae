// The write-back of a closure as far as rows and statuses know of it: the keys of its two effects, and whether both are settled. Pure.

import { createHash } from 'node:crypto';

import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { rfc3339 } from '../base/instants.ts';
import { digestOf } from './digest.ts';

/** The condition of an Incident, and its reasons that mean that nothing is left to do. */
export const WRITTEN_BACK = 'WrittenBack';
/** The reason of a refusal by a vendor that has nothing of the kind. */
export const UNSUPPORTED = 'Unsupported';

const HASH_LENGTH = 12;

/** A closure, by what outlives the process and the objects. */
export interface ClosureIdentity {
  readonly namespace: string;
  readonly source: string;
  readonly externalID: string;
  /** Epoch milliseconds. Undefined where the closure does not say: then there is one for ever. */
  readonly closedAt: number | undefined;
}

export interface WriteBackKeys {
  readonly resolve: string;
  readonly note: string;
}

/** Another `closedAt` is another closure. At most 20 characters, safe in any vendor's text. */
export function writeBackKeys({ namespace, source, externalID, closedAt }: ClosureIdentity): WriteBackKeys {
  const parts = [namespace, source, externalID, closedAt === undefined ? '' : rfc3339(closedAt)];
  const hash = createHash('sha256').update(parts.join('\0'), 'utf8').digest('hex').slice(0, HASH_LENGTH);
  return { resolve: `${hash}-resolve`, note: `${hash}-note` };
}

type Recorded = Pick<NonNullable<IncidentStatus['writeBack']>[number], 'state' | 'reason'> & { readonly kind: string };

/** Nothing is left to do about it, ever. A vendor without notes takes none. */
export function isSettled({ kind, state, reason }: Recorded): boolean {
  return state === 'Done' || (kind === 'Note' && state === 'Refused' && reason === UNSUPPORTED);
}

/** Stands for the last closure whose effects are settled, as the row keeps it. Undefined while there is none. */
export function settledClosure(records: IncidentStatus['writeBack']): number | undefined {
  const last = (records ?? []).slice(-2);
  return last.length === 2 && last.every(isSettled) ? digestOfKeys(last.map(({ key }) => key)) : undefined;
}

/** Equal to what {@link settledClosure} gives once the effects with these keys are settled. */
export function digestOfClosure({ resolve, note }: WriteBackKeys): number {
  return digestOfKeys([resolve, note]);
}

/** Fits a small integer, which takes no memory of its own in a row. */
function digestOfKeys(keys: readonly string[]): number {
  return (digestOf(keys.toSorted()) % 0x40000000) | 0;
}
