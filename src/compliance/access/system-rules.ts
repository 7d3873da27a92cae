// What a CriticalSystem says of its accounts, compiled: whose access is valid, which accounts are expected, and how findings name them.
// Judges none.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { instantOf } from '../../base/instants.ts';
import { interned, internedLabels, internedOptional } from '../intern.ts';
import { type AccountNamer, accountNamer } from './account-name.ts';
import { foldedName } from './address.ts';
import type { Identity } from './identity.ts';
import { type AccountKeys, Matches } from './matches.ts';

/** Whether validAccess allows an account. `NoRule`: there is none. */
export type Allowed = 'Allowed' | 'NotAllowed' | 'NoRule';

export interface SystemRules {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly zone: string | undefined;
  readonly nameOf: AccountNamer;
  /** By the rule alone: whether the person still works here is not asked. */
  allowed(account: AccountKeys, identity: Identity): Allowed;
  /** Until when the account is expected, epoch milliseconds; infinite where nothing ends it, undefined where it is not listed. */
  expectedUntil(account: AccountKeys): number | undefined;
}

/** `accountKey`: as {@link accountNamer} takes it. Equal specs give rules that answer alike. */
export function compileSystem(system: CriticalSystem, accountKey: string | undefined): SystemRules {
  const { metadata, spec } = system;
  const { namespace = '', name, uid = '' } = metadata;
  const expected = new Matches(
    (spec.expectedAccounts ?? []).map(({ match, expiresAt }) => [match, untilOf(expiresAt)] as const),
  );
  return {
    namespace: interned(namespace),
    name: interned(name),
    labels: internedLabels(metadata.labels),
    zone: internedOptional(spec.zone),
    nameOf: accountNamer({ namespace, name, uid }, accountKey),
    allowed: allowedBy(spec.validAccess),
    expectedUntil: (account) => {
      const until = expected.isEmpty ? [] : expected.of(account);
      return until.length === 0 ? undefined : Math.max(...until);
    },
  };
}

/** A time that cannot be read ends it at once: it must not be expected for good. */
function untilOf(expiresAt: string | undefined): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : (instantOf(expiresAt) ?? Number.NEGATIVE_INFINITY);
}

function allowedBy(rule: CriticalSystem['spec']['validAccess']): SystemRules['allowed'] {
  if (rule?.roles !== undefined) {
    const roles = new Set(rule.roles.map(foldedName));
    return (_account, identity) =>
      verdictOf(identity.kind === 'Person' && identity.person.roles.some((role) => roles.has(role)));
  }
  if (rule?.accounts !== undefined) {
    const accounts = new Matches(rule.accounts.map((text) => [text, true] as const));
    return (account, identity) => {
      const isPersonNamed =
        identity.kind === 'Person' && accounts.named(identity.person.name, identity.person.addresses).length > 0;
      return verdictOf(isPersonNamed || accounts.of(account).length > 0);
    };
  }
  if (rule?.allStaff === true) return (_account, identity) => verdictOf(identity.kind === 'Person');
  return () => 'NoRule';
}

const verdictOf = (isAllowed: boolean): Allowed => (isAllowed ? 'Allowed' : 'NotAllowed');
