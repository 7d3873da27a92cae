// The context for opening a provider in tests: real HTTP over loopback, a given clock, ConfigMaps in memory. Collects what a pull yields.

import { createHttp, type Http, type HttpLimits } from '../../../src/integrations/http.ts';
import type { HttpClient } from '../../../src/integrations/ports/http.ts';
import type { PodEnvironment } from '../../../src/integrations/ports/pod-identity.ts';
import type { ChangesPage } from '../../../src/integrations/ports/changes.ts';
import type { PullPage, PullRequest } from '../../../src/integrations/ports/listing.ts';
import type { IncidentRecord, Lookup, RejectedItem } from '../../../src/integrations/ports/record.ts';
import type { Source, SourceContext } from '../../../src/integrations/provider.ts';
import { secretOf } from '../../../src/integrations/secret.ts';
import { createPodIdentity } from '../../../src/operator/pod-identity.ts';
import { systemClock, type Clock } from '../../../src/base/clock.ts';

export interface ContextOptions<Config> {
  readonly config: Config;
  readonly secret?: Readonly<Record<string, string>>;
  readonly severityMap?: SourceContext<Config>['severityMap'];
  readonly dataPolicy?: 'Minimal' | 'Full';
  readonly dataLossWords?: readonly string[];
  readonly recorded?: SourceContext<Config>['recorded'];
  readonly clock?: Clock;
  readonly configMaps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly createdAt?: Date;
  readonly limits?: Partial<HttpLimits>;
  /** The source names no Secret, and the administrator allowed the pod's own identity. */
  readonly pod?: PodEnvironment;
  /** Replaces real HTTP. */
  readonly client?: HttpClient;
}

export interface TestContext<Config> extends AsyncDisposable {
  readonly context: SourceContext<Config>;
  /** Codes of all requests, in order. */
  readonly codes: readonly string[];
}

export function sourceContext<Config>(options: ContextOptions<Config>): TestContext<Config> {
  const clock = options.clock ?? systemClock;
  const codes: string[] = [];
  // Timeouts use real time unless a test sets its own limits: a fake clock would never fire them.
  const http: Http = createHttp({
    clock: options.limits === undefined ? systemClock : clock,
    // Vendors are on loopback here, where the administrator would have to allow them.
    isAllowed: () => true,
    onRequest: ({ code }) => codes.push(code),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const secret = new Map(Object.entries(options.secret ?? {}).map(([key, value]) => [key, secretOf(value)]));
  return {
    codes,
    context: {
      config: options.config,
      source: {
        namespace: 'security',
        name: 'pager',
        createdAt: options.createdAt ?? new Date('2026-01-01T00:00:00Z'),
      },
      severityMap: options.severityMap ?? [],
      dataPolicy: options.dataPolicy ?? 'Minimal',
      dataLossWords: options.dataLossWords,
      ...(options.recorded === undefined ? {} : { recorded: options.recorded }),
      secret,
      podIdentity: options.pod && createPodIdentity(options.pod, http),
      http: (baseUrl) => options.client ?? http.client('pagerDuty', baseUrl),
      configMap: async (name) => {
        const data = options.configMaps?.[name];
        return data && { data, version: JSON.stringify(data) };
      },
      clock,
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}

export type ReadPage = PullPage | ChangesPage;

export const never: AbortSignal = new AbortController().signal;

/** One of its own for each reading: what listens to a signal stays until a garbage collection, and thousands of readings slow each other down. */
export const unaborted = (): AbortSignal => new AbortController().signal;

export interface Pulled {
  /** The incidents created, or changed, in the range. */
  readonly created: ReadonlyMap<string, IncidentRecord>;
  readonly open: ReadonlyMap<string, IncidentRecord>;
  readonly pages: readonly ReadPage[];
  readonly rejected: readonly RejectedItem[];
  /** Both stages said `last`. */
  readonly complete: boolean;
}

export async function pullAll(source: Source, request: Partial<PullRequest> = {}): Promise<Pulled> {
  const pages: ReadPage[] = [];
  const whole: PullRequest = { mode: 'full', since: new Date('2025-12-01T00:00:00Z'), signal: unaborted(), ...request };
  for await (const page of pagesOf(source, whole)) pages.push(page);
  return pulled(pages);
}

/** Reads the whole range once: by the vendor's listing, or by its changes without a cursor. */
export function pagesOf(source: Source, request: PullRequest): AsyncIterable<ReadPage> {
  if (source.reads === 'listing') return source.pull(request);
  if (source.reads === 'pushes') throw new Error('nothing can be read from a source to which incidents are pushed');
  const { since, signal } = request;
  return source.changes({ cursor: undefined, since, open: true, signal });
}

export function pulled(pages: readonly ReadPage[]): Pulled {
  const of = (stage: 'dated' | 'open') =>
    new Map(
      pages
        .filter((page) => stageOf(page) === stage)
        .flatMap(({ records }) => records)
        .map((record) => [record.externalID, record]),
    );
  const isLast = (stage: 'dated' | 'open') => pages.findLast((page) => stageOf(page) === stage)?.last === true;
  return {
    created: of('dated'),
    open: of('open'),
    pages,
    rejected: pages.flatMap(({ rejected }) => rejected),
    complete: isLast('dated') && isLast('open'),
  };
}

/** Which stage a page belongs to: `dated` (created or changed in the range) or `open`. */
export function stageOf({ stage }: ReadPage): 'dated' | 'open' {
  return stage === 'open' ? 'open' : 'dated';
}

export async function lookupAll(
  source: Source,
  ids: readonly string[],
  signal = unaborted(),
): Promise<Map<string, Lookup>> {
  const found = new Map<string, Lookup>();
  for await (const lookup of source.lookup(ids, signal)) {
    found.set(lookup.kind === 'found' ? lookup.record.externalID : lookup.externalID, lookup);
  }
  return found;
}
