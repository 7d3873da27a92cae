// Reads the apiserver's audit log: who sent which request, how often. It must not interpret: a test decides what counts. The log is
// written in blocking mode, before a response ends, so it contains every request that a client has seen answered.

import { open, stat } from 'node:fs/promises';
import { nullIfMissing } from './fs.ts';

/** The fields used of https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event. */
export interface AuditEvent {
  readonly auditID: string;
  readonly stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly userAgent?: string;
  /** Absent for a path such as /readyz. */
  readonly objectRef?: {
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
  };
  readonly responseStatus?: { readonly code: number };
  /** `authorization.k8s.io/decision`: `allow` or `forbid`. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly requestReceivedTimestamp: string;
}

export const writeVerbs = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;

/** Each field given must match; a list matches any of its values. `resource` is `incidents` or `incidents/status`. */
export interface AuditFilter {
  readonly verb?: string | readonly string[];
  readonly resource?: string | readonly string[];
  readonly user?: string | readonly string[];
  readonly namespace?: string | readonly string[];
  /** A position from `mark()`: only what came after it. */
  readonly since?: number;
}

export interface AuditLog {
  readonly path: string;
  /** A position in the log, to count from. */
  mark(): Promise<number>;
  /** Each request once, in the order of their first entries; a watch that still runs is there, too. */
  requests(filter?: AuditFilter): Promise<readonly AuditEvent[]>;
  count(filter?: AuditFilter): Promise<number>;
  /** Requests per `verb resource user`, such as `create incidents admin`: to show when a count is not as expected. */
  tally(filter?: AuditFilter): Promise<Readonly<Record<string, number>>>;
}

export function openAuditLog(path: string): AuditLog {
  const requests = async (filter: AuditFilter = {}): Promise<readonly AuditEvent[]> => {
    const matches = toPredicate(filter);
    const byId = new Map<string, AuditEvent>();
    for await (const event of readEvents(path, filter.since ?? 0)) {
      if (matches(event)) byId.set(event.auditID, event);
    }
    return [...byId.values()];
  };
  return {
    path,
    mark: async () => (await stat(path).catch(nullIfMissing))?.size ?? 0,
    requests,
    count: async (filter) => (await requests(filter)).length,
    async tally(filter) {
      const counts: Record<string, number> = {};
      for (const event of await requests(filter)) {
        const key = `${event.verb} ${resourceOf(event)} ${event.user.username}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    },
  };
}

/** `incidents`, `incidents/status`, or the path of a request that is for no resource. */
function resourceOf({ objectRef, requestURI }: AuditEvent): string {
  if (objectRef === undefined) return requestURI.replace(/\?.*$/, '');
  return objectRef.subresource ? `${objectRef.resource}/${objectRef.subresource}` : objectRef.resource;
}

function toPredicate({ verb, resource, user, namespace }: AuditFilter): (event: AuditEvent) => boolean {
  const isAmong = (wanted: string | readonly string[] | undefined, value: string | undefined): boolean =>
    wanted === undefined || (value !== undefined && [wanted].flat().includes(value));
  return (event) =>
    isAmong(verb, event.verb) &&
    isAmong(resource, resourceOf(event)) &&
    isAmong(user, event.user.username) &&
    isAmong(namespace, event.objectRef?.namespace);
}

// A last line without a line break is still being written: its request has not been answered yet.
async function* readEvents(path: string, start: number): AsyncGenerator<AuditEvent> {
  const file = await open(path).catch(nullIfMissing);
  if (file === null) return;
  let rest = '';
  for await (const chunk of file.createReadStream({ start, encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as AuditEvent;
  }
}
