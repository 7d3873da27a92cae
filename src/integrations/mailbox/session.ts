// One connection to an IMAP server: logged in, with the folder opened for reading only, so that nothing is ever changed in it. Bounds what
// it takes in and how long anything takes. Decides nothing about mails. https://imapflow.com/docs

import { ImapFlow, type FetchMessageObject, type FetchQueryObject } from 'imapflow';

import { abortable, onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpClient } from '../ports/http.ts';
import type { Watching } from '../ports/watch.ts';
import type { MailServer } from './config.ts';
import { counted } from './counted.ts';
import type { MailLogin } from './credential.ts';
import { failureOf, refusedFolder } from './failures.ts';
import { MAX_ANSWER_BYTES, MAX_HEAD_BYTES, MAX_MAIL_BYTES, TIMES } from './limits.ts';

/** The head of one mail. */
export interface Head {
  readonly uid: number;
  /** As the server counts it. */
  readonly bytes: number;
  /** When the server took it in, epoch milliseconds. */
  readonly receivedAt: number;
  /** At most {@link MAX_HEAD_BYTES}. */
  readonly head: Uint8Array;
}

export interface Folder {
  readonly uidValidity: number;
  /** The UID that the next mail will have, or a higher one. */
  readonly uidNext: number;
}

/** What is asked of an open folder. Throws SourceErrors, and the signal's reason after an abort. */
export interface MailSession extends AsyncDisposable {
  readonly folder: Folder;
  /** The UIDs of the mails that were taken in since that day, ascending. */
  receivedSince(since: Date, signal: AbortSignal): Promise<readonly number[]>;
  /** The UIDs above that one, ascending. */
  after(uid: number, signal: AbortSignal): Promise<readonly number[]>;
  /** The UIDs of mails whose Message-ID holds this text. */
  withMessageID(id: string, signal: AbortSignal): Promise<readonly number[]>;
  /** In the order of the UIDs. A mail that is gone meanwhile is left out. */
  heads(uids: readonly number[], signal: AbortSignal): Promise<readonly Head[]>;
  /** The whole mail. Undefined when it is gone meanwhile. */
  whole(uid: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * Calls back for each new mail, until the connection ends. At once for a server without IDLE. Other methods may not be called after it.
   */
  follow(onNews: () => void, signal: AbortSignal): Promise<void>;
}

export interface SessionOptions {
  readonly server: MailServer;
  readonly folder: string;
  readonly login: MailLogin;
  /** Of the server, for its look-up, and to count what it is asked. */
  readonly http: HttpClient;
  readonly clock: Clock;
  /** The connection is kept open, to be told of news. */
  readonly follows?: true;
}

export async function openSession(options: SessionOptions, signal: AbortSignal): Promise<MailSession> {
  signal.throwIfAborted();
  const client = await connected(options, signal);
  try {
    const folder = await openFolder(options, client, signal);
    return sessionOf(options, client, folder);
  } catch (error) {
    client.close();
    throw error;
  }
}

async function connected({ server, login, http, follows }: SessionOptions, signal: AbortSignal): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === 'TLS',
    doSTARTTLS: server.security === 'StartTLS',
    auth: await login.login(signal),
    // The same options go to net.connect and tls.connect, so the address that is checked is the one that is connected to.
    tls: { lookup: http.lookup, minVersion: 'TLSv1.2' } as object,
    logger: false,
    disableAutoIdle: true,
    idHashAlgorithm: 'sha256',
    clientInfo: { name: 'docket' },
    connectionTimeout: TIMES.connect,
    greetingTimeout: TIMES.greeting,
    socketTimeout: follows ? 2 * TIMES.renewIdle : TIMES.idleSocket,
    maxIdleTime: TIMES.renewIdle,
    maxLiteralSize: MAX_ANSWER_BYTES,
    maxResponseSize: MAX_ANSWER_BYTES + MAX_HEAD_BYTES,
    maxLineLength: MAX_ANSWER_BYTES,
  });
  // Without a listener a time-out ends the process. What the connection was asked for rejects as well.
  client.on('error', () => undefined);
  const stopListening = onAbort(signal, () => client.close());
  try {
    await counted({ http, signal, success: 'OK' }, () => abortable(client.connect(), signal));
    return client;
  } catch (error) {
    client.close();
    signal.throwIfAborted();
    const failure = failureOf(error, 'log in', server);
    if (failure.kind === 'unauthorized') login.forget();
    throw failure;
  } finally {
    stopListening();
  }
}

