// The body of a request, up to a size, while it streams. What is held of all bodies together is bounded, so that many at once cannot take the
// memory of the operator. Parses nothing.

import type { IncomingMessage } from 'node:http';

/** Of one body. */
export const MAX_BODY_BYTES = 1024 * 1024;

export type Body =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The others take up what there is. */
  | { readonly kind: 'busy' }
  /** The sender went away, or was too slow. */
  | { readonly kind: 'gone' };

/** Bytes that are held at this moment, by namespace: one of them takes half of all at most, so that its slow ones leave room for others. */
export class Holding {
  readonly #max: number;
  readonly #ofNamespaces = new Map<string, number>();
  #held = 0;

  constructor(max: number) {
    this.#max = max;
  }

  take(namespace: string, bytes: number): boolean {
    const own = (this.#ofNamespaces.get(namespace) ?? 0) + bytes;
    if (this.#held + bytes > this.#max || own > this.#max / 2) return false;
    this.#held += bytes;
    this.#ofNamespaces.set(namespace, own);
    return true;
  }

  release(namespace: string, bytes: number): void {
    const left = (this.#ofNamespaces.get(namespace) ?? 0) - bytes;
    this.#held -= bytes;
    if (left > 0) this.#ofNamespaces.set(namespace, left);
    else this.#ofNamespaces.delete(namespace);
  }
}

/** Holds the bytes until `done` is called. Says early that a body is too large, where its length is stated. */
export async function readBody(
  request: IncomingMessage,
  holding: Holding,
  namespace: string,
): Promise<{ readonly body: Body; readonly done: () => void }> {
  const stated = Number(request.headers['content-length'] ?? 0);
  if (stated > MAX_BODY_BYTES) return { body: { kind: 'too-large' }, done: nothing };
  let bytes = 0;
  const chunks: Buffer[] = [];
  const done = (): void => holding.release(namespace, bytes);
  const refuse = (kind: 'too-large' | 'busy' | 'gone') => {
    for (const chunk of chunks) free(chunk);
    done();
    return { body: { kind }, done: nothing } as const;
  };
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (bytes + chunk.byteLength > MAX_BODY_BYTES) return refuse('too-large');
      if (!holding.take(namespace, chunk.byteLength)) return refuse('busy');
      bytes += chunk.byteLength;
    }
  } catch {
    return refuse('gone'); // The connection broke off: there is nobody to tell.
  }
  if (!request.complete) return refuse('gone');
  const whole = Buffer.concat(chunks);
  for (const chunk of chunks) free(chunk);
  return {
    body: { kind: 'read', bytes: whole },
    done: () => {
      free(whole);
      done();
    },
  };
}

/**
 * Gives the memory back at once: the collector would wait until tens of MiB of such buffers are there. Only what has its memory for itself.
 */
function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0) buffer.transfer(0);
}

const nothing = (): void => undefined;
