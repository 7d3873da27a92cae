// A loopback SMTP server for submission, just as much of RFC 5321 as a client needs: STARTTLS before AUTH, PLAIN, one mail at a time. Keeps what it
// took, and can refuse, or take a mail and lose the answer. Knows nothing of what mails say.

import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

import type { Certificate } from '../../clusters/certificates.ts';

export interface Sent {
  readonly from: string;
  readonly to: string;
  /** As it arrived, with its head. */
  readonly mail: string;
}

/** `lose`: the mail is taken and the connection closed without an answer. A text is the answer to RCPT. */
export type SmtpFault = 'lose' | `${4 | 5}${string}`;

interface Session {
  from: string;
  to: string;
  readonly isSecure: boolean;
  isLoggedIn: boolean;
  /** The lines of a mail that is coming in. */
  data: string[] | undefined;
}

export class SmtpServer implements AsyncDisposable {
  readonly sent: Sent[] = [];
  readonly faults: SmtpFault[] = [];
  readonly #server: Server;
  readonly #password: string;
  readonly #certificate: Certificate;
  readonly #open = new Set<Socket>();
  port = 0;

  private constructor(certificate: Certificate, password: string) {
    this.#certificate = certificate;
    this.#password = password;
    this.#server = createServer((socket) => {
      this.#open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#open.delete(socket));
      socket.write('220 mail.example.com ESMTP\r\n');
      this.#serve(socket, { isSecure: false });
    });
  }

  static async start(certificate: Certificate, password: string): Promise<SmtpServer> {
    const server = new SmtpServer(certificate, password);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    const address = server.#server.address();
    server.port = typeof address === 'object' && address !== null ? address.port : 0;
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket, { isSecure }: { readonly isSecure: boolean }): void {
    const session: Session = { from: '', to: '', isSecure, isLoggedIn: false, data: undefined };
    let pending = '';
    const onData = (chunk: Buffer): void => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (session.data !== undefined && line !== '.') {
          session.data.push(line.replace(/^\./, ''));
          continue;
        }
        if (/^STARTTLS$/i.test(line) && !isSecure) {
          socket.off('data', onData);
          socket.write('220 go\r\n');
          this.#upgrade(socket);
          return;
        }
        const answer = session.data === undefined ? this.#answer(line, session) : this.#take(session);
        if (answer === undefined) socket.destroy();
        else socket.write(`${answer}\r\n`);
      }
    };
    socket.on('data', onData);
  }

  #upgrade(socket: Socket): void {
    const { cert, key } = this.#certificate;
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
    secure.on('error', () => undefined);
    this.#serve(secure, { isSecure: true });
  }

  #answer(line: string, session: Session): string {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return `250-mail.example.com\r\n250 ${session.isSecure ? 'AUTH PLAIN' : 'STARTTLS'}`;
    if (verb === 'QUIT') return '221 bye';
    if (!session.isSecure) return '530 STARTTLS first';
    if (verb === 'AUTH') return this.#login(line, session);
    return session.isLoggedIn ? this.#envelope(verb, line, session) : '530 log in first';
  }

  #envelope(verb: string, line: string, session: Session): string {
    const address = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') session.from = address;
    if (verb === 'RCPT') {
      const [fault] = this.faults;
      if (fault !== undefined && fault !== 'lose') return this.faults.shift() ?? '';
      session.to = address;
    }
    if (verb !== 'DATA') return '250 ok';
    session.data = [];
    return '354 go';
  }

  #login(line: string, session: Session): string {
    const [, , password] = Buffer.from(line.replace(/^AUTH PLAIN /i, ''), 'base64')
      .toString('utf8')
      .split('\0');
    session.isLoggedIn = password === this.#password;
    return session.isLoggedIn ? '235 ok' : '535 5.7.8 no';
  }

  #take(session: Session): string | undefined {
    this.sent.push({ from: session.from, to: session.to, mail: (session.data ?? []).join('\r\n') });
    session.data = undefined;
    if (this.faults[0] !== 'lose') return '250 taken';
    this.faults.shift();
    return undefined;
  }
}
