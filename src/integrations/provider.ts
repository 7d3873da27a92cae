// The port to an incident source: what Docket asks of PagerDuty and the like. A provider fetches and normalises; it never
// writes to Kubernetes, never sleeps for a rate limit and never decides what a failure means for a check.

import type { Clock } from '../base/clock.ts';

export type Severity = 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
export type IncidentState = 'Detected' | 'Triaging' | 'Investigating' | 'Containing' | 'Resolved' | 'Closed';

/** The facts of one incident as its source states them; becomes `Incident.spec`. Times are RFC 3339 in UTC, whole seconds, `Z`. */
export interface IncidentRecord {
  readonly externalID: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  readonly detectedAt: string;
  readonly acknowledgedAt?: string;
  readonly resolvedAt?: string;
  readonly closedAt?: string;
  readonly category?: string;
  readonly url?: string;
  readonly service?: string;
  readonly origin?: string;
  readonly assignees?: readonly string[];
  /** Only with `dataPolicy: Full`. */
  readonly description?: string;
  /** The external ID of the incident that this one was merged into. */
  readonly mergedInto?: string;
}

/** An item that could not be read: kept out, counted by reason, named so that a person can look it up. Holds no provider text. */
export interface RejectedItem {
  /** CamelCase, from a small fixed set: it becomes a metric label. */
  readonly reason: 'MissingField' | 'WrongType' | 'InvalidTime' | 'InvalidID' | 'UnknownState';
  readonly externalID?: string;
  readonly detail: string;
}

/**
 * `created`: what was created in the asked range, whatever its state. `open`: what is open now, however old.
 * Each stage is complete once a page says `last`.
 */
export type PullStage = 'created' | 'open';

export interface PullRequest {
  /** `delta`: created since `since`, and the open set. `full`: the same over the whole backfill range. */
  readonly mode: 'delta' | 'full';
  /** Lower bound of creation, inclusive; the overlap is already taken off. */
  readonly since: Date;
  readonly signal: AbortSignal;
}

/** Items of one answer. The same incident may come in several pages and stages; the later one is the newer fact. */
export interface PullPage {
  readonly stage: PullStage;
  readonly records: readonly IncidentRecord[];
  readonly rejected: readonly RejectedItem[];
  /** The stage is complete with this page. A pull that ends without `last` of both stages was not complete. */
  readonly last: boolean;
}

/** What became of an incident that is asked for by its ID. */
export type Lookup =
  | {
      readonly kind: 'found';
      readonly record: IncidentRecord;
      /** The source's filters still select it. */ readonly inScope: boolean;
    }
  | { readonly kind: 'gone'; readonly externalID: string }
  | { readonly kind: 'rejected'; readonly externalID: string; readonly item: RejectedItem };

export interface ProbeResult {
  /** The scopes that the credential lacks, by the vendor's names (`incidents.read`). Empty: all is well. */
  readonly missingScopes: readonly string[];
  /** Filters of the spec that match nothing (a service name that does not exist): the source is not complete for them. */
  readonly unmatched: readonly string[];
}

/** One opened source: lives for one sync. */
export interface Source extends AsyncDisposable {
  /** Checks credential and filters. Throws a SourceError when the source cannot be read at all. */
  probe(signal: AbortSignal): Promise<ProbeResult>;
  /** Throws a SourceError on the first answer that is not whole; pages already yielded are valid facts. */
  pull(request: PullRequest): AsyncIterable<PullPage>;
  /** Asks for incidents by ID, one Lookup each, in any order. */
  lookup(externalIDs: readonly string[], signal: AbortSignal): AsyncIterable<Lookup>;
  /** Values of severity or priority that nothing maps (they became High), seen so far; for `status.scope.unmatched`. */
  readonly unmappedSeverities: ReadonlySet<string>;
  /** Parts that the vendor's plan or the credential did not give when they were last asked for; the source works without them. */
  readonly degraded: ReadonlySet<string>;
}

/** A string that shows as `[redacted]` wherever it is printed; `reveal()` gives the value to whoever really sends it. */
export interface Secret {
  reveal(): string;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Relative to the base URL; a path prefix of the base is kept. */
  readonly path: string;
  readonly query?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a URLSearchParams as a form. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` for an empty body. */
  readonly body: unknown;
}

/**
 * The one way out to a vendor. Refuses redirects, caps the size of an answer, times out, counts requests by provider and
 * code. Throws SourceError `unreachable` without an answer and `malformed` for a 2xx that is not JSON; every other status
 * is returned, as only the provider knows what it means.
 */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** What a provider is handed when it is opened. */
export interface SourceContext<Config> {
  readonly config: Config;
  /** Whose secret, checkpoint and limits these are; for messages. */
  readonly source: { readonly namespace: string; readonly name: string; readonly createdAt: Date };
  readonly severityMap: ReadonlyArray<{ readonly from: string; readonly to: Severity }>;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** The Secret's data as read for this sync; empty for a source without one. */
  readonly secret: ReadonlyMap<string, Secret>;
  /** An HTTP client for a base URL (the vendor's, or the endpoint that the administrator allowed). */
  http(baseUrl: string): HttpClient;
  /** Reads a ConfigMap's data in the source's namespace; undefined when there is none. Only `fixture` needs it. */
  configMap(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  readonly clock: Clock;
}

/**
 * One provider; registered in registry.ts under its member of `IncidentSource.spec` (`pagerDuty`). That member is its name everywhere:
 * in metric labels, logs, and the hash of its incidents' names.
 */
export interface Provider<Config> {
  /** How long after its creation an incident may still be missing from a listing: the overlap of a delta, in milliseconds. */
  readonly overlapMs: number;
  /** The spec's own endpoint, when it names one: it must be allowed by the administrator before anything is sent. */
  endpoint(config: Config): string | undefined;
  /** Keys of the Secret, of which one set must be complete; empty when the provider needs no Secret. */
  readonly secretKeys: ReadonlyArray<readonly string[]>;
  /** Cheap; connects lazily. Throws SourceError `invalid-config` for what no retry can mend. */
  open(context: SourceContext<Config>): Source;
}

/**
 * transient: `rate-limited` (429), `unavailable` (5xx), `unreachable` (no answer, time-out).
 * definite: everything else; what was known before cannot be trusted to be whole any more.
 */
export type SourceFailure =
  | 'rate-limited'
  | 'unavailable'
  | 'unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'malformed'
  | 'incomplete'
  | 'suspiciously-empty'
  | 'invalid-config';

/** A source could not be read. The message says what was attempted, what came back and what to do; no secret, no provider text. */
export class SourceError extends Error {
  readonly kind: SourceFailure;
  /** The vendor's own wish, from its header; absent when it has none. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: SourceFailure,
    message: string,
    options: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SourceError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function isTransient(failure: SourceFailure): boolean {
  return failure === 'rate-limited' || failure === 'unavailable' || failure === 'unreachable';
}
