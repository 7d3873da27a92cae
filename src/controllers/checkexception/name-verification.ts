// Finds out whether admission verifies the names in exceptions: without that, anybody who may edit one can write any name. Asks the cluster
// for two objects by name, at most once a minute. The embedded cluster has no such kinds, and verifies nothing.

import { VALIDATING_ADMISSION_POLICY, VALIDATING_ADMISSION_POLICY_BINDING } from '../../api/kinds.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { Permission } from '../../api/permissions.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isForbidden, isNotFound } from '../../kube/errors.ts';
import type { Clock } from '../../base/clock.ts';

/** The policy and its binding have the same name (config/admission). */
const NAME = 'docket-exception-approval';
const KEEP_MS = 60_000;

export const NAME_VERIFICATION_PERMISSIONS: readonly Permission[] = [
  VALIDATING_ADMISSION_POLICY,
  VALIDATING_ADMISSION_POLICY_BINDING,
].map((type) => ({
  type,
  names: [NAME],
  verbs: ['get'],
  why: 'Whether admission verifies the names in exceptions.',
}));

type Reader = Pick<KubeClient, 'get'>;

interface PolicyBinding extends KubeObject {
  readonly spec?: { readonly policyName?: string; readonly validationActions?: readonly string[] };
}

/**
 * Since when names are verified, epoch milliseconds; undefined when they are not, or when this program may not read the policies.
 * Rejects for any other failure, and the next call asks again.
 */
export function createNameVerification({
  client,
  clock,
}: {
  readonly client: Reader;
  readonly clock: Clock;
}): () => Promise<number | undefined> {
  let asked: { readonly atMs: number; readonly answer: Promise<number | undefined> } | undefined;
  return () => {
    const atMs = clock.monotonicMs();
    if (asked !== undefined && atMs - asked.atMs < KEEP_MS) return asked.answer;
    const answer = readSince(client);
    const mine = { atMs, answer };
    asked = mine;
    answer.catch(() => {
      if (asked === mine) asked = undefined;
    });
    return answer;
  };
}

async function readSince(client: Reader): Promise<number | undefined> {
  const [policy, binding] = await Promise.all([
    readByName(client, VALIDATING_ADMISSION_POLICY),
    readByName<PolicyBinding>(client, VALIDATING_ADMISSION_POLICY_BINDING),
  ]);
  const isBound = binding?.spec?.policyName === NAME && binding.spec.validationActions?.includes('Deny') === true;
  if (policy === undefined || binding === undefined || !isBound) return undefined;
  return Math.max(...[policy, binding].map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '')));
}

async function readByName<T extends KubeObject>(client: Reader, type: ResourceType): Promise<T | undefined> {
  try {
    return await client.get<T>(type, { name: NAME });
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return undefined;
    throw error;
  }
}
