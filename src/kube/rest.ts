// The KubeClient of a real cluster: the port's methods as HTTP requests. It must not cache, nor know any kind. sender.ts authenticates,
// limits and retries requests; transport.ts puts them onto the wire.

import { apiVersionOf, type KubeObject, type ObjectKey, type ResourceType } from '../api/meta.ts';
import type { Clock } from '../base/clock.ts';
import type {
  DeleteOptions,
  GetOptions,
  KubeClient,
  ListOptions,
  ListResult,
  PatchOptions,
  StatusUpdate,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import type { LoadedKubeConfig } from './config.ts';
import { createCredentials } from './credentials.ts';
import { check, isList, isObject, isVersion, parse } from './answers.ts';
import { isJsonObject } from '../base/json.ts';
import { createLimiter } from './limiter.ts';
import { collectionPath, creationPath, describeTarget, objectPath, withQuery } from './paths.ts';
import { createSender, type Call, type RequestInfo, type Sender } from './sender.ts';
import { createTransport, type TransportTimeouts } from './transport.ts';
import { watchEvents } from './watch-stream.ts';

export type { RequestInfo } from './sender.ts';

export interface RestClientOptions {
  readonly kubeConfig: LoadedKubeConfig;
  /** `docket/1.2.3 (operator)`: the name in the audit log. */
  readonly userAgent: string;
  readonly clock: Clock;
  /** Called once per attempt, watches included. Must not throw. */
  readonly onRequest?: (info: RequestInfo) => void;
  /** Upper bound of the adaptive in-flight limit, which starts at 8 and moves between 4 and this. Default 32. */
  readonly maxInFlight?: number;
  readonly timeouts?: Partial<TransportTimeouts>;
  /** From 0 to 1; spreads the retries of requests that were refused together. */
  readonly random?: () => number;
}

export interface RestClient extends KubeClient {
  /** Closes every connection, those of watches included. Requests in flight fail with a KubeConnectionError. */
  close(): Promise<void>;
  /** The state of the client, for metrics and tests. */
  stats(): RestClientStats;
}

export interface RestClientStats {
  readonly inFlight: number;
  readonly inFlightLimit: number;
  readonly queued: number;
  /** TCP (and TLS) connections opened since the start. */
  readonly connectionsOpened: number;
}

/** Requests that renew a lease do not wait in line, so they need connections beyond the limit. */
const SPARE_CONNECTIONS = 2;
const LEASE_GROUP = 'coordination.k8s.io';

const patchContentTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
} satisfies Record<PatchOptions['type'], string>;

export function createRestClient(options: RestClientOptions): RestClient {
  const { kubeConfig, clock, maxInFlight = 32, userAgent, onRequest } = options;
  const server = new URL(kubeConfig.server);
  const closing = new AbortController();
  const limiter = createLimiter({ clock, max: maxInFlight });
  const transport = createTransport({
    origin: server.origin,
    proxyUrl: kubeConfig.proxyUrl,
    connections: maxInFlight + SPARE_CONNECTIONS,
    timeouts: options.timeouts,
  });
  const sender = createSender({
    ...{ server, userAgent, clock, limiter, transport, onRequest },
    random: options.random ?? Math.random,
    credentials: createCredentials(kubeConfig.authenticate, clock),
    closing: closing.signal,
  });
  return {
    ...reads(sender),
    ...writes(sender),
    async close() {
      closing.abort();
      await transport.close();
    },
    stats: () => ({
      inFlight: limiter.inFlight,
      inFlightLimit: limiter.limit,
      queued: limiter.queued,
      connectionsOpened: transport.connectionsOpened(),
    }),
  };
}

function reads(sender: Sender): Pick<KubeClient, 'get' | 'list' | 'watch' | 'version'> {
  return {
    get: async <T extends KubeObject>(type: ResourceType, key: ObjectKey, options: GetOptions = {}) =>
      sendFor<T>(sender, type, { method: 'GET', path: objectPath(type, key), ...options }),

    async list<T extends KubeObject>(type: ResourceType, options: ListOptions = {}): Promise<ListResult<T>> {
      const { namespace, signal, ...parameters } = options;
      const path = withQuery(collectionPath(type, namespace), parameters);
      const call: Call = { method: 'GET', path, signal };
      const { metadata, items } = parse(call, await sender.send(call), isList);
      return {
        items: (items ?? []).map((item) => ({ apiVersion: apiVersionOf(type), kind: type.kind, ...item }) as T),
        resourceVersion: metadata.resourceVersion ?? '',
        ...(metadata.continue !== undefined && metadata.continue !== '' && { continue: metadata.continue }),
      };
    },

    watch: <T extends KubeObject>(type: ResourceType, options: WatchOptions) =>
      watchEvents<T>(sender, { method: 'GET', path: watchPath(type, options), signal: options.signal }),

    async version() {
      const call: Call = { method: 'GET', path: '/version' };
      const { major, minor } = parse(call, await sender.send(call), isVersion);
      // A provider's minor version can read "33+".
      return { major: Number.parseInt(major, 10), minor: Number.parseInt(minor, 10) };
    },
  };
}

