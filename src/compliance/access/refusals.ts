// Why a listing of accounts or people does not count although it could be read, for the operator and for files. Words only.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';

/** It is shorter than the shrink guard allows. */
export const SHRUNK = 'Shrunk';

/** Nobody reads it: the reason of the results that rest on it, by kind. */
export const SUSPENDED = {
  CriticalSystem: 'SystemSuspended',
  StaffRoster: 'RosterSuspended',
} as const satisfies Record<(CriticalSystem | StaffRoster)['kind'], string>;
