// What the contract suite runs against, and how it looks at it: a client with a namespace of its own, a widget to write,
// what an answer says, and what a watch has seen. Holds no test.

import { expect } from 'vitest';
import { apiVersionOf, type KubeObject, type ObjectMeta, type ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient, WatchEvent, WatchOptions } from '../../../src/kube/client.ts';
import { KubeError } from '../../../src/kube/errors.ts';

/** One adapter, with a namespace that holds nothing yet. */
export interface Subject {
  readonly client: KubeClient;
  readonly namespace: string;
}

/** Gives a subject with a fresh namespace; called before each test. */
export type MakeSubject = () => Promise<Subject>;

export const WIDGET = {
  group: 'contract.docket.dev',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
} as const satisfies ResourceType;

export interface Widget extends KubeObject {
  spec: Record<string, unknown>;
  status?: Record<string, unknown>;
}

/** A valid widget; `spec` adds to it. */
export function aWidget(
  { namespace }: Subject,
  name: string,
  spec: object = {},
  meta: Partial<ObjectMeta> = {},
): Widget {
  return {
    apiVersion: apiVersionOf(WIDGET),
    kind: WIDGET.kind,
    metadata: { name, namespace, ...meta },
    spec: { colour: 'Red', ...spec },
  };
}

/** What a refusal says to programs. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
  /** `field: reason`, each once, in order. */
  readonly causes: readonly string[];
  readonly message: string;
}

/** The refusal that a call ends in; fails the test when it does not. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const causes = error.causes.map(({ field, reason }) => `${field}: ${reason}`);
    return { code: error.code, reason: error.reason, causes: [...new Set(causes)].sort(), message: error.message };
  }
  return expect.fail('the call should have been refused');
}

/** A watch that is read from the start, and what has come so far. */
export class Watching<T extends KubeObject = Widget> {
  readonly events: Array<WatchEvent<T>> = [];
  readonly ended: Promise<unknown>;
  readonly #abort = new AbortController();

  constructor({ client, namespace }: Subject, options: WatchOptions, type: ResourceType = WIDGET) {
    const watch = client.watch<T>(type, { namespace, ...options, signal: this.#abort.signal });
    this.ended = this.#read(watch);
  }

  async #read(watch: AsyncIterable<WatchEvent<T>>): Promise<unknown> {
    try {
      for await (const event of watch) this.events.push(event);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** `ADDED a`, `MODIFIED a`; bookmarks left out. */
  get seen(): string[] {
    return this.events
      .filter(({ type }) => type !== 'BOOKMARK')
      .map(({ type, object }) => `${type} ${object.metadata.name}`);
  }

  /** Waits until the watch has seen exactly these, in this order. */
  async sees(expected: readonly string[]): Promise<void> {
    await expect.poll(() => this.seen, { timeout: 10_000, interval: 10 }).toEqual(expected);
  }

  async stop(): Promise<unknown> {
    this.#abort.abort();
    return this.ended;
  }
}
