// The CheckException controller: keeps each exception's status equal to what it covers and whether it applies. Woken by a change of
// the exception, of a verdict that it covers, and by its end; at most once a second per exception, however many verdicts change.

import { CHECK_EXCEPTION } from '../../api/kinds.ts';
import { parseKey } from '../../api/meta.ts';
import { writesStatus } from '../../api/permissions.ts';
import { type Controller, createController } from '../../runtime/controller.ts';
import { Throttle } from '../../runtime/throttle.ts';
import type { ControllerShell, KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION, READ, REMOVE } from '../people.ts';
import { createAccountsLack, isAboutAccounts } from './accounts.ts';
import { createNameVerification, NAME_VERIFICATION_PERMISSIONS } from './name-verification.ts';
import { createObserve, type ExceptionDeps } from './observe.ts';
import { plan } from './plan.ts';

const WORKERS = 4;

export const exceptionKind: KindDescriptor = {
  permissions: [writesStatus(CHECK_EXCEPTION), ...NAME_VERIFICATION_PERMISSIONS],
  people: {
    ...CONFIGURATION,
    // Admission refuses that anybody approves their own.
    approver: [...READ, 'update', 'patch', 'approve'],
    // A GitOps controller may state who requested and who approved: the merge is the approval.
    gitops: [...CONFIGURATION.gitops, 'vouch'],
    retention: [...READ, ...REMOVE],
    restore: ['vouch'],
  },
  create: ({ shell, caches: { exceptions, checks, systems }, judge, access, freshness }) =>
    createExceptionController({
      ...{ shell, exceptions, clock: shell.clock },
      coverageOf: (key, nowMs) => judge.coverageOf(key, nowMs),
      selectionOf: (key) => judge.selectionOf(key),
      checkOf: (key) => checks.get(key)?.object,
      lacksAccounts: createAccountsLack({ systems, access, freshness, clock: shell.clock }),
      onAccounts: (listener) => access.onJudged(listener),
      namesVerifiedSince: createNameVerification(shell),
      onException: (listener) => judge.onException(listener),
    }),
};

export interface ExceptionControllerOptions extends ExceptionDeps {
  readonly shell: ControllerShell;
  /** Calls back with the key of each exception that changed, or that may cover something else. */
  readonly onException: (listener: (key: string) => void) => void;
  /** Calls back with the key of each system whose accounts were read for the first time since the start. */
  readonly onAccounts: (listener: (systemKey: string) => void) => void;
}

/** Made from its single parts, so that a test needs no whole judge. */
export function createExceptionController({
  shell,
  onException,
  onAccounts,
  ...deps
}: ExceptionControllerOptions): Controller {
  const { clock, exceptions } = deps;
  const throttle = new Throttle({ clock, queue: shell.queue });
  onException((key) => throttle.wake(key));
  onAccounts((systemKey) => {
    const { namespace } = parseKey(systemKey);
    for (const row of exceptions.list()) {
      if (row.namespace === namespace && isAboutAccounts(row.object)) throttle.wake(`${namespace ?? ''}/${row.name}`);
    }
  });
  const look = createObserve(deps);
  return createController({
    ...shell,
    async *observe(key) {
      if (throttle.shouldWait(key)) return;
      if (exceptions.get(key) === undefined) throttle.forget(key);
      else throttle.looked(key);
      yield* look(key);
    },
    plan,
    workers: WORKERS,
  });
}