function watchPath(type: ResourceType, options: WatchOptions): string {
  const { namespace, sendInitialEvents, allowWatchBookmarks, signal: _, ...parameters } = options;
  // The initial events end with a bookmark, so asking for them means asking for bookmarks.
  // https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists
  const initial = sendInitialEvents === true && ({ sendInitialEvents, resourceVersionMatch: 'NotOlderThan' } as const);
  const bookmarks = allowWatchBookmarks === true || sendInitialEvents === true ? true : undefined;
  return withQuery(collectionPath(type, namespace), {
    watch: true,
    ...parameters,
    ...initial,
    allowWatchBookmarks: bookmarks,
  });
}

type Writes = Pick<KubeClient, 'create' | 'update' | 'updateStatus' | 'patch' | 'delete'>;

function writes(sender: Sender): Writes {
  return {
    create: async <T extends KubeObject>(type: ResourceType, object: T, options: WriteOptions = {}) => {
      const path = writePath(creationPath(type, object.metadata.namespace), options);
      return write<T>(sender, type, { method: 'POST', path, body: object }, options);
    },
    update: async <T extends KubeObject>(type: ResourceType, object: T, options: WriteOptions = {}) => {
      const path = writePath(objectPath(type, object.metadata), options);
      return write<T>(sender, type, { method: 'PUT', path, body: object }, options);
    },
    updateStatus: async <T extends KubeObject>(
      type: ResourceType,
      object: StatusUpdate,
      options: WriteOptions = {},
    ) => {
      const path = writePath(objectPath(type, object.metadata, 'status'), options);
      const { metadata, status } = object;
      const body = { apiVersion: apiVersionOf(type), kind: type.kind, metadata, status };
      return write<T>(sender, type, { method: 'PUT', path, body }, options);
    },
    patch: async <T extends KubeObject>(type: ResourceType, key: ObjectKey, patch: unknown, options: PatchOptions) => {
      const force = options.type === 'apply' && options.force === true ? true : undefined;
      const path = writePath(objectPath(type, key, options.subresource), options, { force });
      const contentType = patchContentTypes[options.type];
      return write<T>(sender, type, { method: 'PATCH', path, body: patch, contentType }, options);
    },
    async delete(type, key, options = {}) {
      const path = objectPath(type, key);
      const { signal, isPrompt, beforeSend } = options;
      const call = callFor(type, { method: 'DELETE', path, body: deleteBody(options), signal, isPrompt, beforeSend });
      parse(call, await sender.send(call), isJsonObject);
    },
  };
}

function writePath(path: string, options: WriteOptions, more: { readonly force?: true | undefined } = {}): string {
  return withQuery(path, {
    fieldManager: options.fieldManager,
    dryRun: options.dryRun === true ? 'All' : undefined,
    ...more,
  });
}

// When a delete has a body, the server ignores its query, so dryRun belongs into the body.
function deleteBody({ uid, resourceVersion, dryRun }: DeleteOptions): unknown {
  const preconditions = {
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(Object.keys(preconditions).length > 0 && { preconditions }),
    ...(dryRun === true && { dryRun: ['All'] }),
  };
}

// Latencies are comparable per verb and kind: what the server runs for a kind, webhooks included, differs.
function callFor(type: ResourceType, call: Call): Call {
  return { ...call, latencyClass: `${call.method} ${describeTarget(type, {})}`, isUrgent: type.group === LEASE_GROUP };
}

async function sendFor<T extends KubeObject>(sender: Sender, type: ResourceType, call: Call): Promise<T> {
  const complete = callFor(type, call);
  return parse(complete, await sender.send(complete), isObject) as T;
}

async function write<T extends KubeObject>(
  sender: Sender,
  type: ResourceType,
  call: Call,
  { signal, isPrompt, beforeSend, unread = false }: WriteOptions,
): Promise<T> {
  const prioritized: Call = { ...call, signal, isPrompt, beforeSend };
  if (!unread) return sendFor<T>(sender, type, prioritized);
  const complete = callFor(type, prioritized);
  check(complete, await sender.send(complete), type);
  return call.body as T;
}
