// Rosters as subjects: no check judges them. The results of checks over accounts rest on them, and find them in this way.

import { STAFF_ROSTER } from '../../api/kinds.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { interned } from '../intern.ts';
import { shortUid } from '../rows.ts';
import { refuse, type Selector, type SelectorResult } from '../selector.ts';
import type { SubjectRow } from '../verdict.ts';
import { hasSameMembers } from './same-members.ts';
import type { SubjectKind } from './subject-kind.ts';

export interface RosterRow extends SubjectRow {
  readonly suspended: boolean;
}

/** The row of a roster. */
export function rosterRow({ metadata, spec }: StaffRoster): RosterRow {
  return {
    namespace: interned(metadata.namespace ?? ''),
    name: metadata.name,
    // No check judges it, so no exception is to list it for its labels.
    labels: undefined,
    uid: shortUid(metadata.uid),
    suspended: spec.suspend === true,
  };
}

const NOTHING: ReadonlySet<string> = new Set();
const NO_DATA = { data: [], missing: [] } as const;

/** No check type is over them, so nothing is selected. */
function compileSelector(selector: Selector = {}): SelectorResult<RosterRow> {
  const misplaced = refuse(selector, ['sourceRefs', 'systemRefs'], 'rosters');
  const nothing = { windowMs: undefined, sourceNames: [], zones: [], systemNames: [] };
  return misplaced ?? { ok: true, selector: { selects: () => false, ...nothing } };
}

export const rosterSubjects: SubjectKind<'roster', RosterRow, RosterRow> = {
  kind: 'roster',
  objects: {
    kind: STAFF_ROSTER.kind,
    store: 'rosters',
    rowOf: ({ object }: { readonly object: StaffRoster }) => rosterRow(object),
  },
  dataKind: STAFF_ROSTER.kind,
  isSameData: (a, b) => hasSameMembers(a, b, NOTHING),
  compileSelector,
  subjectOf: (row) => row,
  anchorOf: () => Number.POSITIVE_INFINITY,
  hasSameFacts: (a, b) => hasSameMembers(a, b, NOTHING),
  scopeOf: () => NO_DATA,
};