async function openFolder(options: SessionOptions, client: ImapFlow, signal: AbortSignal): Promise<Folder> {
  const { server, folder } = options;
  try {
    await bounded(options, client, signal, () => client.mailboxOpen(folder, { readOnly: true }));
  } catch (error) {
    if (isRefusal(error)) throw refusedFolder(folder);
    throw failureOf(error, 'open the folder', server);
  }
  const { mailbox } = client;
  if (mailbox === false) throw refusedFolder(folder);
  return { uidValidity: Number(mailbox.uidValidity), uidNext: mailbox.uidNext };
}

/** The server answered NO. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'responseStatus' in error && error.responseStatus === 'NO';
}

/** One command: within its time, by the program's clock, and ended by an abort. */
async function bounded<T>(
  { clock, server, http }: SessionOptions,
  client: ImapFlow,
  signal: AbortSignal,
  command: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let isLate = false;
  const stopTimer = clock.setTimer(() => {
    isLate = true;
    client.close();
  }, TIMES.command);
  const stopListening = onAbort(signal, () => client.close());
  try {
    const counting = { http, signal, success: 'OK', isLate: () => isLate };
    return await counted(counting, () => abortable(command(), signal));
  } catch (error) {
    signal.throwIfAborted();
    if (isLate)
      throw new SourceError('unreachable', `read the mailbox at ${server.host}:${server.port}: no answer in time`);
    throw error;
  } finally {
    stopTimer();
    stopListening();
  }
}

const READ = 'read the mailbox';

function sessionOf(options: SessionOptions, client: ImapFlow, folder: Folder): MailSession {
  const ask = async <T>(signal: AbortSignal, command: () => Promise<T>): Promise<T> => {
    try {
      return await bounded(options, client, signal, command);
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error, READ, options.server);
    }
  };
  const search = async (query: Parameters<ImapFlow['search']>[0], signal: AbortSignal): Promise<readonly number[]> => {
    const found = await ask(signal, () => client.search(query, { uid: true }));
    if (found === false || found === undefined)
      throw new SourceError('malformed', `${READ}: the server did not answer a search`);
    return found.toSorted((one, other) => one - other);
  };
  const fetch = (
    uids: readonly number[],
    query: FetchQueryObject,
    signal: AbortSignal,
  ): Promise<FetchMessageObject[]> => ask(signal, () => client.fetchAll(uids.join(','), query, { uid: true }));
  return {
    folder,
    receivedSince: (since, signal) => search({ since }, signal),
    // `n:*` always includes the last mail, also when its UID is lower than n.
    after: async (uid, signal) =>
      folder.uidNext <= uid + 1 ? [] : (await search({ uid: `${uid + 1}:*` }, signal)).filter((each) => each > uid),
    withMessageID: (id, signal) => search({ header: { 'message-id': id } }, signal),
    async heads(uids, signal) {
      if (uids.length === 0) return [];
      const wanted = new Set(uids);
      const query = { uid: true, size: true, internalDate: true, bodyParts: [HEAD] };
      const mails = await fetch(uids, query, signal);
      return mails
        .filter(({ uid }) => wanted.has(uid))
        .map(headOf)
        .toSorted((one, other) => one.uid - other.uid);
    },
    async whole(uid, signal) {
      const [mail] = await fetch([uid], { uid: true, source: { maxLength: MAX_MAIL_BYTES + 1 } }, signal);
      return mail?.source;
    },
    follow: (onNews, signal) => follow(options, client, { onNews, signal }),
    async [Symbol.asyncDispose]() {
      client.close();
    },
  };
}

const HEAD = { key: 'header', start: 0, maxLength: MAX_HEAD_BYTES };

function headOf({ uid, size, internalDate, headers: head }: FetchMessageObject): Head {
  const receivedAt = new Date(internalDate ?? Number.NaN).getTime();
  if (head === undefined || size === undefined || Number.isNaN(receivedAt)) {
    throw new SourceError('malformed', `${READ}: the server left out what was asked for of a mail`);
  }
  return { uid, bytes: size, receivedAt, head };
}

/** https://www.rfc-editor.org/rfc/rfc2177 */
async function follow(
  { clock }: SessionOptions,
  client: ImapFlow,
  { onNews, signal }: Pick<Watching, 'onNews' | 'signal'>,
): Promise<void> {
  if (!client.capabilities.has('IDLE')) return;
  client.on('exists', onNews);
  const closed = new Promise<void>((resolve) => void client.once('close', () => resolve()));
  const stopTimer = clock.setTimer(() => client.close(), TIMES.watch);
  try {
    await abortable(Promise.race([client.idle(), closed]), signal);
  } finally {
    stopTimer();
  }
}
