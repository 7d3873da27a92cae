// An HttpClient over a loopback vendor's responses without HTTP, each changed by a function. For thin clients (`send`) and SDKs (`fetch`).

import { lookup } from 'node:dns';

import type { HttpClient } from '../../../../src/integrations/ports/http.ts';
import type { ApiAnswer, ApiRequest } from '../loopback/answers.ts';

/** Returns the body to send in place of the vendor's. `path` starts with a slash. */
export type Spoil = (body: unknown, path: string) => unknown;

export interface Answering {
  /** The base URL of the vendor; it has no path. */
  readonly url: string;
  answer(request: ApiRequest): ApiAnswer;
}

/** The vendor's own answers, computed anew each time: for many histories, which over HTTP would take minutes. */
export function directClient(vendor: Answering): HttpClient {
  return spoilingClient(vendor, (body) => body);
}

/**
 * With `answers` the vendor's state must not change: each success is computed once, and kept in `answers`. A refusal is not kept, as it may be for a
 * token that was spoilt.
 */
export function spoilingClient(vendor: Answering, spoil: Spoil, answers?: Map<string, ApiAnswer>): HttpClient {
  const ask = (request: ApiRequest): Required<Pick<ApiAnswer, 'headers'>> & ApiAnswer => {
    const key = `${vendor.url} ${request.method} ${request.path}?${request.query.toString()} ${request.body}`;
    const answer = answers?.get(key) ?? vendor.answer(request);
    if (answer.status < 400) answers?.set(key, answer);
    return { ...answer, headers: answer.headers ?? {}, body: spoil(answer.body, request.path) };
  };
  return {
    lookup,
    count: () => undefined,
    async send({ method = 'GET', path, query = [], headers = {}, body }) {
      const absolute = `/${path.replace(/^\//, '')}`;
      const search = new URLSearchParams(query.map(([name, value]) => [name, value]));
      const answer = ask({ method, path: absolute, query: search, headers: lowerCase(headers), body: textOf(body) });
      return { status: answer.status, headers: answer.headers, body: answer.body };
    },
    async fetch(input, init) {
      const asked = new Request(input, init);
      const { pathname, searchParams } = new URL(asked.url);
      const headers = Object.fromEntries(asked.headers);
      const text = await asked.text();
      const answer = ask({ method: asked.method, path: pathname, query: searchParams, headers, body: text });
      const json = JSON.stringify(answer.body);
      const answerHeaders = { 'content-type': 'application/json', ...answer.headers };
      return new Response(json === undefined ? null : json, { status: answer.status, headers: answerHeaders });
    },
  };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  return body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
}
