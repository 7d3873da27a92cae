// What is found of a system's accounts now, with the names of people only where the spec asks for them. Reads memory only.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { clip } from '../../api/facts.ts';
import type { SystemAccounts } from '../../compliance/access/system-accounts.ts';
import type { SystemDeps } from './deps.ts';
import { type AccountFindings, type Finding, findingsOf } from './findings.ts';

/** The limit of the CRD. */
const MAX_TEXT = 256;

/** Undefined while the accounts are not judged: not read since the start, or waiting for their roster. */
export function currentFindings(
  { access, memories, clock }: SystemDeps,
  { spec }: CriticalSystem,
  key: string,
): AccountFindings | undefined {
  const accounts = access.accountsOf(key);
  if (accounts === undefined) return undefined;
  const found = findingsOf(accounts.rows(), memories.of(key).listing.rejected, clock.now().getTime());
  if (spec.revealIdentities !== 'Enabled') return found;
  return { ...found, findings: found.findings.map((finding) => revealed(finding, accounts)) };
}

function revealed(finding: Finding, accounts: SystemAccounts): Finding {
  const who = accounts.identityOf(finding.name);
  if (who === undefined) return finding;
  const { login, email, id } = who.account;
  const person = who.identity.kind === 'Person' ? who.identity.person.name : undefined;
  return {
    ...finding,
    account: clip(login ?? email ?? id, MAX_TEXT),
    ...(person === undefined ? {} : { person: clip(person, MAX_TEXT) }),
  };
}
