// Generated from crds/staffrosters.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * A StaffRoster says who works here and who has left, from a file in a Secret or from a directory. The accounts of critical systems are judged against it. It stores no people: its status counts them.
 */
export interface StaffRoster extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'StaffRoster';
  spec: StaffRosterSpec;
  status?: StaffRosterStatus;
}

/**
 * Where the people are read, and how accounts and roles are matched to them.
 */
export interface StaffRosterSpec {
  /**
   * Read the users of a tenant of Microsoft Entra ID through Microsoft Graph.
   */
  entra?: {
    /**
     * The Entra tenant, by its id or one of its domains.
     */
    tenantID: string;
    /**
     * The cloud of the tenant, which decides the hosts that are asked. USGov is the cloud for US Government L4 (GCC High), USGovHigh that for L5 (DoD). Tenants of GCC use Global.
     */
    cloud: 'Global' | 'USGov' | 'USGovHigh' | 'China';
    /**
     * Groups whose members, also those of groups in them, get the name of the group as a role; by their name or id. Roles of people are read from nowhere else. The app needs GroupMember.Read.All for it.
     */
    groups?: string[];
    /**
     * The base URL to use in place of the hosts of Microsoft Graph and of the token service, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the roster is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read the users of an Okta organization.
   */
  okta?: {
    /**
     * The host of the organization, as acme.okta.com. A host that is not below one of Okta's domains must be allowed with --allow-endpoints.
     */
    domain: string;
    /**
     * Groups whose members get the name of the group as a role; by their name or id. Roles of people are read from nowhere else.
     */
    groups?: string[];
    /**
     * The base URL to use in place of Okta's own host, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the roster is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * Read the users of a Google Workspace through its Admin SDK.
   */
  googleWorkspace?: {
    /**
     * The mail address of an administrator, in whose name the service account reads.
     */
    subject: string;
    /**
     * The customer's id. Absent means the customer of the administrator.
     */
    customer?: string;
    /**
     * Groups whose members, also those of groups in them, get the address of the group as a role; by their address. Roles of people are read from nowhere else.
     */
    groups?: string[];
    /**
     * The base URL to use in place of the hosts of the Admin SDK and of the token service, for a proxy or a test server. Used only when the administrator of the operator has allowed its host with --allow-endpoints; otherwise the roster is Stalled with reason EndpointNotAllowed and the credential is not sent anywhere.
     */
    endpoint?: string;
  };
  /**
   * The Secret in this namespace. Without a directory it holds the people: the key roster.csv (person,email,aliases,roles,state,leftAt) or roster.yaml, and the key asOf, which says how old they are (RFC 3339). With a directory it holds the credential: for Entra the keys clientId and clientSecret, or clientId and certificate (PEM, with its key); for Okta the key token; for Google Workspace the key serviceAccount (JSON). It is read anew at every reading.
   */
  secretRef: {
    /**
     * The name of the Secret.
     */
    name: string;
  };
  /**
   * How often the people are read, at least 30s and at most a day. A whole number with a unit of s, m, h or d. A listing older than three intervals is stale, and checks on it are Unknown.
   */
  interval: string;
  /**
   * Stop reading the people. Checks that rest on them are Unknown at once.
   */
  suspend?: boolean;
  /**
   * How old the file may be by its asOf. People in an older file, or in one without asOf, are Unknown. Directories are as old as their last reading.
   */
  maxAge: string;
  /**
   * What an account of a person means who is not in the roster. Offboarded, they have left: for a roster that lists only who works here. Unidentified, nobody knows who they are: for a roster that also lists who has left.
   */
  absentMeans: 'Offboarded' | 'Unidentified';
  /**
   * Which person an account belongs to, where their addresses do not say it. Goes before the addresses.
   */
  identityMappings?: {
    /**
     * The account, by its id, its login, its address or the name that findings give it.
     */
    account: string;
    /**
     * The person, as the roster names them or by one of their addresses.
     */
    person: string;
  }[];
  /**
   * What roles and groups of the roster count as. A role that is not listed counts as itself.
   */
  roleMap?: {
    /**
     * The role or group as the roster names it; compared without regard to case.
     */
    from: string;
    /**
     * The role that it counts as in validAccess.
     */
    to: string;
  }[];
  /**
   * By how many percent the roster may shrink from one reading to the next. A roster that shrinks by more, or to nothing, is Unknown until the annotation docket.dev/confirmShrink holds the new count, which the condition names.
   */
  maxShrink: number;
}

/**
 * What the controller last saw of the roster. Counts only. Can be rebuilt at any time.
 */
export interface StaffRosterStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * Where the people are read, by its member in the spec.
   */
  source?: 'secretRef' | 'entra' | 'okta' | 'googleWorkspace';
  /**
   * How many people there are. Each is counted in total and in one other member.
   */
  people?: {
    /**
     * All people.
     */
    total?: number;
    /**
     * People who work here.
     */
    active?: number;
    /**
     * People who are away for a while.
     */
    inactive?: number;
    /**
     * People who have left.
     */
    offboarded?: number;
    /**
     * People who have not started yet.
     */
    pending?: number;
    /**
     * People of whom it is not known whether they work here.
     */
    unknown?: number;
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
