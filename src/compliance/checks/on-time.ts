// What the two SLA checks share: something is done by a deadline, or not. On time includes the deadline itself, and late stays late
// for as long as the incident is selected.

import { rfc3339 } from '../../base/instants.ts';
import type { Contradiction } from '../contradictions.ts';
import type { Verdict } from '../verdict.ts';
import type { GivenSla, NoSla, SlaTerms } from '../policies.ts';
import { incidentCheck, type IncidentSubject } from '../subjects/incident.ts';
import { type CheckDefinition, noParameters } from './check-type.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

/** What is late ends to count after this time, unless the selector says otherwise. */
const LATE_WINDOW = '90d';

/** What both checks say where the policy gives no deadline; part of the reasons of each. */
export const POLICY_REASONS = {
  NoTarget: 'The SLA policy has no target for the severity.',
  PolicyMissing: "The SLAPolicy that the incident's source names does not exist.",
  PolicyInvalid: 'The SLAPolicy that applies cannot be read; its conditions say why.',
} as const;

/** Something that has to be done, and whether it was. Epoch milliseconds. */
export interface Duty {
  readonly isDone: boolean;
  /** Undefined though it is done: nothing says when. */
  readonly doneAt: number | undefined;
  /** The reason where nobody will say whether and when it was done, so that nothing follows from silence. */
  readonly unstated?: string | undefined;
}

type Deadline = 'acknowledgeBy' | 'resolveBy';

/** One of the two checks. */
interface OnTimeCheck {
  readonly reasons: Readonly<Record<string, string>>;
  readonly facts: CheckDefinition<IncidentSubject, null>['facts'];
  readonly order: (subject: IncidentSubject) => Contradiction | undefined;
  /** Which of the policy's deadlines. */
  readonly deadline: Deadline;
  readonly dutyOf: (subject: IncidentSubject) => Duty;
  /** Which of the reasons says what. */
  readonly words: Readonly<Record<'inTime' | 'due' | 'late' | 'overdue' | 'timeUnknown', string>>;
}

const NO_TARGET = passing('NoTarget');
const UNUSABLE = { PolicyMissing: unknown('PolicyMissing'), PolicyInvalid: unknown('PolicyInvalid') } as const;

export function onTimeCheck({
  reasons,
  facts,
  order,
  deadline,
  dutyOf,
  words,
}: OnTimeCheck): ReturnType<typeof incidentCheck<null>> {
  const inTime = passing(words.inTime);
  const judge = (subject: IncidentSubject, sla: GivenSla, graceMs: number, nowMs: number): Verdict => {
    const { [deadline]: by } = sla;
    if (by === undefined) return NO_TARGET;
    const { detectedAt: since } = subject;
    const { isDone, doneAt, unstated } = dutyOf(subject);
    if (unstated !== undefined) return unknown(unstated, since);
    if (!isDone) return nowMs <= by ? due(words.due, since, by) : failing(words.overdue, by, by);
    if (doneAt === undefined) return unknown(words.timeUnknown, since);
    // What is dated in the future is not done yet, and time alone brings it about.
    if (doneAt > nowMs) {
      const until = doneAt - 1;
      return nowMs <= by ? due(words.due, since, by, Math.min(by, until)) : failing(words.overdue, by, by, until);
    }
    // What is done within the grace period is done in time; what is not stays late for good.
    return doneAt <= by + graceMs ? inTime : failing(words.late, by, by);
  };
  return incidentCheck({
    ...{ reasons, facts, order },
    parameters: noParameters,
    defaultWindow: LATE_WINDOW,
    verdict: (subject, { graceMs }, nowMs) => {
      const { sla } = subject;
      return sla.ok
        ? judge(subject, sla, graceMs, nowMs)
        : unjudged(sla, (kept) => judge(subject, kept, graceMs, nowMs));
    },
  });
}

/** What is known to fail by the deadline on record stays so. Nothing else follows from that deadline: the policy to come may be stricter. */
function unjudged({ reason, onRecord }: NoSla, judge: (sla: GivenSla) => Verdict): Verdict {
  if (onRecord === undefined) return UNUSABLE[reason];
  const verdict = judge(onRecord);
  if (verdict.result === 'Failing') return verdict;
  return verdict.holdsUntil === undefined ? UNUSABLE[reason] : unknown(reason, undefined, verdict.holdsUntil);
}

/** Until when something has to be done, and which policy says so. */
export function deadlineFact(what: string, sla: SlaTerms, deadline: Deadline): string {
  if (!sla.ok) {
    const kept = sla.onRecord === undefined ? '' : `; on record: ${deadlineFact(what, sla.onRecord, deadline)}`;
    return `SLA policy ${sla.name}: ${sla.reason}${kept}`;
  }
  const { [deadline]: by } = sla;
  const policy = `SLA policy ${sla.policy} (generation ${sla.generation})`;
  return by === undefined ? `${policy} has no target for the severity` : `${policy}: ${what} by ${rfc3339(by)}`;
}
