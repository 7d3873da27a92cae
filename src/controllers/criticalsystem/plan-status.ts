// The status of a critical system: its conditions, the counts of its accounts, and those that need attention by their hashed names. Pure.

import { type Condition, type ConditionState, setCondition, setConditions } from '../../api/conditions.ts';
import type { CriticalSystem, CriticalSystemStatus } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { rosterNameOf } from '../../api/providers.ts';
import { rfc3339, writable } from '../../base/instants.ts';
import { systemRow } from '../../compliance/subjects/system.ts';
import { CONFIRM_SHRINK, usedConfirmation } from '../../compliance/shrink-guard.ts';
import { listingStates } from '../reading/listing.ts';
import { handledRequest } from '../reading/object-status.ts';
import { secretGraceLeftMs, state } from '../reading/obstacle.ts';
import { MATCHED_REASONS } from './conditions.ts';
import type { RosterState, SystemObservation } from './observation.ts';

type Finished = Extract<SystemObservation, { kind: 'finished' }>;

export function systemStatus(observation: Finished, now: Date): CriticalSystemStatus {
  const { system, findings } = observation;
  const {
    confirmedShrink: used,
    accounts,
    findings: listed,
    truncated,
    lastReview: _old,
    ...before
  } = system.status ?? {};
  const confirmedShrink = confirmationAfter(observation, used);
  return {
    ...before,
    observedGeneration: system.metadata.generation ?? 0,
    ...providerOf(system),
    ...(findings === undefined
      ? asStored({ accounts, findings: listed, truncated })
      : {
          accounts: findings.counts,
          ...(findings.findings.length === 0 ? {} : { findings: [...findings.findings] }),
          ...(findings.truncated ? { truncated: true } : {}),
        }),
    lastReview: reviewOf(system),
    ...(confirmedShrink === undefined ? {} : { confirmedShrink }),
    ...(observation.outcome === undefined ? {} : handledRequest(system.metadata)),
    conditions: conditionsAfter(observation, now),
  };
}

/** What could not be judged now is as it was. */
function asStored(
  members: Readonly<Record<'accounts' | 'findings' | 'truncated', unknown>>,
): Pick<CriticalSystemStatus, 'accounts' | 'findings' | 'truncated'> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function confirmationAfter({ system, outcome }: Finished, used: string | undefined): string | undefined {
  const shrink = outcome?.kind === 'read' ? outcome.shrink : undefined;
  return usedConfirmation(shrink, { confirmation: system.metadata.annotations?.[CONFIRM_SHRINK], used });
}

function conditionsAfter(observation: Finished, now: Date): Condition[] {
  const { system, outcome, dataIsFresh, secretMissingSinceMs, roster } = observation;
  const stamp = { generation: system.metadata.generation ?? 0, now };
  const stored = system.status?.conditions;
  const graceLeftMs = secretGraceLeftMs(secretMissingSinceMs, now);
  const conditions =
    outcome === undefined
      ? (stored ?? [])
      : setConditions(stored, listingStates(outcome, { what: 'accounts', dataIsFresh, graceLeftMs }), stamp);
  const matched = matchedState(roster);
  return matched === undefined ? [...conditions] : setCondition(conditions, matched, stamp);
}

/** Undefined while the roster has not been looked at since the start: what is stored stays. */
function matchedState(roster: RosterState): ConditionState | undefined {
  switch (roster.kind) {
    case 'unread':
      return undefined;
    case 'matched':
      return state(
        'Matched',
        'True',
        MATCHED_REASONS.matched,
        `Accounts are matched with the people of "${roster.roster}".`,
      );
    case 'not-named': {
      const message = 'No roster is named, so nobody knows whose accounts they are: set spec.rosterRef.';
      return state('Matched', 'False', MATCHED_REASONS.rosterNotNamed, message);
    }
    case 'missing': {
      const message = `The StaffRoster "${roster.roster}" does not exist in this namespace: create it, or correct spec.rosterRef.`;
      return state('Matched', 'False', MATCHED_REASONS.rosterMissing, message);
    }
    case 'not-read': {
      const message = `The StaffRoster "${roster.roster}" cannot be relied on (${roster.reason}): its condition Ready says why.`;
      return state('Matched', 'False', MATCHED_REASONS.rosterNotRead, message);
    }
  }
}

/** A system that was never reviewed has as much time for its first review, from when it was made. */
function reviewOf(system: CriticalSystem): NonNullable<CriticalSystemStatus['lastReview']> {
  const { reviewedAt, createdAt, reviewIntervalMs } = systemRow(system);
  const from = reviewedAt ?? createdAt;
  return {
    ...(reviewedAt === undefined ? {} : { at: rfc3339(reviewedAt) }),
    ...(from === undefined ? {} : { dueAt: rfc3339(writable(from + reviewIntervalMs)) }),
  };
}

/** Empty for a place that this version does not know. */
function providerOf({ spec }: CriticalSystem): Pick<CriticalSystemStatus, 'provider'> {
  const name = spec.accountsFrom === undefined ? rosterNameOf(spec) : 'accountsFrom';
  return name === undefined ? {} : { provider: name };
}
