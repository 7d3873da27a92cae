// Records every version of every object of Docket in one namespace or in all, so that tests can assert that a forbidden state never
// existed, not even for a moment. Only watches; tests judge.

import { DOCKET_KINDS } from '../../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { ConditionedStatus } from '../operator/kstatus.ts';
import { until } from '../time/until.ts';

export interface Version {
  readonly kind: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly status: ConditionedStatus | undefined;
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** On the test's clock. */
  readonly atMs: number;
}

/** Without a namespace: everywhere. */
interface Scope {
  readonly namespace?: string;
}

type Watched = KubeObject & { readonly status?: ConditionedStatus };

export class Witness implements AsyncDisposable {
  readonly versions: Version[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>[] = [];
  readonly #clock: Clock;
  #failure: Error | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async start(client: KubeClient, scope: Scope): Promise<void> {
    for (const type of DOCKET_KINDS) {
      const { resourceVersion } = await client.list(type, scope);
      this.#running.push(
        this.#follow(client, type, { ...scope, resourceVersion }).catch((cause: unknown) => this.#failed(type, cause)),
      );
    }
  }

  /** Resolves once all of these have been seen as they are. */
  async caughtUpWith(objects: Iterable<KubeObject>): Promise<void> {
    const wanted = [...objects].map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion}`);
    await until('the witness to see the present state', () => {
      if (this.#failure !== undefined) throw this.#failure;
      const seen = new Set(
        this.versions.map(({ kind, name, resourceVersion }) => `${kind} ${name} ${resourceVersion}`),
      );
      return wanted.every((version) => seen.has(version));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }

  #failed({ plural }: ResourceType, cause: unknown): void {
    if (!this.#stop.signal.aborted) this.#failure = new Error(`the witness's watch of ${plural} failed`, { cause });
  }

  /** A server ends the watch of a slow reader; this resumes it at the last version, so that nothing is missed. */
  async #follow(
    client: KubeClient,
    type: ResourceType,
    { resourceVersion, ...scope }: Scope & { readonly resourceVersion: string },
  ): Promise<void> {
    const { signal } = this.#stop;
    let seen = resourceVersion;
    while (!signal.aborted) {
      const events = client.watch<Watched>(type, { ...scope, resourceVersion: seen, signal });
      for await (const { type: event, object } of events) {
        seen = object.metadata.resourceVersion ?? seen;
        if (event === 'BOOKMARK') continue;
        const { name } = object.metadata;
        const atMs = this.#clock.monotonicMs();
        this.versions.push({ kind: type.kind, name, resourceVersion: seen, status: object.status, event, atMs });
      }
    }
  }
}
