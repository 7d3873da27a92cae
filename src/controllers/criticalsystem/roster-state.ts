// Whether the people that a system's accounts are matched with are there, and can be relied on. Reads the cache and the freshness object.

import { STAFF_ROSTER } from '../../api/kinds.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { SystemDeps } from './deps.ts';
import type { RosterState } from './observation.ts';

/** The key of the roster that a system names; undefined where it names none. */
export function rosterKeyOf({ metadata, spec }: CriticalSystem): string | undefined {
  return spec.rosterRef && `${metadata.namespace ?? ''}/${spec.rosterRef.name}`;
}

/** A roster that does not exist is nothing to wait for. */
export function noteMissingRoster({ rosters, access }: SystemDeps, system: CriticalSystem): void {
  const key = rosterKeyOf(system);
  if (key !== undefined && rosters.get(key) === undefined) access.noRoster(key);
}

export function rosterStateOf({ rosters, rosterFreshness, clock }: SystemDeps, system: CriticalSystem): RosterState {
  const key = rosterKeyOf(system);
  const roster = system.spec.rosterRef?.name;
  if (key === undefined || roster === undefined) return { kind: 'not-named' };
  if (rosters.get(key) === undefined) return { kind: 'missing', roster };
  const judged = rosterFreshness.judge({ kind: STAFF_ROSTER.kind, key }, clock.monotonicMs());
  switch (judged.kind) {
    case 'unpolled':
      return { kind: 'unread' };
    case 'fresh':
      return { kind: 'matched', roster };
    default:
      return { kind: 'not-read', roster, reason: judged.reason };
  }
}
