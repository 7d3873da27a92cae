// Whether an exception may be about accounts that this process has not read yet: accounts are in memory only, so that after a start nobody can
// tell what such an exception covers. Reads caches only.

import { CRITICAL_SYSTEM } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { Clock } from '../../base/clock.ts';
import type { AccessBook } from '../../compliance/access/access-book.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';

interface Known {
  readonly systems: Lister<ObjectRow<CriticalSystem>>;
  readonly access: Pick<AccessBook, 'accountsOf'>;
  readonly freshness: Pick<Freshness, 'judge'>;
  readonly clock: Clock;
}

export function isAboutAccounts({ spec: { target } }: CheckException): boolean {
  return target.account !== undefined || target.matchLabels !== undefined;
}

/**
 * An exception that names an account waits for the accounts of its system, however long they cannot be read. One by labels waits until each
 * system was tried: it may be about incidents, which are there.
 */
export function createAccountsLack({
  systems,
  access,
  freshness,
  clock,
}: Known): (exception: CheckException) => boolean {
  return (exception) => {
    if (!isAboutAccounts(exception)) return false;
    const { account } = exception.spec.target;
    const { namespace = '' } = exception.metadata;
    return [...systems.byIndex('namespace', namespace)].some(({ object }) => {
      const key = keyOf(object.metadata);
      if (access.accountsOf(key) !== undefined) return false;
      if (account !== undefined) return account.startsWith(`${object.metadata.name}-`);
      return freshness.judge({ kind: CRITICAL_SYSTEM.kind, key }, clock.monotonicMs()).kind === 'unpolled';
    });
  };
}
