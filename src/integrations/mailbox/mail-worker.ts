// What runs in the worker thread: reads one mail after the other into its text and the names of its attachments. Has no timeout of its own:
// text.ts ends the thread. Keeps nothing, and uses no network, files or environment.

import { parentPort } from 'node:worker_threads';

import { MailParser } from 'mailparser';

import { MAX_PARTS } from './limits.ts';

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

export type Parsed =
  | { readonly kind: 'text'; readonly text: string; readonly attachments: readonly Attachment[] }
  | { readonly kind: 'none'; readonly reason: 'TooManyParts' | 'Unreadable' };

/** More than a record takes: what is cut off here would be cut off there. */
const MAX_TEXT = 128 * 1024;
const MAX_NAME = 1_024;
const MAX_HTML = 1024 * 1024;

const OPTIONS = {
  skipImageLinks: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  ignoreEmbedded: true,
  checksumAlgo: false,
  maxHtmlLengthToParse: MAX_HTML,
  maxChildNodes: MAX_PARTS,
  maxHeadSize: 256 * 1024,
} as const;

function parse(raw: Uint8Array): Promise<Parsed> {
  return new Promise((resolve) => {
    const attachments: Attachment[] = [];
    let text = '';
    const parser = new MailParser(OPTIONS);
    parser.on('data', (part) => {
      if (part.type === 'text') {
        text = (part.text ?? '').slice(0, MAX_TEXT);
        return;
      }
      let bytes = 0;
      part.content.on('data', (chunk: Buffer) => void (bytes += chunk.length));
      part.content.on('end', () => {
        attachments.push({
          name: (part.filename ?? '').slice(0, MAX_NAME),
          type: part.contentType.slice(0, MAX_NAME),
          bytes,
        });
        part.release?.();
      });
    });
    parser.on('error', (error: Error & { readonly code?: string }) => {
      resolve({ kind: 'none', reason: /child nodes/i.test(error.message) ? 'TooManyParts' : 'Unreadable' });
    });
    parser.on('end', () => resolve({ kind: 'text', text, attachments }));
    parser.end(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  });
}

async function answer(raw: Uint8Array): Promise<Parsed> {
  try {
    return await parse(raw);
  } catch {
    return { kind: 'none', reason: 'Unreadable' };
  }
}

parentPort?.on('message', (raw: Uint8Array) => {
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  void answer(raw).then((parsed) => parentPort?.postMessage(parsed));
});
