// A door before a real Dovecot: lets connections through as they are, or breaks them, or answers them as a server that says no. TLS is Dovecot's own
// as long as it lets them through.

import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import type { Certificate } from '../../clusters/certificates.ts';

/** What the commands are answered with, where it is not what a good server would say: the status and the rest of the line. */
export type Answers = Partial<Record<'login' | 'open' | 'search', string>>;

/** `reset`: the connection breaks at once. `greeting`: the first line, after which it is closed. `closed`: it ends after the login. */
export type DoorFault =
  | { readonly kind: 'reset' }
  | { readonly kind: 'greeting'; readonly line: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'answers'; readonly answers: Answers };

export class FrontDoor implements AsyncDisposable {
  /** Of the connections from now on. */
  fault: DoorFault | undefined;
  readonly #outer: Server;
  readonly #inner: Server;
  readonly #open = new Set<Socket>();

  private constructor(certificate: Certificate, port: number) {
    this.#inner = createTlsServer({ cert: certificate.cert, key: certificate.key }, (socket) => this.#answer(socket));
    this.#outer = createServer((socket) => {
      this.#keep(socket);
      if (this.fault?.kind === 'reset') return void socket.resetAndDestroy();
      const behind = connect(this.fault === undefined ? port : portOf(this.#inner), '127.0.0.1');
      this.#keep(behind);
      socket.pipe(behind).pipe(socket);
      for (const [one, other] of [
        [socket, behind],
        [behind, socket],
      ] as const)
        one.on('close', () => other.destroy());
    });
  }

  /** `port`: Dovecot's, for TLS. */
  static async start(certificate: Certificate, port: number): Promise<FrontDoor> {
    const door = new FrontDoor(certificate, port);
    for (const server of [door.#inner, door.#outer])
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get port(): number {
    return portOf(this.#outer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    for (const server of [this.#outer, this.#inner]) await new Promise((resolve) => server.close(resolve));
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#open.delete(socket));
  }

  #answer(socket: Socket): void {
    this.#keep(socket);
    const { fault } = this;
    if (fault?.kind === 'greeting') return void socket.end(`${fault.line}\r\n`);
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    let rest = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) socket.write(replyTo(line, fault?.kind === 'answers' ? fault.answers : {}));
      if (fault?.kind === 'closed' && lines.some((line) => / LOGIN /i.test(line))) socket.end();
    });
  }
}

/** https://www.rfc-editor.org/rfc/rfc3501 */
function replyTo(line: string, { login = 'OK', open = 'OK', search = 'OK' }: Answers): string {
  const [tag = '*', ...words] = line.split(' ');
  const command = words.join(' ').toUpperCase();
  if (command.startsWith('LOGIN')) return `${tag} ${login} done\r\n`;
  if (command.startsWith('CAPABILITY')) return `* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`;
  if (command.startsWith('EXAMINE')) {
    const folder = '* 9 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT 100] next\r\n';
    return `${open.startsWith('OK') ? folder : ''}${tag} ${open} done\r\n`;
  }
  return command.startsWith('UID SEARCH') ? `${tag} ${search} done\r\n` : `${tag} OK done\r\n`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
