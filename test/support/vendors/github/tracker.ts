// The loopback GitHub as the tracker of tests of effects: what a process sends to it passes through a transport that can break, and
// what it did over the API is entered into the tracker's history.

import { lookup } from 'node:dns';

import type { Clock } from '../../../../src/base/clock.ts';
import { createGitHub, type GitHubConfig } from '../../../../src/integrations/github/index.ts';
import { SourceError } from '../../../../src/integrations/ports/failure.ts';
import type { HttpClient } from '../../../../src/integrations/ports/http.ts';
import type { AttemptLimits } from '../../../../src/runtime/effects.ts';
import type { PortsOver, Tracker } from '../../effects/world.ts';
import { writerPorts } from '../../effects/writer-ports.ts';
import { sourceContext } from '../source-context.ts';
import { TrackerAccount } from '../tracker/account.ts';
import type { TrackerAnswer, TrackerFault } from '../tracker/api.ts';
import type { TrackerTransport } from '../tracker/server.ts';
import type { GitHubServer } from './server.ts';
import { GOOD_TOKEN, REPO } from './stage.ts';

/** A request, packed into one of the tracker's: everything but GET is a write. */
interface Packed {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Unpacked {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export class GitHubTracker implements Tracker {
  readonly account = new TrackerAccount();
  /** The faults of the next requests, in order. */
  readonly faults: Array<TrackerFault | undefined> = [];
  readonly isBusy = false;
  readonly #server: GitHubServer;
  readonly #clock: Clock;
  #entered = 0;

  constructor(server: GitHubServer, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  /** An open issue, and its entry in the history. */
  openIssue(): string {
    return this.#server.account.create('Issues', REPO);
  }

  readonly transport: TrackerTransport = (request, signal) =>
    new Promise((resolve, reject) => {
      const fault = this.faults.shift();
      const afterSeconds = fault === 'slow' ? 20 : fault === 'late' ? 45 : 0;
      signal.addEventListener('abort', () => reject(new Error('the client gave up')), { once: true });
      const finish = (): void => {
        const answer = this.#perform(JSON.parse(request.body?.['packed'] ?? '{}') as Packed, fault);
        if (answer === undefined) reject(new Error('socket hang up'));
        else resolve(answer);
      };
      if (afterSeconds === 0) finish();
      else this.#clock.setTimer(finish, afterSeconds * 1_000);
    });

  /** Undefined: the connection breaks. */
  #perform({ method, url, headers, body }: Packed, fault: TrackerFault | undefined): TrackerAnswer | undefined {
    if (fault === 'dropped') return undefined;
    if (fault === 'broken') return packed(500);
    if (fault === 'conflict') return packed(409);
    if (fault === 'limited') return packed(429, { 'retry-after': '40' });
    const { pathname, searchParams } = new URL(url);
    const answer = this.#server.answer({ method, path: pathname, query: searchParams, headers, body });
    this.#enter();
    if (fault === 'lost') return undefined;
    return fault === 'half' ? packed(500) : packed(answer.status, answer.headers, answer.body);
  }

  #enter(): void {
    for (const { id, kind, text } of this.#server.writes.slice(this.#entered)) {
      if (kind === 'comment') this.account.incidents.get(id)?.notes.push(text);
      else this.account.change(id, { to: 'resolved', by: 'docket' });
    }
    this.#entered = this.#server.writes.length;
  }
}

function packed(status: number, headers: Readonly<Record<string, string>> = {}, body?: unknown): TrackerAnswer {
  return { status, body: { headers, body } satisfies Unpacked };
}

/** GitHub's writer, whose requests pass through the transport. It sends no write once its attempt is over. */
export function githubPorts(endpoint: string, clock: Clock): PortsOver {
  return (transport) => {
    const provider = createGitHub();
    return writerPorts((limits) => {
      const client = clientOver(transport, limits);
      const config: GitHubConfig = { repositories: [REPO], streams: ['Issues'], endpoint };
      const { context } = sourceContext<GitHubConfig>({ config, secret: { token: GOOD_TOKEN }, clock, client });
      const writer = provider.openWriter?.(context);
      if (writer === undefined) throw new Error('GitHub can be written to');
      return writer;
    });
  };
}

function clientOver(transport: TrackerTransport, { isOver }: AttemptLimits): HttpClient {
  return {
    send: () => Promise.reject(new Error('GitHub is reached through its SDK')),
    lookup,
    count: () => undefined,
    async fetch(input, init) {
      const asked = new Request(input, init);
      const { method, url } = asked;
      const isWrite = method !== 'GET';
      if (isWrite && isOver()) throw new SourceError('unreachable', 'the time was over before it was sent');
      const sent: Packed = { method, url, headers: Object.fromEntries(asked.headers), body: await asked.text() };
      const path = `${method} ${new URL(url).pathname}`;
      const request = { method: isWrite ? 'POST' : 'GET', path, body: { packed: JSON.stringify(sent) } } as const;
      const answer = await transport(request, asked.signal).catch((cause: unknown) => {
        throw new SourceError('unreachable', 'no answer from GitHub', { cause });
      });
      const { headers, body } = answer.body as Unpacked;
      const text = body === undefined ? null : JSON.stringify(body);
      return new Response(text, { status: answer.status, headers: { 'content-type': 'application/json', ...headers } });
    },
  };
}
