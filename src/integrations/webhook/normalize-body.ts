// The bytes of a request → the items of its format. Pure, and throws for no input: a body that cannot be read is one rejected item.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { RejectedItem } from '../ports/record.ts';
import type { FormatBody, FormatRequest } from './format.ts';
import { alertmanagerBody, grafanaBody } from './normalize-alerts.ts';
import { auditBody } from './normalize-audit.ts';
import { cloudEventsBody, isBinary } from './normalize-cloudevents.ts';
import { shapeFault } from './normalize-shape.ts';
import { policyReporterBody } from './normalize-policy-reporter.ts';

type Format = ProviderConfigs['webhook']['format'];

const FORMATS = {
  Alertmanager: alertmanagerBody,
  Grafana: grafanaBody,
  KubernetesAudit: auditBody,
  PolicyReporter: policyReporterBody,
  CloudEvents: cloudEventsBody,
  Custom: ({ body }) => ({ items: undefined, payload: body, rejected: [] }),
} as const satisfies Record<Format, (request: FormatRequest) => FormatBody>;

export function readBody(
  format: Format,
  { headers, body }: { readonly headers: FormatRequest['headers']; readonly body: Uint8Array },
): FormatBody {
  const fault = shapeFault(body);
  if (fault !== undefined) return unreadable(fault);
  const text = decoded(body);
  if (text === undefined) return unreadable('the body is no UTF-8');
  const parsed = format === 'CloudEvents' ? parsedData(headers, text) : parsedJson(text);
  if (parsed === undefined) return unreadable('the body is no JSON');
  return FORMATS[format]({ headers, body: parsed.value });
}

function unreadable(detail: string): FormatBody {
  return { items: [], payload: {}, rejected: [{ reason: 'WrongType', detail } satisfies RejectedItem] };
}

function decoded(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined; // The caller says so.
  }
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined; // The caller says so.
  }
}

/** The data of a binary event may be any text. */
function parsedData(headers: FormatRequest['headers'], text: string): { readonly value: unknown } | undefined {
  return parsedJson(text) ?? (isBinary(headers) ? { value: text } : undefined);
}
