// Starts the receiver beside the operator, on every replica. It gets two functions of the client and no more: a replica that does not
// lead may store what it received, and read the Secret that it is verified with.

import { DELIVERY } from '../../api/kinds.ts';
import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import { systemClock } from '../../base/clock.ts';
import type { WebhookConfig } from '../../config.ts';
import { readSecret } from '../../controllers/credentials.ts';
import type { Providers } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isAlreadyExists } from '../../kube/errors.ts';
import type { Meters } from '../../metrics/registry.ts';
import type { Caches } from '../../operator/caches.ts';
import { createReceiver, type ReceiverOptions } from '../../receiver/receiver.ts';
import { type ReceiverServer, serveReceiver } from '../../receiver/server.ts';
import type { Logger } from '../../runtime/log.ts';

export interface Receiving {
  readonly config: WebhookConfig;
  /** Not fenced: what is received must be stored whoever leads. */
  readonly client: Pick<KubeClient, 'create' | 'get'>;
  readonly caches: Pick<Caches, 'sources' | 'deliveries'>;
  readonly providers: Providers;
  readonly meters: Meters;
  readonly log: Logger;
}

/** One of these sets of keys has what a sender is verified with. */
const SECRET_KEYS = [['webhookSecret'], ['username', 'password']] as const;
/** The sender is answered within three seconds, whatever the API server does. */
const STORE_MS = 2_400;
const READ_MS = 2_000;

export async function startReceiver({ config, client, caches, ...rest }: Receiving): Promise<ReceiverServer> {
  const { meters, log } = rest;
  const { sources, deliveries } = caches;
  const receiver = createReceiver({ ...rest, sources, deliveries, ...receiverPort(client), clock: systemClock });
  const server = await serveReceiver({ receiver, ...config, meters, clock: systemClock, log });
  log.info({ port: server.port, tls: config.tls !== undefined }, 'receiver started');
  return server;
}

/** What the receiver may do in the cluster. */
export function receiverPort(client: Receiving['client']): Pick<ReceiverOptions, 'store' | 'readSecret'> {
  // The sender waits for both.
  const prompt: Pick<KubeClient, 'get'> = {
    get: (type, key, options) => client.get(type, key, { ...options, isPrompt: true }),
  };
  return {
    async store(delivery: Delivery) {
      try {
        const signal = AbortSignal.timeout(STORE_MS);
        await client.create(DELIVERY, delivery, { unread: true, isPrompt: true, signal });
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
      }
    },
    async readSecret(namespace, name) {
      const signal = AbortSignal.timeout(READ_MS);
      const read = await readSecret(prompt, { namespace, name }, SECRET_KEYS, signal);
      return read.kind === 'read' ? read.data : undefined;
    },
  };
}
