// Bodies of requests and answers: what is sent as what, how much of an answer is held, and what it is read as.

import { type Dispatcher } from 'undici';

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer, HttpRequest } from '../ports/http.ts';
import { coded } from './failure.ts';

export interface Content {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** A header of the request goes before the one that its body stands for. */
export function contentOf({ body, headers = {}, answer = 'json' }: HttpRequest): Content {
  const accept = { ...(answer === 'json' ? { accept: 'application/json' } : {}), ...headers };
  if (body === undefined) return { headers: accept, body: undefined };
  const [type, sent] = encoded(body);
  return { headers: { 'content-type': type, ...accept }, body: sent };
}

function encoded(body: unknown): readonly [type: string, body: string | Uint8Array] {
  if (body instanceof URLSearchParams) return ['application/x-www-form-urlencoded', body.toString()];
  if (body instanceof Uint8Array) return ['application/octet-stream', body];
  if (typeof body === 'string') return ['text/plain;charset=utf-8', body];
  return ['application/json', JSON.stringify(body)];
}

/** Caps while streaming: what is too large is never held. */
export async function readCapped(
  stream: Dispatcher.ResponseData['body'],
  maxBytes: number,
  attempt: string,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      stream.destroy();
      throw new SourceError('malformed', `${attempt}: the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

interface Received {
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly attempt: string;
}

/** A success is what was asked for. A refusal is read as JSON, if it is that: its body is only a hint. */
export function readBody({ status, bytes, attempt }: Received, answer: HttpRequest['answer']): HttpAnswer['body'] {
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && answer === 'bytes') return bytes;
  const text = new TextDecoder().decode(bytes);
  return isSuccess && answer === 'text' ? text : parseJson({ status, text, attempt });
}

/** Where JSON was asked for, a success must be JSON or empty. */
function parseJson({ status, text, attempt }: { status: number; text: string; attempt: string }): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (status < 200 || status >= 300) return undefined;
    const what = /^\s*</.test(text)
      ? 'an HTML page in place of JSON, as proxies and sign-in pages send: check the endpoint'
      : `${text.length} characters that are not JSON: the answer was cut off or comes from something else`;
    // Without the cause: the parser's message quotes the body.
    throw coded(status, new SourceError('malformed', `${attempt}: ${status} with ${what}`));
  }
}

/** Lower-case names; what came several times is joined. */
export function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
