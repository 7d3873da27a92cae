// The audit events of a Kubernetes API server, as its webhook backend sends them: an EventList of audit.k8s.io/v1. An event is known by its
// audit id and its stage. The format makes no incident of an event; detections do. Pure.
//
// https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#webhook-backend

import type { RejectedItem } from '../ports/record.ts';
import type { FormatBody, FormatItem, FormatRequest } from './format.ts';
import { itemsOf, memberOf, type Members, NO_LIST, timeMsOf } from './normalize-parts.ts';
import { type AuditEvent, isAuditEvent } from './schema.ts';

export function auditBody({ body }: FormatRequest): FormatBody {
  const events = memberOf(body, 'items');
  if (!Array.isArray(events)) return { items: [], payload: {}, rejected: [NO_LIST('items')] };
  const { items: _items, ...payload } = body as Members;
  return { ...itemsOf<AuditEvent>(events, { isItem: isAuditEvent, what: 'event', itemOf }), payload };
}

function itemOf(event: AuditEvent): FormatItem | RejectedItem {
  const stated = event.stageTimestamp ?? event.requestReceivedTimestamp;
  const timeMs = timeMsOf(stated);
  if (stated !== undefined && timeMs === undefined)
    return { reason: 'InvalidTime', detail: '/stageTimestamp: no instant' };
  return { item: event, key: `${event.auditID}/${event.stage}`, timeMs };
}
