// Builders of what access reviews rest on: systems, rosters, accounts and people, as their readers give them.

import type { CriticalSystem } from '../../../src/api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../../src/api/v1alpha1/staffroster.gen.ts';
import type { AccountRow } from '../../../src/compliance/access/account-row.ts';
import { Staff, type StaffRules } from '../../../src/compliance/access/staff.ts';
import { compileSystem, type SystemRules } from '../../../src/compliance/access/system-rules.ts';
import { type RosterRow, rosterRow } from '../../../src/compliance/subjects/roster.ts';
import { type SystemRow, systemRow } from '../../../src/compliance/subjects/system.ts';
import type { PersonRecord } from '../../../src/integrations/ports/directory.ts';
import type { AccountRecord } from '../../../src/integrations/ports/roster.ts';

const CREATED = '2026-01-01T00:00:00Z';

/** A system of PagerDuty whose accounts all staff may have, with the defaults of the CRD. */
export function aSystem(
  spec: Partial<CriticalSystem['spec']> = {},
  metadata: Partial<CriticalSystem['metadata']> = {},
): CriticalSystem {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'CriticalSystem',
    metadata: {
      ...{ name: 'pager', namespace: 'team-a', uid: 'uid-pager', generation: 1, resourceVersion: '1' },
      creationTimestamp: CREATED,
      ...metadata,
    },
    spec: {
      pagerDuty: { region: 'US' },
      secretRef: { name: 'pager' },
      interval: '15m',
      rosterRef: { name: 'staff' },
      validAccess: { allStaff: true },
      reviewInterval: '90d',
      defaultChecks: 'Enabled',
      revealIdentities: 'Disabled',
      maxShrink: 50,
      ...spec,
    },
  };
}

/** A roster from a file, with the defaults of the CRD. */
export function aRoster(
  spec: Partial<StaffRoster['spec']> = {},
  metadata: Partial<StaffRoster['metadata']> = {},
): StaffRoster {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'StaffRoster',
    metadata: {
      ...{ name: 'staff', namespace: 'team-a', uid: 'uid-staff', generation: 1, resourceVersion: '1' },
      creationTimestamp: CREATED,
      ...metadata,
    },
    spec: {
      secretRef: { name: 'staff' },
      interval: '15m',
      maxAge: '7d',
      absentMeans: 'Unidentified',
      maxShrink: 50,
      ...spec,
    },
  };
}

export const aSystemRow = (...parts: Parameters<typeof aSystem>): SystemRow => systemRow(aSystem(...parts));
export const aRosterRow = (...parts: Parameters<typeof aRoster>): RosterRow => rosterRow(aRoster(...parts));

/** A person who works here. */
export function aPerson(facts: Partial<PersonRecord> = {}): PersonRecord {
  return { person: 'ada', email: 'ada@example.com', aliases: [], roles: [], state: 'active', ...facts };
}

/** An active account of a person. */
export function anAccount(facts: Partial<AccountRecord> = {}): AccountRecord {
  return { id: 'U1', kind: 'person', state: 'active', pending: false, roles: [], groups: [], ...facts };
}

export const aStaff = (people: readonly PersonRecord[], rules: Partial<StaffRules> = {}): Staff =>
  new Staff(people, rules);

export const rulesOf = (...parts: Parameters<typeof aSystem>): SystemRules =>
  compileSystem(aSystem(...parts), undefined);

/** The row of an active account of a person who works here and may have access. */
export function anAccountRow(facts: Partial<AccountRow> = {}): AccountRow {
  return {
    namespace: 'team-a',
    name: 'pager-3fa9c2d10b7e',
    labels: undefined,
    system: 'pager',
    zone: undefined,
    state: 'active',
    identity: 'Person',
    personState: 'active',
    leftAt: undefined,
    allowed: 'Allowed',
    expectedUntil: undefined,
    ...facts,
  };
}
