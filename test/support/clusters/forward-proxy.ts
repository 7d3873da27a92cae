// A loopback HTTP proxy that tunnels (CONNECT) and nothing else; it counts what it tunnelled.

import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ForwardProxy extends AsyncDisposable {
  readonly url: string;
  /** The `host:port` of each tunnel so far. */
  readonly tunnels: readonly string[];
}

/** `isMute`: it takes whatever it is asked, and answers nothing. */
export async function startForwardProxy({ isMute = false } = {}): Promise<ForwardProxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => void response.writeHead(501).end());
  server.on('connect', (request, client: Socket) => {
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    tunnels.push(`${hostname}:${port}`);
    if (isMute) return void sockets.add(client.on('error', () => client.destroy()));
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
