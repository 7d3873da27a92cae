// The people or the accounts that a Secret holds: read, and young enough, or why not. A file that is malformed, that does not say how old it is
// or that is too old says nothing. Messages name the file, the line and the column, and never quote the file.

import { hasValidDate, instantOf, rfc3339 } from '../../base/instants.ts';
import type { PersonRecord } from '../../integrations/ports/directory.ts';
import type { AccountRecord } from '../../integrations/ports/roster.ts';
import { CLOCK_SKEW_MS } from '../contradictions.ts';
import { readAccountsCsv } from './files/accounts-csv.ts';
import { csvComments } from './files/csv.ts';
import { faultText, type Parsed } from './files/fault.ts';
import { readRosterCsv } from './files/roster-csv.ts';
import { readRosterYaml } from './files/roster-yaml.ts';

/** Why a file says nothing, and what that means: for conditions and the spec pages. */
export const FILE_REASONS = {
  FileMissing: 'The Secret has no such file.',
  FileMalformed: 'The file cannot be read; the message names the line and the column.',
  FileAmbiguous: 'The Secret has more than one such file.',
  AsOfMissing: 'Nothing says how old the file is: the key asOf of the Secret is missing.',
  AsOfInvalid: 'The key asOf is no instant.',
  AsOfInFuture: 'The file says that it was made in the future.',
  FileTooOld: 'The file is older than maxAge.',
} as const;

export type FileReason = keyof typeof FILE_REASONS;

export interface FileSource {
  /** The value of a key of the Secret; undefined where it has none. */
  readonly read: (key: string) => string | undefined;
  readonly nowMs: number;
  readonly maxAgeMs: number;
}

export type FileReading<T> =
  | {
      readonly ok: true;
      readonly records: readonly T[];
      /** When the file was made, epoch milliseconds. It counts up to and including `asOf` + `maxAgeMs`. */
      readonly asOf: number;
    }
  | { readonly ok: false; readonly reason: FileReason; readonly message: string };

export const ACCOUNTS_FILE = 'accounts.csv';
export const ROSTER_FILES = ['roster.csv', 'roster.yaml'] as const;
export const AS_OF = 'asOf';

/** The accounts in `accounts.csv`. Never throws. */
export function readAccounts(source: FileSource): FileReading<AccountRecord> {
  const text = source.read(ACCOUNTS_FILE);
  if (text === undefined) return refused('FileMissing', `the Secret has no key ${ACCOUNTS_FILE}`);
  return dated(source, ACCOUNTS_FILE, { records: readAccountsCsv(text), asOf: asOfComment(text) });
}

/** The people in `roster.csv` or `roster.yaml`. Never throws. */
export function readPeople(source: FileSource): FileReading<PersonRecord> {
  const found = ROSTER_FILES.flatMap((file) => {
    const text = source.read(file);
    return text === undefined ? [] : [{ file, text }];
  });
  const [first, ...others] = found;
  if (first === undefined) return refused('FileMissing', `the Secret has no key ${ROSTER_FILES.join(' or ')}`);
  if (others.length > 0)
    return refused('FileAmbiguous', `the Secret has both ${ROSTER_FILES.join(' and ')}: remove one`);
  const { file, text } = first;
  if (file === 'roster.csv') return dated(source, file, { records: readRosterCsv(text), asOf: asOfComment(text) });
  const parsed = readRosterYaml(text);
  if (!parsed.ok) return dated(source, file, { records: parsed, asOf: undefined });
  const { people, asOf } = parsed.value;
  return dated(source, file, { records: { ok: true, value: people }, asOf: asOf?.text });
}

interface Content<T> {
  readonly records: Parsed<readonly T[]>;
  /** What the file itself says of its age. */
  readonly asOf: string | undefined;
}

/** Where both the Secret and the file say how old the file is, the earlier time counts. */
function dated<T>({ read, nowMs, maxAgeMs }: FileSource, file: string, content: Content<T>): FileReading<T> {
  const { records } = content;
  if (!records.ok) return refused('FileMalformed', faultText(file, records.fault));
  const texts = [read(AS_OF), content.asOf].flatMap((text) => text?.trim() || []);
  const instants = texts.map((text) => (hasValidDate(text) ? instantOf(text) : undefined));
  const asOf = Math.min(...instants.map((instant) => instant ?? Number.NaN));
  if (texts.length === 0) {
    return refused(
      'AsOfMissing',
      `add the key ${AS_OF} to the Secret: when ${file} was made, such as 2026-03-31T17:00:00Z`,
    );
  }
  if (Number.isNaN(asOf))
    return refused('AsOfInvalid', `${AS_OF} is no instant: write one as RFC 3339 does, such as 2026-03-31T17:00:00Z`);
  if (asOf > nowMs + CLOCK_SKEW_MS)
    return refused('AsOfInFuture', `${AS_OF} is ${rfc3339(asOf)}, which is still to come`);
  if (nowMs > asOf + maxAgeMs) return refused('FileTooOld', `${file} is of ${rfc3339(asOf)}, and older than maxAge`);
  return { ok: true, records: records.value, asOf };
}

/** What a comment before the header says of the age of a CSV file, as in `# asOf: 2026-03-31T17:00:00Z`. */
export function asOfComment(text: string): string | undefined {
  const found = csvComments(text).flatMap((comment) => /^asOf\s*:\s*(.*)$/i.exec(comment.text)?.[1] ?? []);
  return found[0];
}

function refused(reason: FileReason, message: string): { ok: false; reason: FileReason; message: string } {
  return { ok: false, reason, message };
}
