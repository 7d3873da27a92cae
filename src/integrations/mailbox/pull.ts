// Reads a mailbox from where the last reading ended, or all that was taken in since the start of the backfill range, page by page in the order
// of the UIDs, which a server only ever raises. So the cursor of each page covers everything before it.

import type { ChangesPage, ChangesRequest } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';
import type { IncidentRecord } from '../ports/record.ts';
import { MAX_MAIL_BYTES, PAGE_SIZE } from './limits.ts';
import { readHeaders } from './normalize-headers.ts';
import { normalizeMail, type NormalizeOptions, type Report, withText } from './normalize.ts';
import { cursorOf, type Position, positionOf } from './position.ts';
import type { Head, MailSession } from './session.ts';
import type { MailText, TextReader } from './text.ts';

export interface Pulling {
  readonly session: (signal: AbortSignal) => Promise<MailSession>;
  readonly options: NormalizeOptions;
  /** Under `dataPolicy: Full`. */
  readonly texts: TextReader | undefined;
}

export async function* pullChanges(pulling: Pulling, request: ChangesRequest): AsyncGenerator<ChangesPage> {
  const { cursor, signal } = request;
  const position = cursor === undefined ? undefined : positionOf(cursor);
  const session = await pulling.session(signal);
  const uids = await uidsToRead(session, request, position);
  const { uidValidity, uidNext } = session.folder;
  // Mails that arrive from now on have higher UIDs.
  const end = Math.max(uidNext - 1, uids.at(-1) ?? 0, position?.lastUid ?? 0);
  const seen = new Set<string>();
  for (let at = 0; at === 0 || at < uids.length; at += PAGE_SIZE) {
    const part = uids.slice(at, at + PAGE_SIZE);
    const isLast = at + PAGE_SIZE >= uids.length;
    const read = await readPage(pulling, { session, uids: part, seen, signal });
    const reached = cursorOf({ uidValidity, lastUid: isLast ? end : (part.at(-1) ?? end) });
    yield { stage: 'changed', ...read, rejected: [], last: isLast, cursor: reached };
  }
  // A mail knows no states: nothing is open by its source.
  if (request.open) yield { stage: 'open', records: [], rejected: [], last: true };
}

async function uidsToRead(
  session: MailSession,
  { since, signal }: ChangesRequest,
  position: Position | undefined,
): Promise<readonly number[]> {
  if (position === undefined) return session.receivedSince(since, signal);
  if (position.uidValidity === session.folder.uidValidity) return session.after(position.lastUid, signal);
  throw new SourceError(
    'cursor-expired',
    'read the mailbox: the folder was made anew (UIDVALIDITY): reading everything',
  );
}

interface Part {
  readonly session: MailSession;
  readonly uids: readonly number[];
  /** The IDs that this reading has brought. */
  readonly seen: Set<string>;
  readonly signal: AbortSignal;
}

async function readPage(
  pulling: Pulling,
  { session, uids, seen, signal }: Part,
): Promise<Required<Pick<ChangesPage, 'records' | 'ignored'>>> {
  const records: IncidentRecord[] = [];
  const ignored: Record<string, number> = {};
  const count = (reason: string): void => void (ignored[reason] = (ignored[reason] ?? 0) + 1);
  for (const head of await session.heads(uids, signal)) {
    const judged = judge(head, pulling.options);
    if (judged.kind === 'ignored') {
      count(judged.reason);
      continue;
    }
    const { externalID } = judged.report.record;
    // A mail that was delivered twice: the first one counts.
    if (seen.has(externalID)) continue;
    seen.add(externalID);
    const { record, missing } = await complete(pulling, { session, head, report: judged.report, signal });
    records.push(record);
    if (missing !== undefined) count(missing);
  }
  return { records, ignored };
}

export function judge({ head, receivedAt }: Head, options: NormalizeOptions): ReturnType<typeof normalizeMail> {
  return normalizeMail(readHeaders(head), receivedAt, options);
}

interface Found {
  readonly session: MailSession;
  readonly head: Head;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** `missing`: why the text is not there. The incident is on record without it. */
export async function complete(
  { texts }: Pulling,
  { session, head, report, signal }: Found,
): Promise<{ readonly record: IncidentRecord; readonly missing?: string }> {
  if (texts === undefined) return { record: report.record };
  const text = await textOf(texts, { session, head, signal });
  const record = withText(report, text);
  return text.kind === 'text' ? { record } : { record, missing: `Text${text.reason}` };
}

async function textOf(texts: TextReader, { session, head, signal }: Omit<Found, 'report'>): Promise<MailText> {
  if (head.bytes > MAX_MAIL_BYTES) return { kind: 'none', reason: 'TooLarge' };
  const raw = await session.whole(head.uid, signal);
  return raw === undefined ? { kind: 'none', reason: 'Unreadable' } : texts.read(raw, signal);
}
