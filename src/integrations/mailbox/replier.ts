// Answers the mail of an incident over SMTP: to its sender alone, found again in the mailbox and judged as when it was read. The Message-ID of
// a reply is made of its key, so that a reply that goes out twice is shown once, and one that comes back is known.

import { connect, type Socket } from 'node:net';

import { createTransport } from 'nodemailer';

import { abortable, onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { HttpClient } from '../ports/http.ts';
import type { Reply, Replier, ReplyOutcome } from '../ports/reply.ts';
import type { MailServer } from './config.ts';
import { counted } from './counted.ts';
import type { MailLogin } from './credential.ts';
import { failureOf } from './failures.ts';
import { TIMES } from './limits.ts';
import type { FoundMail } from './lookup.ts';
import { readHeaders, soleValueOf } from './normalize-headers.ts';
import { replyID } from './normalize-loops.ts';
import { textOf } from './normalize-sender.ts';

export interface ReplierOptions {
  readonly server: MailServer;
  /** Of the server, for its look-up, and to count what it is asked. */
  readonly http: HttpClient;
  readonly login: MailLogin;
  readonly from: string;
  /** Finds the mail of an incident. */
  readonly find: (externalID: string, signal: AbortSignal) => Promise<FoundMail | undefined>;
  readonly allowance: Allowance;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

export function createReplier(options: ReplierOptions): Replier {
  return {
    async reply(reply, signal) {
      const mail = await options.find(reply.externalID, signal);
      if (mail === undefined)
        return refused('NotFound', 'The mail is not in the folder any more: nobody was answered.');
      const to = textOf(mail.report.from);
      if (!options.allowance.take(to, options.clock.monotonicMs())) {
        return refused(
          'NotAllowed',
          'The sender got as many replies as one may have within an hour: a loop is cut off here.',
        );
      }
      return sendMail(options, { reply, mail, to }, signal);
    },
    [Symbol.asyncDispose]: options.close,
  };
}

function refused(reason: 'NotFound' | 'NotAllowed', message: string): ReplyOutcome {
  return { kind: 'refused', reason, message };
}

const MAX_REPLIES = 10;
const HOUR_MS = 60 * 60_000;
const MAX_SENDERS = 10_000;

/** Ends a loop with a program that answers replies and says nothing of it. In memory only. */
export class Allowance {
  readonly #sent = new Map<string, number[]>();

  /** Whether one more may go to this address. */
  take(address: string, nowMs: number): boolean {
    const recent = (this.#sent.get(address) ?? []).filter((at) => nowMs - at < HOUR_MS);
    if (recent.length >= MAX_REPLIES) return false;
    this.#sent.delete(address);
    this.#sent.set(address, [...recent, nowMs]);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > MAX_SENDERS && oldest !== undefined) this.#sent.delete(oldest);
    return true;
  }
}

interface Letter {
  readonly reply: Reply;
  readonly mail: FoundMail;
  readonly to: string;
}

async function sendMail(options: ReplierOptions, letter: Letter, signal: AbortSignal): Promise<ReplyOutcome> {
  const credentials = await options.login.login(signal);
  try {
    const counting = { http: options.http, signal, success: '250' };
    await counted(counting, () => handOver(options, { letter, credentials }, signal));
    return { kind: 'sent' };
  } catch (error) {
    signal.throwIfAborted();
    return outcomeOf(error, options);
  }
}

interface Sending {
  readonly letter: Letter;
  readonly credentials: Awaited<ReturnType<MailLogin['login']>>;
}

async function handOver(options: ReplierOptions, sending: Sending, signal: AbortSignal): Promise<void> {
  const { server, from } = options;
  const { user, pass, accessToken } = sending.credentials;
  const socket = await connected(options, signal);
  const stopListening = onAbort(signal, () => socket.destroy());
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'TLS',
    requireTLS: server.security === 'StartTLS',
    tls: { servername: server.host, minVersion: 'TLSv1.2' },
    auth: accessToken === undefined ? { user, pass } : { type: 'OAuth2', user, accessToken },
    getSocket: (_options, callback) => callback(null, { connection: socket }),
    greetingTimeout: TIMES.greeting,
    socketTimeout: TIMES.connect,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await abortable(transport.sendMail({ from, ...contentOf(sending.letter, from) }), signal);
  } finally {
    stopListening();
    transport.close();
    socket.destroy();
  }
}

/** To the address that the guard has checked. */
async function connected({ server, http }: ReplierOptions, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: server.host, port: server.port, lookup: http.lookup, timeout: TIMES.connect });
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.on('error', reject);
    socket.once('timeout', () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
  });
  try {
    await abortable(opened, signal);
    socket.setTimeout(0);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function contentOf({ reply, mail, to }: Letter, from: string) {
  const { namespace, name } = reply.incident;
  const original = soleValueOf(readHeaders(mail.head.head), 'message-id');
  const isID = original !== undefined && /^<[!-;=?-~]{1,250}>$/.test(original);
  return {
    to,
    subject: `Your report was received: ${name}`,
    text: [
      'Your report was received.',
      '',
      'It is on record as the incident',
      name,
      `in the namespace ${namespace}.`,
      '',
      'This mail was sent by a program. Answers to it are not read.',
      '',
    ].join('\n'),
    messageId: replyID(reply.key, from.replace(/^.*@/, '')),
    ...(isID ? { inReplyTo: original, references: [original] } : {}),
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** A refusal with a code of its own is final. Everything else may have come after the mail was taken. */
function outcomeOf(error: unknown, { server, login }: ReplierOptions): ReplyOutcome {
  const failure = failureOf(error, 'send a reply', server);
  if (failure.kind === 'unauthorized') login.forget();
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
  if (failure.kind === 'unauthorized' || typeof code !== 'number' || code < 500) throw failure;
  const advice = 'check that the login may send as replyFrom, and that the server takes mails for the sender';
  return refused('NotAllowed', `The server ${server.host} refused the reply with ${code}: ${advice}.`);
}
