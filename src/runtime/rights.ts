// The rights that this program turned out to lack: what the API server's authorizer refused, until it is allowed again. Every client call
// goes through `noting`, so nobody has to report a refusal. It grants nothing, and it sends requests only while something is missing.

import type { ResourceType } from '../api/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { KubeClient } from '../kube/client.ts';
import { isForbidden } from '../kube/errors.ts';

export interface Right {
  /** As a role has it: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`. */
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `incidents/status`. */
  readonly resource: string;
  /** Undefined: in all namespaces, or of a kind without namespaces. */
  readonly namespace: string | undefined;
}

interface RightsOptions {
  readonly clock: Clock;
  /** Asks the authorizer. Rejects where nobody can tell. */
  readonly isAllowed: (right: Right) => Promise<boolean>;
}

/** How long after a refusal the authorizer is asked whether the right is there now, again and again. */
const ASK_EVERY_MS = 10_000;

export class Rights {
  readonly #options: RightsOptions;
  readonly #missing = new Map<string, Right>();
  readonly #listeners = new Set<() => void>();
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(options: RightsOptions) {
    this.#options = options;
  }

  /** In the order in which they were refused. */
  get missing(): readonly Right[] {
    return [...this.#missing.values()];
  }

  /** Calls back when a right is found missing, or is there again. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  refused(right: Right): void {
    const key = keyOf(right);
    if (this.#missing.has(key) || this.#isStopped) return;
    this.#missing.set(key, right);
    this.#tell();
    this.#askLater();
  }

  /** A request of this kind was answered. Costs nothing while nothing is missing. */
  granted(right: Right): void {
    if (this.#missing.size > 0 && this.#missing.delete(keyOf(right))) this.#tell();
  }

  /** Asks nobody any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #askLater(): void {
    if (this.#cancel !== undefined || this.#isStopped) return;
    this.#cancel = this.#options.clock.setTimer(() => {
      this.#cancel = undefined;
      void this.#askAll();
    }, ASK_EVERY_MS);
  }

  async #askAll(): Promise<void> {
    await Promise.all(this.missing.map((right) => this.#ask(right)));
    if (this.#missing.size > 0) this.#askLater();
  }

  /** Where nobody can tell, the right stays missing until a request goes through. */
  async #ask(right: Right): Promise<void> {
    const isAllowed = await this.#options.isAllowed(right).catch(() => false);
    if (isAllowed) this.granted(right);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The same client, whose refusals and answers are noted. */
export function noting(client: KubeClient, rights: Rights): KubeClient {
  const noted = async <T>(right: Right, call: Promise<T>): Promise<T> => {
    try {
      const answer = await call;
      rights.granted(right);
      return answer;
    } catch (error) {
      if (isUnauthorized(error)) rights.refused(right);
      throw error;
    }
  };
  return {
    get: (type, key, options) => noted(rightTo('get', type, key), client.get(type, key, options)),
    list: (type, options = {}) => noted(rightTo('list', type, options), client.list(type, options)),
    watch: (type, options) => watched(rights, rightTo('watch', type, options), client.watch(type, options)),
    create: (type, object, options) =>
      noted(rightTo('create', type, object.metadata), client.create(type, object, options)),
    update: (type, object, options) =>
      noted(rightTo('update', type, object.metadata), client.update(type, object, options)),
    updateStatus: (type, update, options) =>
      noted(rightTo('update', type, update.metadata, 'status'), client.updateStatus(type, update, options)),
    patch: (type, key, patch, options) =>
      noted(rightTo('patch', type, key, options.subresource), client.patch(type, key, patch, options)),
    delete: (type, key, options) => noted(rightTo('delete', type, key), client.delete(type, key, options)),
    version: () => client.version(),
  };
}

async function* watched<T>(rights: Rights, right: Right, events: AsyncIterable<T>): AsyncIterable<T> {
  try {
    for await (const event of events) {
      rights.granted(right);
      yield event;
    }
  } catch (error) {
    if (isUnauthorized(error)) rights.refused(right);
    throw error;
  }
}

function rightTo(
  verb: string,
  { group, plural }: ResourceType,
  { namespace }: { readonly namespace?: string | undefined },
  subresource?: string,
): Right {
  return { verb, group, resource: subresource === undefined ? plural : `${plural}/${subresource}`, namespace };
}

/**
 * The authorizer refused it: `User "x" cannot get resource "secrets"`. Admission answers 403 too, and says something else.
 * https://github.com/kubernetes/apiserver/blob/v0.36.3/pkg/endpoints/handlers/responsewriters/errors.go
 */
export function isUnauthorized(error: unknown): boolean {
  return isForbidden(error) && /\bcannot \w+ resource\b/.test(error.message);
}

const keyOf = ({ verb, group, resource, namespace = '' }: Right): string =>
  [verb, group, resource, namespace].join('\n');

/** `patch incidents.docket.dev in the namespace team-a`, as `kubectl auth can-i` is asked. */
export function describeRight({ verb, group, resource, namespace }: Right): string {
  const [plural = '', subresource] = resource.split('/');
  const named = `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${named}${namespace === undefined ? '' : ` in the namespace ${namespace}`}`;
}
