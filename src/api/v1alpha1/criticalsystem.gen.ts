// Generated from crds/criticalsystems.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * A CriticalSystem is a system whose accounts are reviewed: who can get in, whether they still work here, and whether they should have access. Its accounts are stored nowhere; its status counts them and names those that need attention by a keyed hash. Its name is at most 40 characters long and has no dots, as the names of its accounts start with it.
 */
export interface CriticalSystem extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'CriticalSystem';
  spec: CriticalSystemSpec;
  status?: CriticalSystemStatus;
}

/**
 * Where the accounts are read, who may have one, and who answers for it.
 */
export interface CriticalSystemSpec {
  /**
   * Read the users of a PagerDuty account.
   */
  pagerDuty?: {
    /**
     * The service region of the account, which decides the host that is asked.
     */
    region: 'US' | 'EU';
    /**
     * The base URL to use in place of PagerDuty's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the system is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read the users of a Zenduty (Xurrent IMR) account.
   */
  zenduty?: {
    /**
     * The base URL to use in place of Zenduty's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the system is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read the users of a site of Jira Cloud.
   */
  jira?: {
    /**
     * The host of the site, as acme.atlassian.net. Without cloudID it is the host that is asked. A host that is not below one of Atlassian's domains must be allowed with --allow-endpoints.
     */
    site?: string;
    /**
     * The cloud ID of the site. With it requests go to api.atlassian.com, where scoped tokens work.
     */
    cloudID?: string;
    /**
     * The base URL to use in place of Jira's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the system is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read the members and the outside collaborators of an organization on GitHub.
   */
  gitHub?: {
    /**
     * The organization.
     */
    organization: string;
    /**
     * The base URL to use in place of https://api.github.com, for GitHub Enterprise (https://HOST/api/v3), a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the system is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read the accounts from a file in a Secret, for a system without an API that Docket knows.
   */
  accountsFrom?: {
    /**
     * The Secret in this namespace that holds the accounts: the key accounts.csv (account,email,name,roles,state,kind) and the key asOf, which says how old they are (RFC 3339). It is read anew every interval.
     */
    secretRef: {
      /**
       * The name of the Secret.
       */
      name: string;
    };
    /**
     * How old the file may be by its asOf. Older accounts, and accounts without asOf, are Unknown.
     */
    maxAge: string;
  };
  /**
   * The Secret in this namespace that holds the credential, under the same keys as for an IncidentSource of the provider. It is read anew at every reading. The key accountKey, if there is one, is the key of the hash in the names of accounts.
   */
  secretRef?: {
    /**
     * The name of the Secret.
     */
    name: string;
  };
  /**
   * How often the accounts are read, at least 30s and at most a day. A whole number with a unit of s, m, h or d. A listing older than three intervals is stale, and checks on it are Unknown.
   */
  interval: string;
  /**
   * Stop reading the accounts. Checks that rest on them are Unknown at once.
   */
  suspend?: boolean;
  /**
   * The StaffRoster in this namespace that says who works here. Without it, and while it cannot be read, accounts are Unknown.
   */
  rosterRef?: {
    /**
     * The name of the StaffRoster.
     */
    name: string;
  };
  /**
   * Whose access is valid. Absent means that nobody has said so, which fails AccessRuleDefined.
   */
  validAccess?: {
    /**
     * Every active person of the roster.
     */
    allStaff?: boolean;
    /**
     * Every active person of the roster who has one of these roles, after the roster's roleMap.
     */
    roles?: string[];
    /**
     * These accounts and no others, each by its id, login or address, or by the person of the roster.
     */
    accounts?: string[];
  };
  /**
   * Accounts that belong to no person and are there on purpose, such as those of bots and integrations.
   */
  expectedAccounts?: {
    /**
     * The account, by its id, its login, its address or the name that findings give it.
     */
    match: string;
    /**
     * The team or person that answers for the account.
     */
    owner: string;
    /**
     * What the account is for.
     */
    reason: string;
    /**
     * Until when it is expected, this instant included. Absent means until it is removed here.
     */
    expiresAt?: string;
  }[];
  /**
   * The team or person that answers for the system.
   */
  owner?: string;
  /**
   * How often people review the access to the system.
   */
  reviewInterval: string;
  /**
   * The last review of the access by a person. Whoever writes it states their own name in by.
   */
  lastReview?: {
    /**
     * Who reviewed it, by the name that the API server knows them by.
     */
    by: string;
    /**
     * When it was reviewed.
     */
    at: string;
    /**
     * Where the record of the review is kept.
     */
    evidence?: string;
  };
  /**
   * Whether the system's default checks are created when they are absent. They are never changed afterwards.
   */
  defaultChecks: 'Disabled' | 'Enabled';
  /**
   * Whether findings also show which account and which person they are about. Disabled, they show a keyed hash only, and docket review access shows the rest to whoever may read the Secret.
   */
  revealIdentities: 'Disabled' | 'Enabled';
  /**
   * By how many percent the listing of accounts may shrink from one reading to the next. A listing that shrinks by more, or to nothing, is Unknown until the annotation docket.dev/confirmShrink holds the new count, which the condition names.
   */
  maxShrink: number;
  /**
   * The part of the organisation that the system belongs to (production, emea), so that checks can select by it.
   */
  zone?: string;
}

/**
 * What the controller last saw of the accounts. Counts, and names that are hashed. Can be rebuilt at any time.
 */
export interface CriticalSystemStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * Where the accounts are read, by its member in the spec.
   */
  provider?: 'pagerDuty' | 'zenduty' | 'jira' | 'gitHub' | 'accountsFrom';
  /**
   * How many accounts there are. Each is counted in total and in one other member.
   */
  accounts?: {
    /**
     * All accounts.
     */
    total?: number;
    /**
     * Accounts whose person may have access.
     */
    valid?: number;
    /**
     * Accounts whose person may not have access.
     */
    invalid?: number;
    /**
     * Accounts that belong to nobody in the roster and are not expected.
     */
    unidentified?: number;
    /**
     * Accounts of people who have left.
     */
    offboarded?: number;
    /**
     * Accounts that expectedAccounts lists.
     */
    expected?: number;
    /**
     * Accounts that cannot be judged.
     */
    unknown?: number;
    /**
     * Accounts with which nobody can get in.
     */
    inactive?: number;
  };
  /**
   * The accounts that need attention, at most 50, sorted by name.
   */
  findings?: {
    /**
     * The system's name and a keyed hash of the account. An exception names the account by it.
     */
    name: string;
    /**
     * What is the matter with it.
     */
    verdict: 'Offboarded' | 'Unidentified' | 'Invalid' | 'Unknown';
    /**
     * Why, as one CamelCase word.
     */
    reason: string;
    /**
     * Since when, where the data says so.
     */
    since?: string;
    /**
     * When the access has to be removed, or should have been.
     */
    dueAt?: string;
    /**
     * The account as the system names it. Only with revealIdentities Enabled.
     */
    account?: string;
    /**
     * The person of the roster. Only with revealIdentities Enabled.
     */
    person?: string;
  }[];
  /**
   * Whether more accounts need attention than are listed.
   */
  truncated?: boolean;
  /**
   * When people reviewed the access, and when they have to again.
   */
  lastReview?: {
    /**
     * When it was last reviewed.
     */
    at?: string;
    /**
     * Until when it has to be reviewed again.
     */
    dueAt?: string;
  };
  /**
   * The value of the annotation docket.dev/confirmShrink that was used last. A confirmation holds once: to confirm the same count again, take the annotation off first.
   */
  confirmedShrink?: string;
  /**
   * The value of the annotation docket.dev/requestedAt that the last reading on request answered.
   */
  lastHandledRequestedAt?: string;
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
