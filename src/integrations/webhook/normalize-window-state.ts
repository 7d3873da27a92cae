// The windows of detections as the JSON that the source's status keeps, and back. Bounded: what does not fit is let go in the order in which it
// matters least. Pure. What cannot be read, such as a later version, counts as nothing.

import { isJsonObject } from '../../base/json.ts';
import type { WindowState } from '../ports/receive.ts';
import type { CountedEvent, Session } from './windows.ts';

const VERSION = 1;
/** In all sessions together. */
const MAX_EVENTS = 1_000;
export const MAX_SESSIONS = 200;
/** Of one session; twice the highest threshold. */
export const MAX_SESSION_EVENTS = 200;
/** Characters; the status takes 65,536. */
const MAX_LENGTH = 48_000;

export function writeWindows(sessions: readonly Session[]): WindowState | undefined {
  let kept = withinEvents(withinSessions(sessions));
  while (JSON.stringify(stateOf(kept)).length > MAX_LENGTH)
    kept = kept.toSorted(leastFirst).slice(Math.ceil(kept.length / 10));
  return kept.length === 0 ? undefined : stateOf(kept);
}

/** Groups without an incident go first: nothing was said of them. Among them, the one that has been quiet for the longest time. */
function withinSessions(sessions: readonly Session[]): readonly Session[] {
  return sessions.length <= MAX_SESSIONS ? sessions : sessions.toSorted(leastFirst).slice(-MAX_SESSIONS);
}

function leastFirst(one: Session, other: Session): number {
  const rank = ({ incident }: Session): number => (incident === undefined ? 0 : 1);
  return rank(one) - rank(other) || one.last - other.last || (keyOf(one) < keyOf(other) ? -1 : 1);
}

const keyOf = ({ detection, group, first }: Session): string => `${detection} ${group} ${first}`;

/** An incident keeps counting with fewer events; a group without one needs them all. */
function withinEvents(sessions: readonly Session[]): readonly Session[] {
  let left = MAX_EVENTS;
  return sessions
    .toSorted(leastFirst)
    .toReversed()
    .map((session) => {
      const trimmed = trim(session, Math.min(MAX_SESSION_EVENTS, left));
      left -= trimmed.events.length;
      return trimmed;
    })
    .filter(({ events, incident }) => incident !== undefined || events.length > 0);
}

/** Keeps the newest events. */
export function trim(session: Session, max: number): Session {
  const { events, floor } = session;
  if (events.length <= max) return session;
  const dropped = events[events.length - max - 1];
  return { ...session, events: max === 0 ? [] : events.slice(-max), floor: Math.max(floor ?? 0, dropped?.[0] ?? 0) };
}

/** Short names, as a status is stored often. Times are seconds since the session's first. */
function stateOf(sessions: readonly Session[]): WindowState {
  const stored = sessions
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    .map((session) => ({
      d: session.detection,
      g: session.group,
      f: session.first,
      l: session.last,
      n: session.count,
      e: session.events.map(([at, key]) => [at - session.first, key]),
      ...(session.floor === undefined ? {} : { o: session.floor }),
      ...(session.incident === undefined ? {} : { i: session.incident.id, a: session.incident.reachedAt }),
      ...(session.merged === undefined ? {} : { m: session.merged }),
    }));
  return { v: VERSION, s: stored };
}

export function readWindows(state: WindowState | undefined): readonly Session[] {
  if (state?.['v'] !== VERSION || !Array.isArray(state['s'])) return [];
  return (state['s'] as unknown[]).flatMap((stored) => sessionOf(stored) ?? []);
}

function sessionOf(stored: unknown): Session | undefined {
  if (!isJsonObject(stored)) return undefined;
  const { d: detection, g: group, f: first, l: last, n: count, e } = stored;
  if (typeof detection !== 'string' || typeof group !== 'string') return undefined;
  if (!isTime(first) || !isTime(last) || !isTime(count)) return undefined;
  const events = listOf(e)
    .filter(isEvent)
    .map(([at, key]): CountedEvent => [first + at, key]);
  return { detection, group, first, last, count, events, ...furtherOf(stored) };
}

function furtherOf({ o: floor, i: id, a: reachedAt, m: merged }: Readonly<Record<string, unknown>>) {
  return {
    ...(isTime(floor) ? { floor } : {}),
    ...(typeof id === 'string' && isTime(reachedAt) ? { incident: { id, reachedAt } } : {}),
    ...(merged === undefined ? {} : { merged: listOf(merged).filter((one) => typeof one === 'string') }),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

const isEvent = (value: unknown): value is [number, string] =>
  Array.isArray(value) && value.length === 2 && isTime(value[0]) && typeof value[1] === 'string';
