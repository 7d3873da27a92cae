// Free ports on the loopback address, from below the range that the system gives to outgoing connections: a port that
// is free for a moment, while the apiserver restarts, is then not taken by the next connection of some test.
// It must not promise more than "free a moment ago"; who binds it handles a clash.

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';

const lowest = 20_000;
const highest = 30_000;

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (await canListen(port)) return port;
  }
  throw new Error(`find a free port on 127.0.0.1: none of 100 tried between ${lowest} and ${highest} could be bound`);
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (free) await once(server.close(), 'close');
  return free;
}

export async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
