// One mail → the record that Docket keeps, or why it is none. Pure. Decides on the head alone, which is read for every mail: whoever is
// not allowed, or not authenticated, gets no further, and the text of such a mail is not even fetched.

import { FACT_BOUNDS, isVisible, saying, toLine, toParagraphs } from '../../api/facts.ts';
import { rfc3339 } from '../../base/instants.ts';
import type { SeverityMap } from '../kit/severity.ts';
import type { IncidentRecord } from '../ports/record.ts';
import { isAuthenticated } from './normalize-authentication.ts';
import { decodeWords, type Headers, soleValueOf } from './normalize-headers.ts';
import { mailID } from './normalize-id.ts';
import { isAnswerToOwn, isAutomatic, isOwn } from './normalize-loops.ts';
import { type Address, isAllowedSender, senderOf, textOf } from './normalize-sender.ts';
import { categoryOf, readSubject } from './normalize-subject.ts';
import type { MailText } from './text.ts';

export interface NormalizeOptions {
  readonly allowedSenders: readonly string[];
  readonly authenticationServer: string;
  /** The addresses of the mailbox, for the category. */
  readonly ownAddresses: readonly string[];
  readonly severityMap: SeverityMap;
}

/** Why a mail is no report. Each becomes a metric label. */
export type Ignored = 'SenderNotAllowed' | 'NotAuthenticated' | 'Automatic' | 'OwnReply';

/** A mail whose sender is allowed and authenticated. */
export interface Report {
  readonly from: Address;
  readonly record: IncidentRecord;
}

export type Judged =
  { readonly kind: 'report'; readonly report: Report } | { readonly kind: 'ignored'; readonly reason: Ignored };

/** `receivedAt`: when the server took the mail in, epoch milliseconds. */
export function normalizeMail(headers: Headers, receivedAt: number, options: NormalizeOptions): Judged {
  const from = senderOf(headers);
  if (from === undefined || !isAllowedSender(from, options.allowedSenders)) return ignored('SenderNotAllowed');
  if (!isAuthenticated(headers, from, options.authenticationServer)) return ignored('NotAuthenticated');
  if (isOwn(headers) || isAnswerToOwn(headers)) return ignored('OwnReply');
  if (isAutomatic(headers)) return ignored('Automatic');
  const subject = toLine(decodeWords(soleValueOf(headers, 'subject') ?? ''), FACT_BOUNDS.title);
  const { title, severity } = readSubject(subject, options.severityMap);
  const at = detectedAt(headers, receivedAt);
  const record: IncidentRecord = {
    externalID: mailID(headers, from),
    title: isVisible(title) ? title : NO_SUBJECT,
    severity,
    state: 'Detected',
    detectedAt: at,
    // A mail knows no states: how far the incident is, its review says.
    stateUntil: at,
    ...saying({ category: categoryOf(headers, options.ownAddresses) }),
  };
  return { kind: 'report', report: { from, record } };
}

const NO_SUBJECT = 'A mail without a subject';

function ignored(reason: Ignored): Judged {
  return { kind: 'ignored', reason };
}

/** A mail may wait in a queue for some days. */
const MAX_UNDERWAY_MS = 5 * 24 * 60 * 60 * 1000;

/** When it was written, as both copies of a mail that comes twice say the same. A date that cannot be is replaced by that of receipt. */
function detectedAt(headers: Headers, receivedAt: number): string {
  const written = Date.parse(soleValueOf(headers, 'date')?.replace(/\([^()]*\)/g, '') ?? '');
  const isPossible = written <= receivedAt && written >= receivedAt - MAX_UNDERWAY_MS;
  return rfc3339(isPossible ? written : receivedAt);
}

/** Adds the text of the mail, and names its attachments. Only under `dataPolicy: Full`. */
export function withText({ from, record }: Report, text: MailText): IncidentRecord {
  const said = text.kind === 'text' ? text.text : MISSING_TEXT[text.reason];
  const attachments = text.kind === 'text' ? text.attachments.map(attachmentLine) : [];
  const list = attachments.length === 0 ? '' : `\n\nAttachments, which are not stored:\n${attachments.join('\n')}`;
  const description = toParagraphs(`Reported by ${textOf(from)}.\n\n${said}${list}`, FACT_BOUNDS.description);
  return { ...record, description };
}

const MISSING_TEXT = {
  TooLarge: 'The mail is larger than 10 MB: its text was not read.',
  TooManyParts: 'The mail has more than 100 parts: its text was not read.',
  TooSlow: 'The mail could not be read within 5 seconds: its text was not read.',
  Unreadable: 'The text of the mail could not be read.',
} as const;

function attachmentLine({
  name,
  type,
  bytes,
}: {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}): string {
  return `- ${toLine(name, 128) || 'without a name'} (${toLine(type, 64)}, ${bytes} bytes)`;
}
