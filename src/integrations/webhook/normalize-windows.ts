// Counts events: so many of one group within a time are one incident, and what follows without a pause is counted to it. Pure: neither the
// order in which events come nor how they are split into deliveries matters, and an event that comes again is not counted again. Both hold
// for events of the last day, as far as the bounds of normalize-window-state.ts are kept.

import { hash } from 'node:crypto';

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import { instantOf, rfc3339 } from '../../base/instants.ts';
import { durationMs } from '../../compliance/durations.ts';
import type { Counted, Counting, EventItem, TimedRecord } from '../ports/receive.ts';
import type { IncidentRecord } from '../ports/record.ts';
import { MAX_SESSION_EVENTS, readWindows, trim, writeWindows } from './normalize-window-state.ts';
import type { CountedEvent, Session } from './windows.ts';

type Config = ProviderConfigs['webhook'];
type Detection = NonNullable<Config['detections']>[number];

/** Events are remembered for so long, and older ones do not count. */
const REMEMBERED_SECONDS = 24 * 60 * 60;

/** The terms of a detection, in seconds. */
interface Terms {
  readonly spec: Detection;
  readonly count: number;
  readonly within: number;
  /** Events that are no further apart belong together. */
  readonly quiet: number;
}

export function countEvents({ events, state, now }: Counting, config: Config): Counted {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const terms = new Map((config.detections ?? []).map((spec) => [spec.name, termsOf(spec)]));
  const known = readWindows(state).filter(({ detection, last }) => {
    const own = terms.get(detection);
    return own !== undefined && last >= nowSeconds - REMEMBERED_SECONDS - own.quiet;
  });
  const groups = Map.groupBy(known, groupKey);
  const touched = new Set<string>();
  for (const event of events) {
    const own = terms.get(event.detection);
    const at = Math.floor((instantOf(event.time) ?? Number.NaN) / 1000);
    if (own === undefined || !(at >= nowSeconds - REMEMBERED_SECONDS)) continue;
    const key = groupKey(event);
    groups.set(key, withEvent(groups.get(key) ?? [], { event, at, terms: own }));
    touched.add(key);
  }
  const records = [...touched].flatMap((key) =>
    (groups.get(key) ?? []).flatMap((session) => recordsOf(session, terms)),
  );
  return { records, state: writeWindows([...groups.values()].flat()) };
}

const groupKey = ({ detection, group }: Pick<Session, 'detection' | 'group'>): string => `${detection}\n${group}`;

function termsOf(spec: Detection): Terms {
  const within = Math.min(durationMs(spec.threshold.within) / 1000, REMEMBERED_SECONDS);
  const quietFor =
    spec.quietFor === undefined ? within : Math.min(durationMs(spec.quietFor) / 1000, REMEMBERED_SECONDS);
  return { spec, count: spec.threshold.count, within, quiet: Math.max(within, quietFor) };
}

interface Arrival {
  readonly event: EventItem;
  /** Epoch seconds. */
  readonly at: number;
  readonly terms: Terms;
}

/** The sessions of one group, with one event more. An event between two of them makes them one. */
function withEvent(sessions: readonly Session[], { event, at, terms }: Arrival): Session[] {
  const key = hash('sha256', event.key, 'base64url').slice(0, 8);
  if (sessions.some(({ events }) => events.some(([, counted]) => counted === key))) return [...sessions];
  const near = sessions.filter(({ first, last }) => at >= first - terms.quiet && at <= last + terms.quiet);
  if (near.some(({ floor = -1 }) => at <= floor)) return [...sessions];
  const { detection, group } = event;
  const alone: Session = { detection, group, first: at, last: at, count: 1, events: [[at, key]] };
  const joined = near.reduce(joinSessions, alone);
  return [...sessions.filter((session) => !near.includes(session)), reached(trim(joined, MAX_SESSION_EVENTS), terms)];
}

function joinSessions(one: Session, other: Session): Session {
  const [early, late] = one.first <= other.first ? [one, other] : [other, one];
  const incidents = [early, late]
    .flatMap(({ incident }) => incident ?? [])
    .toSorted((a, b) => a.reachedAt - b.reachedAt);
  const [incident, second] = incidents;
  const merged = [...(one.merged ?? []), ...(other.merged ?? []), ...(second === undefined ? [] : [second.id])];
  const floors = [one.floor, other.floor].filter((floor) => floor !== undefined);
  return {
    ...{ detection: one.detection, group: one.group, first: early.first, last: Math.max(one.last, other.last) },
    count: one.count + other.count,
    events: [...one.events, ...other.events].toSorted(byTime),
    ...(floors.length === 0 ? {} : { floor: Math.max(...floors) }),
    ...(incident === undefined ? {} : { incident }),
    ...(merged.length === 0 ? {} : { merged: merged.toSorted() }),
  };
}

const byTime = ([at, key]: CountedEvent, [otherAt, otherKey]: CountedEvent): number =>
  at - otherAt || (key < otherKey ? -1 : 1);

/** Whether the threshold is reached, and when it first was. */
function reached(session: Session, { count, within, quiet }: Terms): Session {
  const reachedAt = firstReached(session.events, count, within);
  if (reachedAt === undefined) return session;
  const { incident, first } = session;
  if (incident !== undefined)
    return { ...session, incident: { ...incident, reachedAt: Math.min(incident.reachedAt, reachedAt) } };
  // Two sessions of a group begin further apart than the quiet time, so that no two have one id. Were the same events counted anew after a
  // crash, with some more that came late, the id would nearly always be the same.
  return { ...session, incident: { id: Math.floor(first / quiet).toString(36), reachedAt } };
}

function firstReached(events: readonly CountedEvent[], count: number, within: number): number | undefined {
  for (let end = count - 1; end < events.length; end++) {
    const [at] = events[end] ?? [0];
    const [start] = events[end - count + 1] ?? [0];
    if (at - start <= within) return at;
  }
  return undefined;
}

function recordsOf(session: Session, terms: ReadonlyMap<string, Terms>): TimedRecord[] {
  const { incident, merged = [], last } = session;
  const spec = terms.get(session.detection)?.spec;
  if (incident === undefined || spec === undefined) return [];
  const time = rfc3339(last * 1000);
  const record = recordOf(session, incident, spec);
  const others = merged.map((id): IncidentRecord => ({
    ...record,
    externalID: externalIDOf(session, id),
    state: 'Resolved',
    resolvedAt: time,
    mergedInto: record.externalID,
  }));
  return [record, ...others].map((each) => ({ record: each, time }));
}

function recordOf(session: Session, incident: NonNullable<Session['incident']>, spec: Detection): IncidentRecord {
  const detectedAt = rfc3339(incident.reachedAt * 1000);
  const { title = spec.name, severity, category, groupBy } = spec;
  return {
    externalID: externalIDOf(session, incident.id),
    title: groupBy === undefined ? title : `${title} (${session.group})`,
    severity,
    state: 'Detected',
    detectedAt,
    ...(category === undefined ? {} : { category }),
    occurrences: {
      count: session.count,
      firstAt: rfc3339(session.first * 1000),
      lastAt: rfc3339(session.last * 1000),
    },
    stateUntil: detectedAt,
  };
}

const externalIDOf = ({ detection, group }: Session, id: string): string => `${detection}/${group}/${id}`;
