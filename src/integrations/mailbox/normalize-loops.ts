// Mails that no person wrote as a report: automatic answers, lists, bounces, and Docket's own replies and answers to them. Pure.
// https://www.rfc-editor.org/rfc/rfc3834

import { type Headers, valuesOf } from './normalize-headers.ts';

/** A Message-ID that Docket gave to a reply, angle brackets included. */
const OWN_ID = /^<docket\.[0-9a-f]{32}@[^\s<>@]{1,253}>$/;

/** The Message-ID of a reply. `key` is 32 hex characters. */
export function replyID(key: string, domain: string): string {
  return `<docket.${key}@${domain}>`;
}

export function isOwn(headers: Headers): boolean {
  return valuesOf(headers, 'message-id').some((id) => OWN_ID.test(id));
}

/** Somebody, or some program, answers a reply of Docket's. */
export function isAnswerToOwn(headers: Headers): boolean {
  return valuesOf(headers, 'in-reply-to').some((value) => value.split(/\s+/).some((id) => OWN_ID.test(id)));
}

export function isAutomatic(headers: Headers): boolean {
  return headers.some(({ name, value }) => name.startsWith('list-') || MARKS.get(name)?.test(value) === true);
}

/** A map, as a field may have any name (`Constructor: x`). */
const MARKS: ReadonlyMap<string, RegExp> = new Map([
  ['auto-submitted', /^(?!no\b)/i],
  ['precedence', /^(?:bulk|list|junk|auto[-_]?reply)\b/i],
  ['return-path', /^<\s*>$/],
  ['content-type', /^multipart\/report\b/i],
  ['x-autoreply', /^(?!no\b)/i],
  ['x-autorespond', /^(?!no\b)/i],
]);
