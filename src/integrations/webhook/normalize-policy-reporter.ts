// The results that Policy Reporter's webhook target sends, one per request: those of Kyverno, Trivy and whatever else writes PolicyReports.
// A violation is known by its source, policy, rule and resource; its state is its review's, as a result that is gone is not sent. Pure.
//
// https://kyverno.github.io/policy-reporter-docs/guide/integrations.html

import type { RejectedItem } from '../ports/record.ts';
import type { FormatBody, FormatFacts, FormatItem, FormatRequest } from './format.ts';
import { isSoundID, itemsOf, memberOf, timeMsOf } from './normalize-parts.ts';
import { isPolicyResult, type PolicyResult } from './schema.ts';

export function policyReporterBody({ body }: FormatRequest): FormatBody {
  // What the target sends with `keepalive`, and nothing else.
  if (memberOf(body, 'event') === 'heartbeat') return { items: [], payload: {}, rejected: [], isHeartbeat: true };
  const results = Array.isArray(body) ? (body as unknown[]) : [body];
  return { ...itemsOf<PolicyResult>(results, { isItem: isPolicyResult, what: 'result', itemOf }), payload: {} };
}

function itemOf(result: PolicyResult): FormatItem | RejectedItem {
  const { policy, rule = '', source = '', resource, status, creationTimestamp } = result;
  const id = [source, policy, rule, objectOf(resource)].join('/');
  if (!isSoundID(id)) return { reason: 'InvalidID', detail: '/policy: too long, or with characters that no id has' };
  const timeMs = timeMsOf(creationTimestamp);
  return { item: result, key: `${id}/${status}/${timeMs ?? ''}`, timeMs, facts: factsOf(result, { id, timeMs }) };
}

/** By its uid. That is empty for what is no object of the cluster. */
function objectOf({ kind = '', namespace = '', name = '', uid = '' }: PolicyResult['resource'] = {}): string {
  return uid === '' ? [kind, namespace, name].join(':') : uid;
}

function factsOf(
  { policy, rule = '', message, severity, priority, category, status, resource = {} }: PolicyResult,
  { id, timeMs }: { readonly id: string; readonly timeMs: number | undefined },
): FormatFacts {
  const { kind = '', namespace = '', name = '' } = resource;
  const place = [kind, [namespace, name].filter((part) => part !== '').join('/')]
    .filter((part) => part !== '')
    .join(' ');
  const isMet = status === 'pass' || status === 'skip';
  return {
    id,
    title: [[policy, rule].filter((part) => part !== '').join('/'), place].filter((part) => part !== '').join(': '),
    severity: severity === undefined || severity === '' ? priority : severity,
    ...(isMet ? { state: 'resolved', resolvedAtMs: timeMs } : {}),
    category,
    service: place,
    description: message,
    detectedAtMs: timeMs,
  };
}
