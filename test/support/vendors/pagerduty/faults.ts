// Injects faults of a vendor, a proxy or a network into the requests that a test selects.

import { type ServerResponse } from 'node:http';

import { type ApiAnswer, type ApiRequest } from './answers.ts';

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** The vendor's error code, sent in the body. Without it the body is empty. */
      readonly code?: number;
    }
  /** 200 with truncated JSON, and a matching content-length. */
  | { readonly kind: 'truncated' }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'html' }
  /** 200 with no body at all. */
  | { readonly kind: 'empty' }
  /** 200 with well-formed JSON whose list is empty. */
  | { readonly kind: 'empty-list' }
  /** Replaces a field in every item of the list. */
  | { readonly kind: 'changed-type'; readonly field: string }
  /** Changes the response. Not available over HTTP. */
  | { readonly kind: 'mutate'; readonly mutate: (body: unknown) => unknown }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

/** Every given member must match. */
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

/** Sends the response with the fault applied. */
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
