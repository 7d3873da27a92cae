// What is wrong with the people and accounts that files hold, for `docket validate`: files that no operator could read. How old they are is not
// asked. Quotes nothing of them.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { readAccounts, readPeople } from '../../compliance/access/file-reading.ts';
import { accessFilesOf } from './access-files.ts';
import { type Finding, findingAt } from './findings.ts';
import type { Validation } from './validation.ts';

/** Whatever the time is, no file is too old and none is of the future. */
const ANY_AGE = { nowMs: Number.POSITIVE_INFINITY, maxAgeMs: Number.POSITIVE_INFINITY };

export async function accessFindings(validation: Validation): Promise<Finding[]> {
  const files = await accessFilesOf(validation, new Date(0));
  return validation.accepted.flatMap(({ loaded, object }) => {
    if (object.kind !== 'CriticalSystem' && object.kind !== 'StaffRoster') return [];
    const reviewed = object as CriticalSystem | StaffRoster;
    const held = files(reviewed);
    if (held.kind !== 'Found') return [];
    const read = reviewed.kind === 'CriticalSystem' ? readAccounts : readPeople;
    const reading = read({ ...ANY_AGE, read: held.read });
    const isFromFile = reviewed.kind === 'CriticalSystem' && reviewed.spec.accountsFrom !== undefined;
    const field = isFromFile ? 'spec.accountsFrom.secretRef' : 'spec.secretRef';
    return reading.ok ? [] : [findingAt(loaded, field, reading.message)];
  });
}
