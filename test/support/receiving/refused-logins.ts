// A stream of audit events of many users for one detection, and what has to come of it: which sessions there are, and which are incidents.
// The seed says how often each user was refused, and in which order and company the events are sent; some are sent twice. Sends nothing.

/** Five refusals of one user within a minute are an incident, and what follows within two minutes belongs to it. */
export const REFUSED = {
  dataPolicy: 'Full',
  webhook: {
    signature: { preset: 'Bearer' },
    format: 'KubernetesAudit',
    detections: [
      {
        name: 'refused',
        when: 'item.responseStatus.code == 403',
        groupBy: 'item.user.username',
        threshold: { count: 5, within: '1m' },
        quietFor: '2m',
        title: 'Refused',
        severity: 'High',
      },
    ],
  },
} as const;

const QUIET_S = 120;
const THRESHOLD = 5;
/** Refusals this far apart are never five within a minute. */
const SLOW_S = 20;

/** Of one user without a pause. Times are epoch seconds, the earliest first. */
export interface RefusedSession {
  readonly user: string;
  readonly times: readonly number[];
  readonly isIncident: boolean;
}

export interface RefusedStream {
  readonly sessions: readonly RefusedSession[];
  /** The bodies of the requests, in the order in which they are sent. */
  readonly bodies: readonly string[];
}

interface StreamOptions {
  readonly users: number;
  readonly random: () => number;
}

/** At most 1,000 events for 60 users, which is what a source remembers. All are of the last hours. */
export function refusedStream({ users, random }: StreamOptions): RefusedStream {
  const sessions = Array.from({ length: users * 2 }, (_, index) => sessionOf(index, random));
  const events = sessions.flatMap(({ user, times }, session) =>
    times.map((time, index) => anEvent(`${session}-${index}`, user, time)),
  );
  const repeated = events.filter(() => random() < 0.2);
  const shuffled = [...events, ...repeated]
    .map((event) => ({ event, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ event }) => event);
  const bodies: string[] = [];
  while (shuffled.length > 0) {
    const items = shuffled.splice(0, 1 + Math.floor(random() * 3));
    bodies.push(JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items }));
  }
  return { sessions, bodies };
}

/** A user has two, an hour apart. Each lies within one step of the quiet time, as ADR 19 says what is promised for one that does not. */
function sessionOf(index: number, random: () => number): RefusedSession {
  const user = `user-${Math.floor(index / 2)}`;
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600 - (index % 2 === 0 ? 4 : 2) * 3_600;
  const begun = hour + QUIET_S * Math.floor(random() * 10) + 5;
  const isSlow = random() < 0.2;
  const count = isSlow ? THRESHOLD : 1 + Math.floor(random() * 12);
  const offsets = Array.from({ length: count }, (_, each) => (isSlow ? each * SLOW_S : Math.floor(random() * 50)));
  const times = offsets.map((offset) => begun + offset).toSorted((one, other) => one - other);
  return { user, times, isIncident: !isSlow && count >= THRESHOLD };
}

function anEvent(auditID: string, username: string, time: number): object {
  const stageTimestamp = new Date(time * 1000).toISOString();
  return { auditID, stage: 'ResponseComplete', stageTimestamp, user: { username }, responseStatus: { code: 403 } };
}

/** What an incident of a session says: who, how often, when first and last, and when it was one. */
export function wordsOf({ user, times }: RefusedSession): string {
  const [first, last, reached] = [times[0], times.at(-1), times[THRESHOLD - 1]].map(
    (time = 0) => `${new Date(time * 1000).toISOString().slice(0, 19)}Z`,
  );
  return `Refused (${user}): ${times.length} from ${first} to ${last}, detected ${reached}`;
}
