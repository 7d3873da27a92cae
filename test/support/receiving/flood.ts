// What a receiver has to bear: forged and repeated requests, bodies without an end, and senders that are slow. Says what was answered.

import { connect, type Socket } from 'node:net';
import { anAlert, attempt, type Sending, TOKEN } from './alerts.ts';

const AT_ONCE = 10;
const PIECE_KIB = 64;
const POURED_MIB = 64;

export interface Flood {
  readonly forged: number;
  /** Repetitions of the alert `genuine`. */
  readonly replayed: number;
  /** In bodies of 64 MiB. */
  readonly mib: number;
}

/** The different answers to each kind; undefined and NaN are none. */
export type FloodAnswers = Readonly<Record<'forged' | 'replayed' | 'huge', ReadonlyArray<number | undefined>>>;

/** Thirty requests at a time, each over a connection of its own. */
export async function flood(sending: Sending, { forged, replayed, mib }: Flood): Promise<FloodAnswers> {
  const body = anAlert('forged');
  const ofForged = many(forged, (index) => attempt(sending, body, index % 2 === 0 ? `wrong-${index}` : `${TOKEN}x`));
  const ofReplayed = many(replayed, () => attempt(sending, anAlert('genuine')));
  const ofHuge = many(Math.ceil(mib / POURED_MIB), () => pour(sending, POURED_MIB));
  const [one, two, three] = await Promise.all([ofForged, ofReplayed, ofHuge]);
  return { forged: one, replayed: two, huge: three };
}

async function many(
  count: number,
  act: (index: number) => Promise<number | undefined>,
): Promise<Array<number | undefined>> {
  const answers = new Set<number | undefined>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) answers.add(await act(index));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...answers];
}

/** Streams a body without a stated length for as long as it is taken. Returns the status that was answered. */
function pour({ url, path: target }: Sending, mib: number): Promise<number | undefined> {
  const { port } = new URL(url);
  const piece = Buffer.alloc(PIECE_KIB * 1024, 'x');
  const frame = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let said = '';
    let left = (mib * 1024) / PIECE_KIB;
    socket.on('data', (data: Buffer) => void (said += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1])));
    socket.write(
      `POST ${target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const write = (): void => {
      while (left-- > 0) if (!socket.write(frame)) return void socket.once('drain', write);
      socket.end();
    };
    write();
  });
}

/** Requests that send a byte now and then, and never end. */
export function startSlow({ url, path: target }: Sending, count: number): Socket[] {
  const { port } = new URL(url);
  return Array.from({ length: count }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'), 200);
    socket.on('close', () => clearInterval(drip));
    return socket;
  });
}
