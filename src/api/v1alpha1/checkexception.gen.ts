// Generated from crds/checkexceptions.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * A CheckException exempts a subject from a check, from the checks of a type or from every check of its namespace, until it expires or has to be reviewed. It applies once approvedBy names somebody other than requestedBy. The verdict underneath stays computed and is shown beside it.
 */
export interface CheckException extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'CheckException';
  spec: CheckExceptionSpec;
  status?: CheckExceptionStatus;
}

/**
 * What is exempted from what, why, until when and by whose leave.
 */
export interface CheckExceptionSpec {
  /**
   * The ComplianceCheck in this namespace that the exception is for. Neither this nor type means every check.
   */
  checkRef?: {
    /**
     * The name of the ComplianceCheck.
     */
    name: string;
  };
  /**
   * The type of the checks that the exception is for. Neither this nor checkRef means every check.
   */
  type?:
    | 'IncidentClosed'
    | 'ResponseOnTime'
    | 'ResolutionOnTime'
    | 'DataLossReported'
    | 'DisclosuresMade'
    | 'EvidenceUploaded'
    | 'ReviewComplete'
    | 'Expression'
    | 'SourceHealthy'
    | 'AccessRemoved'
    | 'UserIdentified'
    | 'AccessValid'
    | 'AccessRuleDefined'
    | 'AccessReviewed';
  /**
   * What is exempted.
   */
  target: {
    /**
     * One Incident in this namespace.
     */
    incidentRef?: {
      /**
       * The name of the Incident.
       */
      name: string;
    };
    /**
     * One account of a critical system, by the name that checks and findings give it (the system's name and a keyed hash).
     */
    account?: string;
    /**
     * Every subject that carries all of these labels.
     */
    matchLabels?: {
      /**
       * The value of the label.
       */
      [k: string]: string;
    };
  };
  /**
   * Approved, what the target selected when it was approved, no more severe than then: status.covered lists it, and what comes or changes later waits for a new approval. Future, whatever carries the labels, whoever labels it, until the exception ends.
   */
  covers: 'Approved' | 'Future';
  /**
   * Why the failure is accepted, in at least 20 characters.
   */
  reason: string;
  /**
   * Where it was asked for and discussed.
   */
  ticketURL?: string;
  /**
   * Who asks for the exception, by the name that the API server knows them by.
   */
  requestedBy: string;
  /**
   * Who approved it, by the name that the API server knows them by. It applies once this is set, and is not who requested it.
   */
  approvedBy?: string;
  /**
   * Until when it applies, this instant included.
   */
  expiresAt?: string;
  /**
   * How long an approval lasts. After that it does not apply until it is approved anew.
   */
  reviewInterval?: string;
  /**
   * What supports the exception (an assessment of the risk, a compensating control).
   */
  evidence?: {
    /**
     * A name for it, unique in the exception.
     */
    name: string;
    /**
     * Where it is kept.
     */
    uri: string;
  }[];
}

/**
 * Whether the exception applies, and to what. Can be rebuilt, but for the instant of the approval.
 */
export interface CheckExceptionStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * Pending, it is not approved. Active, it applies. Expired, its time is over. Unmatched, it is approved and in time, and covers nothing.
   */
  state?: 'Pending' | 'Active' | 'Expired' | 'Unmatched';
  /**
   * When Docket first saw this approval. A changed exception is a new approval.
   */
  approvedAt?: string;
  /**
   * Until when it applies, from expiresAt or the approval and reviewInterval.
   */
  expiresAt?: string;
  /**
   * What the approval covers, as it was then, at most 500. While the exception is Pending, what an approval would cover. Absent where it covers the future.
   */
  covered?: {
    /**
     * What it is (Incident, IncidentSource, account).
     */
    kind: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * A digest of its uid, by which another object of its name is told apart.
     */
    uidDigest: number;
    /**
     * How bad it was. It is covered while it is no worse.
     */
    severity?: 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
  }[];
  /**
   * The check that checkRef names, as it was at the approval. Another check of its name is not covered.
   */
  check?: {
    /**
     * Its uid.
     */
    uid?: string;
    /**
     * Its type.
     */
    type: string;
  };
  /**
   * Subjects that the target selects and the approval does not cover. They wait for a new approval.
   */
  waiting?: number;
  /**
   * How many verdicts it covers, each of one subject by one check.
   */
  applied?: number;
  /**
   * What the verdicts that it covers would be without it.
   */
  wouldBe?: {
    /**
     * Verdicts that would be failing.
     */
    failing?: number;
    /**
     * Verdicts for which something would be owed, in time still.
     */
    due?: number;
    /**
     * Verdicts that would be unknown.
     */
    unknown?: number;
  };
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
