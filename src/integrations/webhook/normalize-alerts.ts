// The alerts of Alertmanager's webhook (version 4) and of Grafana's webhook contact point, which has the same shape. An alert is known by
// its fingerprint and its start: firing again after it was resolved has another start, and is another incident. Pure.
//
// Alertmanager: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
// Grafana: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/

import { rfc3339 } from '../../base/instants.ts';
import type { RejectedItem } from '../ports/record.ts';
import type { FormatBody, FormatFacts, FormatItem, FormatRequest } from './format.ts';
import { itemsOf, memberOf, type Members, NO_LIST, timeMsOf } from './normalize-parts.ts';
import { type Alert, isAlert } from './schema.ts';

/** The only version since Alertmanager 0.6. */
const VERSION = '4';

export function alertmanagerBody({ body }: FormatRequest): FormatBody {
  const version = memberOf(body, 'version');
  if (version === undefined || version === VERSION) return alertsBody(body);
  const detail = `/version: must be "${VERSION}", the webhook's format of Alertmanager`;
  return { items: [], payload: {}, rejected: [{ reason: 'WrongType', detail }] };
}

/** Grafana counts its versions for itself. */
export function grafanaBody({ body }: FormatRequest): FormatBody {
  return alertsBody(body);
}

function alertsBody(body: unknown): FormatBody {
  const alerts = memberOf(body, 'alerts');
  if (!Array.isArray(alerts)) return { items: [], payload: {}, rejected: [NO_LIST('alerts')] };
  const { alerts: _items, ...payload } = body as Members;
  const { items, rejected } = itemsOf<Alert>(alerts, {
    isItem: isAlert,
    what: 'alert',
    itemOf: (alert) => itemOf(alert, payload),
  });
  return { items, payload, rejected, ...gapOf(payload) };
}

/** `max_alerts` of the receiver cut the group. The next whole notification of it closes the gap. */
function gapOf(payload: Members): Pick<FormatBody, 'gap'> {
  const { truncatedAlerts, groupKey } = payload;
  if (typeof truncatedAlerts !== 'number' || typeof groupKey !== 'string') return {};
  return { gap: { scope: groupKey, isOpen: truncatedAlerts > 0 } };
}

function itemOf(alert: Alert, payload: Members): FormatItem | RejectedItem {
  const startsAtMs = timeMsOf(alert.startsAt);
  if (startsAtMs === undefined) return { reason: 'InvalidTime', detail: '/startsAt: no instant' };
  const id = `${alert.fingerprint}/${rfc3339(startsAtMs)}`;
  const isOver = alert.status === 'resolved';
  // What is resolved is later than what it was before, whatever the clocks say, so that no late repetition reopens it.
  const endsAtMs = Math.max(timeMsOf(alert.endsAt) ?? startsAtMs, startsAtMs + 1_000);
  return {
    item: alert,
    key: `${id}/${alert.status}`,
    timeMs: isOver ? endsAtMs : startsAtMs,
    facts: factsOf(alert, payload, { id, startsAtMs, ...(isOver ? { endsAtMs } : {}) }),
  };
}

function factsOf(
  { labels, annotations = {}, fingerprint, generatorURL, panelURL, dashboardURL }: Alert,
  { externalURL }: Members,
  { id, startsAtMs, endsAtMs }: { id: string; startsAtMs: number; endsAtMs?: number },
): FormatFacts {
  const titles = [annotations['summary'], labels['alertname']];
  const links = [generatorURL, panelURL, dashboardURL, typeof externalURL === 'string' ? externalURL : undefined];
  return {
    id,
    title: titles.find((title) => title !== undefined && title.trim() !== '') ?? `Alert ${fingerprint}`,
    severity: labels['severity'],
    state: endsAtMs === undefined ? 'open' : 'resolved',
    category: labels['category'],
    url: links.find((link) => link !== undefined && link !== ''),
    service: labels['service'] ?? labels['job'],
    description: annotations['description'],
    detectedAtMs: startsAtMs,
    resolvedAtMs: endsAtMs,
  };
}
