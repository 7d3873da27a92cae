// What the status of every kind that reads from outside has in common: the conditions before its first reading, the request that was
// handled, and the transition of its health. Pure.

import { clip } from '../../api/facts.ts';
import { type Condition, findCondition, setCondition } from '../../api/conditions.ts';
import type { ObjectMeta } from '../../api/meta.ts';
import type { Transition } from '../../runtime/plan.ts';
import { READING_REASONS } from './obstacle.ts';

/** A new value of this annotation reads the object at once. */
export const REQUESTED_AT = 'docket.dev/requestedAt';

/** The limit of the CRDs. An annotation may be longer: a status that is refused would make the object be read again and again. */
const MAX_REQUESTED_AT = 1_024;

/** For the status; empty where nobody asked. */
export function handledRequest({ annotations }: ObjectMeta): { lastHandledRequestedAt?: string } {
  const requestedAt = annotations?.[REQUESTED_AT];
  return requestedAt === undefined ? {} : { lastHandledRequestedAt: clip(requestedAt, MAX_REQUESTED_AT) };
}

/** Somebody asked for a reading, and no status says yet that there was one. */
export function isAskedFor({
  metadata,
  status,
}: {
  readonly metadata: ObjectMeta;
  readonly status?: { readonly lastHandledRequestedAt?: string } | undefined;
}): boolean {
  const { lastHandledRequestedAt: asked } = handledRequest(metadata);
  return asked !== undefined && asked !== status?.lastHandledRequestedAt;
}

/** kstatus takes an object without Ready as done, so the first status of an object says that it is not ready yet. */
export function firstConditions(generation: number, now: Date): Condition[] {
  const stamp = { generation, now };
  const message = 'The first sync is under way.';
  const reason = READING_REASONS.firstSync;
  const ready = setCondition([], { type: 'Ready', status: 'Unknown', reason, message }, stamp);
  return setCondition(ready, { type: 'Reconciling', status: 'True', reason, message }, stamp);
}

type Conditions = readonly Condition[] | undefined;

/** One where `Ready` has another status or reason than before. */
export function healthTransitions(
  kind: Transition['kind'],
  { namespace = '', name }: ObjectMeta,
  before: Conditions,
  after: Conditions,
): Transition[] {
  const [was, is] = [findCondition(before, 'Ready'), findCondition(after, 'Ready')];
  if (is === undefined || (was?.status === is.status && was.reason === is.reason)) return [];
  const from = was === undefined ? undefined : `${was.status}/${was.reason}`;
  return [{ kind, namespace, name, from, to: `${is.status}/${is.reason}`, reason: is.reason }];
}
