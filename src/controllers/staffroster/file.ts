// The people in a file of the roster's Secret: not taken when it is too old, undated or broken, and taken anew only when it has changed.

import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { readPeople } from '../../compliance/access/file-reading.ts';
import { durationMs } from '../../compliance/durations.ts';
import { readSecretFiles } from '../credentials.ts';
import { fileFacts } from '../reading/listing.ts';
import type { RosterReadDeps } from './deps.ts';
import type { PeopleRead } from './observation.ts';

export async function readFile(
  { client, clock, memories, access }: RosterReadDeps,
  roster: StaffRoster,
  key: string,
  signal: AbortSignal,
): Promise<PeopleRead> {
  const { namespace = '', generation } = roster.metadata;
  const { secretRef, maxAge } = roster.spec;
  const secret = await readSecretFiles(client, { namespace, name: secretRef.name }, signal);
  if (secret.kind !== 'read') return secret;
  const [nowMs, maxAgeMs] = [clock.now().getTime(), durationMs(maxAge)];
  const file = readPeople({ read: (name) => secret.files.get(name), nowMs, maxAgeMs });
  if (!file.ok) return { kind: 'file-refused', reason: file.reason, message: file.message };
  const { version, readGeneration } = memories.of(key);
  const isSame = version === secret.version && readGeneration === generation && access.staffOf(key) !== undefined;
  const people = isSame ? undefined : file.records;
  return { kind: 'people', people, version: secret.version, facts: fileFacts(file.asOf, { nowMs, maxAgeMs }) };
}
