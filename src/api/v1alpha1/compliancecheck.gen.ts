// Generated from crds/compliancechecks.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * A ComplianceCheck states one requirement and judges it continuously over what it selects in its namespace. Its result is the worst of its subjects' verdicts. Input that is missing, stale or incomplete never passes.
 */
export interface ComplianceCheck extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'ComplianceCheck';
  spec: ComplianceCheckSpec;
  status?: ComplianceCheckStatus;
}

/**
 * What is required, of what, and who answers for it.
 */
export interface ComplianceCheckSpec {
  /**
   * What is required. IncidentClosed, that no selected incident stays open for longer than gracePeriod. ResponseOnTime and ResolutionOnTime, that incidents are taken on and resolved within the SLA. DataLossReported, that it is assessed whether data was lost, and that who must be told of it is told. DisclosuresMade, that it is known what obliges to tell somebody of the incident, by a loss of data or by what the incident is classified as, and that who must be told is told. EvidenceUploaded, that reviews have their evidence. ReviewComplete, that resolved incidents have a complete review. Expression, that a rule of the check's own is true. SourceHealthy, that the selected sources are ready, complete and fresh. AccessRemoved, that nobody who has left has an account. UserIdentified, that each account belongs to one person or is expected. AccessValid, that the person of each account may have it. AccessRuleDefined, that a system says whose access is valid. AccessReviewed, that people review the access to a system. Immutable.
   */
  type:
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
   * Parameters of DataLossReported.
   */
  dataLossReported?: {
    /**
     * The severities of incidents that must be assessed in any case. A suspected loss must be, whatever the severity.
     */
    severities: ('Critical' | 'High' | 'Medium' | 'Low' | 'Info')[];
    /**
     * How soon it must be assessed, from detection or from the time when the incident came on record here if that is later. Absent means the assessWithin of the disclosure policies that apply, else 72h.
     */
    within?: string;
    /**
     * The clock starts no earlier than this instant: for what was on record before the check was wanted. Absent means that only the incident counts.
     */
    since?: string;
  };
  /**
   * Parameters of DisclosuresMade.
   */
  disclosuresMade?: {
    /**
     * The severities of incidents that must be classified, and assessed for a loss of data. A policy whose appliesTo names severities has its classifications owed for those in their place.
     */
    severities: ('Critical' | 'High' | 'Medium' | 'Low' | 'Info')[];
    /**
     * How soon that must be known, from detection or from the time when the incident came on record here if that is later. Absent means the assessWithin of the disclosure policies that apply.
     */
    within?: string;
    /**
     * The clock starts no earlier than this instant: for what was on record before the check was wanted. Absent means that only the incident counts.
     */
    since?: string;
  };
  /**
   * Parameters of EvidenceUploaded.
   */
  evidenceUploaded?: {
    /**
     * For which incidents. OnDataLoss, those whose review confirms a loss of data. Always, all that are selected.
     */
    required: 'OnDataLoss' | 'Always';
    /**
     * The kinds of evidence that must be there, each at least once. Absent means one item of any kind.
     */
    kinds?: string[];
    /**
     * How good the evidence must be. Attested, the review vouches for it. Verified, Docket has compared its bytes with its sha256.
     */
    verification: 'Attested' | 'Verified';
  };
  /**
   * Parameters of ReviewComplete.
   */
  reviewComplete?: {
    /**
     * How soon after its resolution an incident must have a complete review.
     */
    within: string;
  };
  /**
   * Parameters of Expression, which needs them.
   */
  expression?: {
    /**
     * An expression of the Common Expression Language over incident and review, the objects as they are stored. True passes, false fails; an error, a timeout or an empty input is Unknown.
     */
    rule: string;
    /**
     * The reason of a subject for which the rule is false. Absent means ExpressionFalse.
     */
    failureReason?: string;
  };
  /**
   * Parameters of AccessRemoved.
   */
  accessRemoved?: {
    /**
     * How soon after a person has left their accounts must be gone or inactive. Where the roster does not say when they left, at once.
     */
    within: string;
  };
  /**
   * Parameters of AccessReviewed.
   */
  accessReviewed?: {
    /**
     * How old the last review may be. Absent means the reviewInterval of the system.
     */
    within?: string;
  };
  /**
   * Which subjects are judged. Every member that is set must match, and a list matches when one of its values does. Absent or empty selects everything in the namespace, reported incidents included.
   */
  selector?: {
    /**
     * Incidents of these IncidentSources, or these sources. One that does not exist makes the result Unknown.
     */
    sourceRefs?: {
      /**
       * The name of the IncidentSource.
       */
      name: string;
    }[];
    /**
     * Accounts of these CriticalSystems, or these systems. One that does not exist makes the result Unknown.
     */
    systemRefs?: {
      /**
       * The name of the CriticalSystem.
       */
      name: string;
    }[];
    /**
     * Incidents that came to be known in one of these ways (PagerDuty, Reported).
     */
    origins?: string[];
    /**
     * Incidents of one of these severities.
     */
    severities?: ('Critical' | 'High' | 'Medium' | 'Low' | 'Info')[];
    /**
     * Incidents, sources, accounts or systems of one of these zones.
     */
    zones?: string[];
    /**
     * Incidents of one of these categories.
     */
    categories?: string[];
    /**
     * Subjects that carry all of these labels.
     */
    matchLabels?: {
      /**
       * The value of the label.
       */
      [k: string]: string;
    };
    /**
     * Only incidents detected at most this long ago.
     */
    detectedWithin?: string;
  };
  /**
   * How bad it is when the check fails.
   */
  severity: 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
  /**
   * The team or person that answers for the check. Shown in metrics, so that alerts find them.
   */
  owner?: string;
  /**
   * The controls of frameworks that the check is evidence for.
   */
  controls?: {
    /**
     * The framework (SOC2, ISO27001).
     */
    framework: string;
    /**
     * The control's id in the framework (CC7.3).
     */
    id: string;
  }[];
  /**
   * How long a subject may miss the requirement before it fails; it is Due until then. Absent means not at all.
   */
  gracePeriod?: string;
  /**
   * What to do when the check fails, for the person who is alerted.
   */
  remediation?: string;
  /**
   * Stop judging. The result is NotActive.
   */
  suspend?: boolean;
}

