// The certificate that the receiver serves: read from files, and read again when they change, as a mounted Secret does when it is renewed.
// A pair that cannot be used is reported, and the one before stays.

import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../runtime/log.ts';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const LOOK_EVERY_MS = 10_000;

/** Throws when the files cannot be read, or are no pair of certificate and key. */
export async function readPair({ cert, key }: CertificateFiles): Promise<Pair> {
  const pair = { cert: await readContent(cert), key: await readContent(key) };
  createSecureContext(pair);
  return pair;
}

/** An empty text would count as none, and a server without a certificate starts, and then refuses everybody. */
async function readContent(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  if (text.trim() === '') throw new Error(`read ${file}: it is empty`);
  return text;
}

/** Calls `onChange` with each new pair. Returns what ends it. */
export function followPair(
  files: CertificateFiles,
  first: Pair,
  { clock, log, onChange }: { readonly clock: Clock; readonly log: Logger; readonly onChange: (pair: Pair) => void },
): () => void {
  let current = first;
  let isOver = false;
  let cancel = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  const look = async (): Promise<void> => {
    try {
      const pair = await readPair(files);
      if (pair.cert !== current.cert || pair.key !== current.key) {
        current = pair;
        onChange(pair);
        log.info({ certificate: files.cert }, 'certificate of the receiver changed');
      }
    } catch (err) {
      log.error({ err, certificate: files.cert }, 'certificate of the receiver not usable, the one before stays');
    }
    if (!isOver) cancel = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  };
  return () => {
    isOver = true;
    cancel();
  };
}
