// `docket review access SYSTEM`: shows the accounts of a system as they are now, and records the review where that is asked for.

import { CHECK_EXCEPTION, COMPLIANCE_CHECK, CRITICAL_SYSTEM, SELF_SUBJECT_REVIEW } from '../../api/kinds.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { systemClock } from '../../base/clock.ts';
import { rfc3339 } from '../../base/instants.ts';
import { ConfigError } from '../../config.ts';
import { parseAllowedEndpoints } from '../../integrations/endpoints.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { listPages } from '../../runtime/list-pages.ts';
import { type ClusterFlags, type Reached, withCluster } from '../access/cluster.ts';
import { patchUnchanged } from '../access/patch-unchanged.ts';
import { EXIT, type Io } from '../io.ts';
import { oneLine } from '../printable.ts';
import { accessCsv, accessTable } from './access-text.ts';
import { exemptionsFor } from './exemptions.ts';
import { readAccounts } from './read-accounts.ts';
import { reviewAccounts } from './reviewed-account.ts';

export interface ReviewAccessOptions extends ClusterFlags {
  readonly system: string;
  readonly csv: boolean;
  readonly record: boolean;
  readonly evidence: string | undefined;
  readonly allowEndpoints: string;
}

/** Resolves to 0 once shown, 2 for a system that is not there. Rejects when the accounts, the people or the cluster cannot be read. */
export async function runReviewAccess(options: ReviewAccessOptions, io: Io): Promise<number> {
  if (options.evidence !== undefined && !options.record) {
    throw new ConfigError('--evidence: belongs to --record; give both, or neither');
  }
  return withCluster(options, 'review access', (reached) => reviewIn(reached, options, io));
}

async function reviewIn(reached: Reached, options: ReviewAccessOptions, io: Io): Promise<number> {
  const { client, namespace } = reached;
  const system = await systemOf(reached, options.system, io.signal);
  if (system === undefined) {
    io.err(
      `docket review access: CriticalSystem ${oneLine(options.system)} is not in the namespace ${oneLine(namespace)}\n`,
    );
    return EXIT.usage;
  }
  const allowed = parseAllowedEndpoints(options.allowEndpoints);
  const { accounts, records, asOf, warnings } = await readAccounts(system, {
    ...{ client, allowed, signal: io.signal },
    ownHost: reached.serverHost,
  });
  const exceptions = await listed<CheckException>(reached, CHECK_EXCEPTION, io.signal);
  const checks = await listed<ComplianceCheck>(reached, COMPLIANCE_CHECK, io.signal);
  const now = systemClock.now();
  const exemptionOf = exemptionsFor({ exceptions, checks, nowMs: now.getTime() });
  const reviewed = reviewAccounts({ accounts, records, exemptionOf, now });
  const shown = { system: system.metadata.name, accounts: reviewed, asOf };
  io.out(options.csv ? accessCsv(shown) : accessTable(shown));
  for (const warning of warnings) io.err(`docket review access: ${warning}\n`);
  if (options.record) await record(reached, system, options.evidence, io);
  return EXIT.ok;
}

async function systemOf(
  { client, namespace }: Reached,
  name: string,
  signal: AbortSignal,
): Promise<CriticalSystem | undefined> {
  try {
    return await client.get<CriticalSystem>(CRITICAL_SYSTEM, { namespace, name }, { signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function listed<T extends KubeObject>(
  { client, namespace }: Reached,
  type: ResourceType,
  signal: AbortSignal,
): Promise<T[]> {
  const found: T[] = [];
  await listPages<T>({
    ...{ client, type, selection: { namespace }, clock: systemClock, signal },
    onStart: () => found.splice(0),
    onObject: (object) => found.push(object),
  });
  return found;
}

interface SelfSubjectReview extends KubeObject {
  readonly status?: { readonly userInfo?: { readonly username?: string } };
}

/** In the name that the API server knows the caller by: admission refuses any other. */
async function record(
  { client, namespace }: Reached,
  system: CriticalSystem,
  evidence: string | undefined,
  io: Io,
): Promise<void> {
  const by = await whoAmI(client);
  const lastReview = { by, at: rfc3339(systemClock.now()), ...(evidence === undefined ? {} : { evidence }) };
  const { name } = system.metadata;
  await patchUnchanged(client, { type: CRITICAL_SYSTEM, key: { namespace, name }, seen: system, spec: { lastReview } });
  io.err(`docket review access: recorded in spec.lastReview of ${name}, by ${oneLine(by)} at ${lastReview.at}\n`);
}

async function whoAmI(client: KubeClient): Promise<string> {
  const { status } = await client.create<SelfSubjectReview>(SELF_SUBJECT_REVIEW, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: SELF_SUBJECT_REVIEW.kind,
    metadata: { name: '' },
  });
  const username = status?.userInfo?.username;
  if (username === undefined) throw new Error('ask who you are: the API server does not say');
  return username;
}