/**
 * The verdict and what it rests on. Can be rebuilt at any time.
 */
export interface ComplianceCheckStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * The worst verdict of the subjects that no exception covers, in the order Failing, Unknown, Due, Passing. NotActive when the check is suspended.
   */
  result?: 'Passing' | 'Due' | 'Failing' | 'Unknown' | 'NotActive';
  /**
   * Why, as one CamelCase word that programs may compare.
   */
  reason?: string;
  /**
   * How many subjects were judged how.
   */
  counts?: {
    /**
     * Subjects that meet the requirement.
     */
    passing?: number;
    /**
     * Subjects that something is owed for, in time still.
     */
    due?: number;
    /**
     * Subjects that miss the requirement.
     */
    failing?: number;
    /**
     * Subjects that cannot be judged.
     */
    unknown?: number;
    /**
     * Subjects that an exception covers, whatever their verdict.
     */
    exempted?: number;
  };
  /**
   * The subjects that fail, at most 50, those that failed first in front.
   */
  failing?: {
    /**
     * The name of the incident, source or system. Of an account, the name of its system and a keyed hash.
     */
    name: string;
    /**
     * Why it fails, as one CamelCase word.
     */
    reason: string;
    /**
     * Since when it fails.
     */
    since?: string;
    /**
     * When it should have been done.
     */
    dueAt?: string;
  }[];
  /**
   * Whether more subjects fail than are listed.
   */
  truncated?: boolean;
  /**
   * When the oldest data that the result rests on was read. Moves only when something else in the status does.
   */
  dataAsOf?: string;
  /**
   * When the next subject fails unless something is done.
   */
  nextDeadline?: string;
  /**
   * The latest results, oldest first, at most 20.
   */
  history?: {
    /**
     * When the result changed.
     */
    time: string;
    /**
     * The result from then on.
     */
    result: 'Passing' | 'Due' | 'Failing' | 'Unknown' | 'NotActive';
    /**
     * Why, as one CamelCase word.
     */
    reason?: string;
  }[];
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
