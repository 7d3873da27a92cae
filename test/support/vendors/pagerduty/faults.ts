// Faults on demand: what a vendor, a proxy or a network does on a bad day, for the requests that a test names.

import { type ServerResponse } from 'node:http';

import { type ApiAnswer, type ApiRequest } from './answers.ts';

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** The vendor's own, in the body; without it the body is empty. */
      readonly code?: number;
    }
  /** 200 with a JSON text that is cut in the middle, its length stated as what is sent. */
  | { readonly kind: 'truncated' }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'html' }
  /** 200 with no body at all. */
  | { readonly kind: 'empty' }
  /** 200, well-formed, with an empty list in place of what is there. */
  | { readonly kind: 'empty-list' }
  /** The field of every item of the list becomes something else. */
  | { readonly kind: 'changed-type'; readonly field: string }
  /** The answer as a test wants it; not over HTTP. */
  | { readonly kind: 'mutate'; readonly mutate: (body: unknown) => unknown }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

/** All that is given must fit. */
export type Match =
  | { readonly path?: string; readonly minOffset?: number; readonly query?: Readonly<Record<string, string>> }
  | ((request: ApiRequest) => boolean);

export interface ScriptedFault {
  readonly match: Match;
  readonly fault: Fault;
  left: number;
}

export function matches(match: Match, request: ApiRequest): boolean {
  if (typeof match === 'function') return match(request);
  const { path, minOffset, query = {} } = match;
  if (path !== undefined && request.path !== path) return false;
  if (minOffset !== undefined && Number(request.query.get('offset') ?? '0') < minOffset) return false;
  return Object.entries(query).every(([name, value]) => request.query.getAll(name).includes(value));
}

/** Sends what the fault makes of the answer that would have been sent. */
export function sendFaulty(response: ServerResponse, fault: Fault, answer: ApiAnswer): void {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      return void response.end(fault.code === undefined ? '' : JSON.stringify({ error: { code: fault.code } }));
    case 'truncated':
      return sendText(response, jsonOf(answer).slice(0, -40));
    case 'cut':
      return cut(response, jsonOf(answer));
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end('<!doctype html><title>Sign in</title><p>Please sign in.');
    case 'empty':
      return sendText(response, '');
    case 'empty-list':
      return sendText(response, JSON.stringify(emptied(answer.body)));
    case 'changed-type':
      return sendText(response, JSON.stringify(changed(answer.body, fault.field)));
    case 'mutate':
      return sendText(response, JSON.stringify(fault.mutate(answer.body)) ?? '');
    case 'redirect':
      return void response.writeHead(302, { location: fault.location }).end();
    case 'hang':
      return;
    case 'reset':
      return void response.socket?.resetAndDestroy();
  }
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

function cut(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.socket?.destroy());
}

function jsonOf({ body }: ApiAnswer): string {
  return JSON.stringify(body ?? {});
}

function listOf(body: unknown): [string, readonly Record<string, unknown>[]] | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const entry = Object.entries(body).find(([, value]) => Array.isArray(value));
  return entry as [string, readonly Record<string, unknown>[]] | undefined;
}

function emptied(body: unknown): unknown {
  const list = listOf(body);
  return list === undefined ? {} : { [list[0]]: [], limit: 100, offset: 0, total: null, more: false };
}

function changed(body: unknown, field: string): unknown {
  const list = listOf(body);
  if (list === undefined) return body;
  const [name, items] = list;
  return { ...(body as object), [name]: items.map((item) => ({ ...item, [field]: { was: typeof item[field] } })) };
}
