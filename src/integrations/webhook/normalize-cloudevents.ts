// CloudEvents 1.0 over HTTP: structured (the body is the event), batched (a list of them) and binary (attributes in headers, the data is the
// body). An event is known by its source and id; its state is its review's. Pure.
//
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md

import type { RejectedItem } from '../ports/record.ts';
import type { FormatBody, FormatItem, FormatRequest } from './format.ts';
import { isSoundID, itemsOf, timeMsOf } from './normalize-parts.ts';
import { type CloudEvent, isCloudEvent } from './schema.ts';

export function cloudEventsBody(request: FormatRequest): FormatBody {
  return { ...itemsOf<CloudEvent>(eventsOf(request), { isItem: isCloudEvent, what: 'event', itemOf }), payload: {} };
}

function eventsOf({ headers, body }: FormatRequest): readonly unknown[] {
  if (isBinary(headers)) return [binaryEvent(headers, body)];
  return Array.isArray(body) ? (body as unknown[]) : [body];
}

/** Attributes in headers, and the data as the body. A media type may be written in any case. */
export function isBinary(headers: FormatRequest['headers']): boolean {
  const type = (headers['content-type'] ?? '').toLowerCase();
  return headers['ce-id'] !== undefined && !type.startsWith('application/cloudevents');
}

/** Attributes are percent-encoded in headers. */
function binaryEvent(headers: FormatRequest['headers'], data: unknown): object {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') ? [[name.slice('ce-'.length), decoded(value)] as const] : [],
  );
  const type = headers['content-type'];
  return { ...Object.fromEntries(attributes), ...(type === undefined ? {} : { datacontenttype: type }), data };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // A sender that does not encode.
  }
}

function itemOf(event: CloudEvent): FormatItem | RejectedItem {
  const id = `${event.source}/${event.id}`;
  if (!isSoundID(id)) return { reason: 'InvalidID', detail: '/id: too long, or with characters that no id has' };
  const timeMs = timeMsOf(event.time);
  if (event.time !== undefined && timeMs === undefined) return { reason: 'InvalidTime', detail: '/time: no instant' };
  const title = event.subject === undefined || event.subject === '' ? event.type : `${event.type}: ${event.subject}`;
  return { item: event, key: id, timeMs, facts: { id, title, detectedAtMs: timeMs } };
}
