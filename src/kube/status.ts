// Turns an answer that is not 2xx into a KubeError, be it a Status of the API server or the page of a proxy. It must not quote a page:
// only a Status, or the first line of a plain text.

import { isJsonObject, type JsonObject, parseJson } from '../base/json.ts';
import { KubeError, type StatusCause, type StatusReason } from './errors.ts';
import { retryAfterMs } from './retry.ts';
import type { Answer } from './wire.ts';

const MAX_MESSAGE = 2_000;
const MAX_PLAIN_TEXT = 120;

const reasonByCode: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Gone',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const knownReasons: ReadonlySet<string> = new Set<StatusReason>([
  ...Object.values(reasonByCode),
  'AlreadyExists',
  'Expired',
  'Unknown',
]);

/** `subject` names the request, such as `PUT /apis/docket.dev/v1alpha1/namespaces/a/incidents/b`. */
export function errorOfAnswer(subject: string, answer: Answer, now: Date): KubeError {
  const status = parseStatus(answer.body);
  const fromHeader = retryAfterMs(answer.headers, now);
  if (status !== undefined) return errorOfStatus(subject, status, { code: answer.status, retryAfterMs: fromHeader });
  const reason = reasonByCode[answer.status] ?? 'Unknown';
  return new KubeError(`${subject}: ${answer.status} ${reason}: ${describePage(answer)}`, {
    code: answer.status,
    reason,
    retryAfterMs: fromHeader,
  });
}

/** Makes the error of a Status object: the body of an answer, or the object of a watch's ERROR event. */
export function errorOfStatus(
  subject: string,
  status: JsonObject,
  known: { readonly code?: number; readonly retryAfterMs?: number | undefined } = {},
): KubeError {
  const code = known.code ?? (typeof status['code'] === 'number' ? status['code'] : 500);
  const reason = reasonOf(status['reason'], code);
  const message = clip(typeof status['message'] === 'string' ? status['message'] : 'no message', MAX_MESSAGE);
  const details = isJsonObject(status['details']) ? status['details'] : {};
  return new KubeError(`${subject}: ${code} ${reason}: ${message}${hint(code)}`, {
    code,
    reason,
    causes: Array.isArray(details['causes']) ? details['causes'].filter(isJsonObject).map(causeOf) : [],
    resource: typeof details['kind'] === 'string' ? details['kind'] : undefined,
    retryAfterMs: known.retryAfterMs ?? retryAfterIn(details),
  });
}

function retryAfterIn({ retryAfterSeconds: seconds }: JsonObject): number | undefined {
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}

function hint(code: number): string {
  if (code === 401) return ' (the credential of the kubeconfig or the service account was refused)';
  return '';
}

function reasonOf(reason: unknown, code: number): StatusReason {
  if (reason === 'ServerTimeout') return 'Timeout';
  if (typeof reason === 'string' && knownReasons.has(reason)) return reason as StatusReason;
  return reasonByCode[code] ?? 'Unknown';
}

function causeOf(cause: JsonObject): StatusCause {
  const { reason, message, field } = cause;
  return {
    message: typeof message === 'string' ? message : '',
    ...(typeof reason === 'string' && { reason }),
    ...(typeof field === 'string' && { field }),
  };
}

function parseStatus(body: string): JsonObject | undefined {
  const value = parseJson(body);
  return isJsonObject(value) && value['kind'] === 'Status' ? value : undefined;
}

function describePage({ status, headers, body }: Answer): string {
  const type = String(headers['content-type'] ?? 'no content type').split(';')[0] ?? '';
  if (type === 'text/plain') {
    const text = clip(body.split('\n')[0] ?? '', MAX_PLAIN_TEXT);
    return status === 404 ? `${text} (is the kind's CRD installed?)` : text;
  }
  return `the body is no Status (${type}, ${body.length} characters): is a proxy answering for the API server?`;
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}...`;
}
