// The accounts and the people in files, judged as of one instant by the operator's own functions. Without files (a cluster, whose accounts are
// stored nowhere) systems and rosters count as not read, and stored results stand.

import { CRITICAL_SYSTEM, STAFF_ROSTER } from '../../api/kinds.ts';
import { keyOf, type KubeObject } from '../../api/meta.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { ACCOUNT_KEY } from '../../compliance/access/account-name.ts';
import { type FileReading, type FileSource, readAccounts, readPeople } from '../../compliance/access/file-reading.ts';
import { SHRUNK, SUSPENDED } from '../../compliance/access/refusals.ts';
import { Staff } from '../../compliance/access/staff.ts';
import { SystemAccounts } from '../../compliance/access/system-accounts.ts';
import { compileSystem } from '../../compliance/access/system-rules.ts';
import { durationMs, sourceIntervalMs } from '../../compliance/durations.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import { guardedBy, judgeShrink, shrunkMessage } from '../../compliance/shrink-guard.ts';
import { accountSubjects } from '../../compliance/subjects/account.ts';
import type { Judge } from '../judge.ts';

/** What the files hold for a system or a roster: the keys of its Secret, or files beside it. `Sealed`: encrypted, or made in the cluster. */
export type HeldFiles =
  | { readonly kind: 'Found'; readonly read: FileSource['read'] }
  | { readonly kind: 'Sealed' }
  | { readonly kind: 'Missing' };

export type AccessFiles = (object: CriticalSystem | StaffRoster) => HeldFiles;

interface OfflineAccess {
  readonly objects: readonly KubeObject[];
  readonly files: AccessFiles;
  readonly judge: Judge;
  readonly freshness: Freshness;
  readonly now: Date;
}

/** Tells the judge of every account in the files. Returns what cannot be read, one sentence each; quotes nothing of the files. */
export function judgeAccess(access: OfflineAccess): readonly string[] {
  const notes: string[] = [];
  const staff = new Map<string, Staff>();
  for (const roster of access.objects.filter(isRoster)) {
    const read = readAs(roster, access, notes, readPeople);
    if (read !== undefined) staff.set(keyOf(roster.metadata), new Staff(read.records, roster.spec));
  }
  for (const system of access.objects.filter(isSystem)) {
    const read = readAs(system, access, notes, readAccounts);
    if (read === undefined) continue;
    const { namespace = '' } = system.metadata;
    const rules = compileSystem(system, read.accountKey);
    const accounts = new SystemAccounts(rules, staff.get(`${namespace}/${system.spec.rosterRef?.name ?? ''}`));
    for (const { before, after } of accounts.list(read.records)) {
      access.judge.moveSubject(accountSubjects, before, after);
    }
  }
  return notes;
}

const isRoster = (object: KubeObject): object is StaffRoster => object.kind === STAFF_ROSTER.kind;
const isSystem = (object: KubeObject): object is CriticalSystem => object.kind === CRITICAL_SYSTEM.kind;

interface Read<T> {
  readonly records: readonly T[];
  readonly accountKey: string | undefined;
}

/** What the files hold for an object, and in `freshness` whether it counts. Undefined where it does not. */
function readAs<T>(
  object: CriticalSystem | StaffRoster,
  { files, freshness, now }: OfflineAccess,
  notes: string[],
  reader: (source: FileSource) => FileReading<T>,
): Read<T> | undefined {
  const key = keyOf(object.metadata);
  const own = freshness.of(object.kind);
  const intervalMs = sourceIntervalMs(object.spec);
  own.started(key, intervalMs);
  const refuse = (reason: string, why: string): undefined => {
    own.failed(key, { definite: true, reason }, 0);
    notes.push(`the ${object.kind} ${key} is not read, ${reason}: ${why}`);
  };
  if (object.spec.suspend === true) return refuse(SUSPENDED[object.kind], 'spec.suspend is true');
  const held = files(object);
  if (held.kind === 'Missing') return refuse('NotInFiles', HOW_TO_ADD[object.kind]);
  if (held.kind === 'Sealed') return refuse('SealedInFiles', 'its Secret is encrypted, or made in the cluster');
  const reading = reader({ read: held.read, nowMs: now.getTime(), maxAgeMs: maxAgeMs(object) });
  if (!reading.ok) return refuse(reading.reason, reading.message);
  const guarded = guardedBy(object, { before: lastCountOf(object), count: reading.records.length });
  if (judgeShrink(guarded).kind === 'shrunk') return refuse(SHRUNK, shrunkMessage(guarded, LISTED[object.kind]));
  own.succeeded(key, { monotonicMs: 0, wallMs: reading.asOf, intervalMs, complete: true });
  return { records: reading.records, accountKey: held.read(ACCOUNT_KEY) };
}

/** How long the last good listing of the operator was; undefined where the files hold no status. */
function lastCountOf(object: CriticalSystem | StaffRoster): number | undefined {
  return object.kind === 'StaffRoster' ? object.status?.people?.total : object.status?.accounts?.total;
}

const LISTED = { CriticalSystem: 'accounts', StaffRoster: 'people' } as const;

const HOW_TO_ADD: Readonly<Record<(CriticalSystem | StaffRoster)['kind'], string>> = {
  CriticalSystem: 'put its Secret into the files, or its accounts as NAME.accounts.csv beside it',
  StaffRoster: 'put its Secret into the files, or its people as NAME.roster.csv beside it',
};

/** A vendor's accounts that were exported into a file count as one reading. */
function maxAgeMs(object: CriticalSystem | StaffRoster): number {
  if (object.kind === 'StaffRoster') return durationMs(object.spec.maxAge);
  return durationMs(object.spec.accountsFrom?.maxAge ?? DEFAULT_MAX_AGE);
}

/** The CRD's default. */
const DEFAULT_MAX_AGE = '7d';
