// The tracker's API, without a network: three routes, and faults, each for one request.

import type { TrackerAccount } from './account.ts';

export interface TrackerRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, string>>;
}

export interface TrackerAnswer {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly body?: unknown;
}

/**
 * `dropped`: the connection breaks before the request is executed. `lost`: it breaks afterwards. `late`: the request is executed long
 * after the client has given up. `slow`: the response takes 20 s. `broken`: 500 before execution. `half`: 500 after execution.
 */
export type TrackerFault =
  'dropped' | 'lost' | 'late' | 'slow' | 'broken' | 'half' | 'limited' | 'conflict' | 'forbidden';

export const TRACKER_FAULTS: readonly TrackerFault[] = [
  'dropped',
  'lost',
  'late',
  'slow',
  'broken',
  'half',
  'limited',
  'conflict',
  'forbidden',
];

/** Responses of the faults that prevent execution. */
const REFUSALS: Partial<Record<TrackerFault, TrackerAnswer>> = {
  broken: { status: 500 },
  limited: { status: 429, retryAfterSeconds: 40 },
  conflict: { status: 409 },
  forbidden: { status: 403 },
};

const ROUTE = /^\/incidents\/([^/]+)(?:\/(resolve|notes))?$/;

/** How a request is executed: `perform` runs after a delay in seconds. It returns no response when the connection breaks. */
export function handle(
  account: TrackerAccount,
  request: TrackerRequest,
  fault: TrackerFault | undefined,
): { readonly afterSeconds: number; readonly perform: () => TrackerAnswer | undefined } {
  const afterSeconds = fault === 'slow' ? 20 : fault === 'late' ? 45 : 0;
  return {
    afterSeconds,
    perform() {
      if (fault === 'dropped') return undefined;
      const refusal = fault && REFUSALS[fault];
      if (refusal !== undefined) return refusal;
      const answer = route(account, request);
      if (fault === 'lost') return undefined;
      return fault === 'half' ? { status: 500 } : answer;
    },
  };
}

function route(account: TrackerAccount, { method, path, body = {} }: TrackerRequest): TrackerAnswer {
  const [, id = '', what] = ROUTE.exec(path) ?? [];
  const incident = account.incidents.get(id);
  if (incident === undefined) return { status: 404 };
  if (method === 'GET') return { status: 200, body: what === 'notes' ? incident.notes : incident };
  if (what === 'notes') incident.notes.push(body['text'] ?? '');
  else account.change(id, { to: 'resolved', by: 'docket', ...(body['reference'] && { reference: body['reference'] }) });
  return { status: 201 };
}
