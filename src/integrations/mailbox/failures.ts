// What went wrong with a mail server, as a SourceError. Quotes nothing that a server said but codes of a fixed form.

import { SourceError, type SourceFailure } from '../ports/failure.ts';
import type { MailServer } from './config.ts';

/** What both libraries put on their errors. */
interface MailError {
  readonly code?: unknown;
  readonly authenticationFailed?: unknown;
  readonly tlsFailed?: unknown;
  readonly serverResponseCode?: unknown;
}

/** `attempted`: `log in`, `open the folder`. */
export function failureOf(error: unknown, attempted: string, server: MailServer): SourceError {
  if (error instanceof SourceError) return error;
  // What the guard of addresses refuses arrives as the cause of the socket's error.
  if (error instanceof Error && error.cause instanceof SourceError) return error.cause;
  const failed = error as MailError;
  const said = word(failed.serverResponseCode) ?? word(failed.code) ?? 'no code';
  const { kind, advice } = READINGS.find(({ is }) => is(said, failed)) ?? NO_ANSWER;
  return new SourceError(kind, `${attempted} at ${server.host}:${server.port}: ${advice} (${said})`);
}

interface Reading {
  readonly is: (said: string, failed: MailError) => boolean;
  readonly kind: SourceFailure;
  readonly advice: string;
}

/** https://www.rfc-editor.org/rfc/rfc5530 */
const TRANSIENT: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA']);
const LIMITS: ReadonlySet<string> = new Set(['LineTooLarge', 'LiteralTooLarge', 'ResponseTooLarge', 'TooManyTokens']);

/** The first one that fits. */
const READINGS: readonly Reading[] = [
  { is: (said) => TRANSIENT.has(said), kind: 'unavailable', advice: 'it will be tried again' },
  {
    is: (_said, { authenticationFailed, code }) => authenticationFailed === true || code === 'EAUTH',
    kind: 'unauthorized',
    advice: 'the login was refused: check the Secret, and whether the account may log in by this protocol',
  },
  {
    is: (_said, { tlsFailed }) => tlsFailed === true,
    kind: 'invalid-config',
    advice: 'the server offers no STARTTLS: check port and security',
  },
  {
    is: (said) => /CERT|UNABLE_TO_/.test(said),
    kind: 'unreachable',
    advice:
      'the certificate is not trusted, or is for another name: name an authority of your own with NODE_EXTRA_CA_CERTS',
  },
  { is: (said) => LIMITS.has(said), kind: 'malformed', advice: 'an answer is larger than any that was asked for' },
];
const NO_ANSWER = { kind: 'unreachable', advice: 'no answer' } as const;

function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_-]{1,63}$/.test(value) ? value : undefined;
}

/** The server said no to a command. */
export function refusedFolder(folder: string): SourceError {
  return new SourceError(
    'not-found',
    `open the folder ${JSON.stringify(folder)}: there is none of this name: check spec.mailbox.folder`,
  );
}
