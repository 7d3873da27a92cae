// The port to a Kubernetes API: everything that Docket asks of a cluster, be it a real one (rest.ts) or the embedded one (memory.ts). Both
// adapters pass test/contract/kube-client.ts. No kind is known here, and nothing is retried beyond what the port says.

import type { KubeObject, ObjectKey, ResourceType } from '../api/meta.ts';

export interface ListOptions {
  /** Absent: every namespace. Ignored for cluster-scoped kinds. */
  readonly namespace?: string;
  /** Kubernetes label selector syntax, equality and set based. */
  readonly labelSelector?: string;
  /** `metadata.name`, `metadata.namespace` and the kind's selectableFields, with `=`, `==` and `!=`. */
  readonly fieldSelector?: string;
  /** Objects per page. `continue` of the answer asks for the next page. */
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  readonly signal?: AbortSignal;
}

export interface ListResult<T> {
  readonly items: T[];
  /** The version of the collection. A watch from here misses nothing that happened after the list. */
  readonly resourceVersion: string;
  /** Present while there are more pages. Expires with the server's compaction (410). */
  readonly continue?: string;
}

export interface WatchOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Events after this version. Absent and with `sendInitialEvents`: the present state first, then every change. */
  readonly resourceVersion?: string;
  /** Streams the present state as ADDED events, then a BOOKMARK annotated `k8s.io/initial-events-end` (Kubernetes 1.32+). */
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks?: boolean;
  /** The server ends the watch after so many seconds. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** A BOOKMARK's object carries only `metadata.resourceVersion` (and annotations). An ERROR event is thrown as a KubeError. */
export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

export type GetOptions = Pick<WriteOptions, 'isPrompt' | 'signal'>;

export interface WriteOptions {
  readonly fieldManager?: string;
  /** Somebody waits for it, such as the sender of what is stored: it goes before this client's other requests. */
  readonly isPrompt?: boolean | undefined;
  /**
   * Called right before the request goes out, after it has waited for its turn and for a connection, and again before it is repeated.
   * What it throws is thrown, and nothing is sent.
   */
  readonly beforeSend?: (() => void) | undefined;
  /** The server validates and admits, and stores nothing. */
  readonly dryRun?: boolean;
  /**
   * The caller does not need the object that the server answers with. An adapter may then skip parsing it and resolve with what was
   * sent. An answer that is no object is refused anyway.
   */
  readonly unread?: boolean;
  readonly signal?: AbortSignal;
}

export interface PatchOptions extends WriteOptions {
  /** `apply` (server-side apply) works on a real cluster only: the embedded one answers 415. */
  readonly type: 'merge' | 'json' | 'apply';
  readonly subresource?: 'status';
  /** Server-side apply only: take over fields that another manager owns. */
  readonly force?: boolean;
}

export interface DeleteOptions extends WriteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** What a PUT on `/status` needs (the server keeps spec and labels). */
export interface StatusUpdate {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
  readonly status: object;
}

/**
 * Every method throws a KubeError (errors.ts) for an answer that is not 2xx, and a KubeConnectionError when there was no
 * answer. 429 and 503 answers that carry Retry-After are retried by the REST adapter a bounded number of times; nothing else is.
 */
export interface KubeClient {
  get<T extends KubeObject>(type: ResourceType, key: ObjectKey, options?: GetOptions): Promise<T>;
  list<T extends KubeObject>(type: ResourceType, options?: ListOptions): Promise<ListResult<T>>;
  /** Ends without an error when the server ends the watch or the signal aborts. Throws KubeError 410 when the version is gone. */
  watch<T extends KubeObject>(type: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  create<T extends KubeObject>(type: ResourceType, object: T, options?: WriteOptions): Promise<T>;
  /** PUT of the whole object; with `metadata.resourceVersion` a stale one is refused (409). Ignores changes of status. */
  update<T extends KubeObject>(type: ResourceType, object: T, options?: WriteOptions): Promise<T>;
  /** PUT on the status subresource with the object's resourceVersion, so that a stale write is refused. */
  updateStatus<T extends KubeObject>(type: ResourceType, object: StatusUpdate, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject>(type: ResourceType, key: ObjectKey, patch: unknown, options: PatchOptions): Promise<T>;
  delete(type: ResourceType, key: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** The server's version, e.g. `{ major: 1, minor: 36 }`. */
  version(): Promise<{ readonly major: number; readonly minor: number }>;
}
