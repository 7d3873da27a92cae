// Faults of a vendor, a proxy or a network, for the requests that a test selects. Knows no vendor.

import { type ServerResponse } from 'node:http';

import { type ApiAnswer, type ApiRequest } from './answers.ts';

/** The request is executed before its response is spoilt, unless the fault says `unexecuted`. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** The vendor's numeric error code, sent as `error.code`. Without it and without `body` the body is empty. */
      readonly code?: number;
      readonly body?: unknown;
      readonly unexecuted?: true;
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
  | { readonly kind: 'hang'; readonly unexecuted?: true }
  | { readonly kind: 'reset'; readonly unexecuted?: true };

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

export function isUnexecuted(fault: Fault): boolean {
  return 'unexecuted' in fault && fault.unexecuted === true;
}

/** Sends the response with the fault applied. `emptied` gives the body of a listing without its items. */
export function sendFaulty(
  response: ServerResponse,
  fault: Fault,
  { answer, emptied }: { readonly answer: ApiAnswer; readonly emptied: (body: unknown) => unknown },
): void {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      return void response.end(bodyOf(fault));
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

function bodyOf({ code, body }: Extract<Fault, { kind: 'status' }>): string {
  if (body !== undefined) return JSON.stringify(body);
  return code === undefined ? '' : JSON.stringify({ error: { code } });
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

/** Replaces every list of the body by an empty one. */
export function withoutItems(body: unknown): unknown {
  if (Array.isArray(body)) return [];
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? [] : value]));
}

/** The field may be below others (`fields.status`). */
function changed(body: unknown, field: string): unknown {
  if (Array.isArray(body)) return body.map((item) => replaced(item, field.split('.')));
  if (typeof body !== 'object' || body === null) return body;
  const ofMember = (value: unknown): unknown => (Array.isArray(value) ? changed(value, field) : value);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, ofMember(value)]));
}

function replaced(item: unknown, [name = '', ...rest]: readonly string[]): unknown {
  const object = (typeof item === 'object' ? item : {}) as Readonly<Record<string, unknown>>;
  return { ...object, [name]: rest.length === 0 ? { was: typeof object[name] } : replaced(object[name], rest) };
}
