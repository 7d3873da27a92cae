// Generated from crds/incidentreviews.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * An IncidentReview is what people attest about one incident: who owns it, whether data was lost and which, who was told and when, the evidence, and the closing words. It names its incident by name, or by source and external ID, and may be applied before the incident exists. One incident has one review: of two, the younger is not bound.
 */
export interface IncidentReview extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'IncidentReview';
  spec: IncidentReviewSpec;
  status?: IncidentReviewStatus;
}

/**
 * What people attest.
 */
export interface IncidentReviewSpec {
  /**
   * The Incident in this namespace that the review is about. It need not exist yet. Immutable.
   */
  incidentRef?: {
    /**
     * The name of the Incident.
     */
    name: string;
  };
  /**
   * The incident that the review is about, by its source, for reviews that are written where the incident's name is not known. It need not exist yet. Immutable.
   */
  external?: {
    /**
     * The name of the IncidentSource in this namespace.
     */
    sourceName: string;
    /**
     * The incident's id in its source, exactly as the source states it.
     */
    externalID: string;
  };
  /**
   * Who answers for the review.
   */
  owner?: string;
  /**
   * Who works on the incident.
   */
  assignees?: string[];
  /**
   * How far the handling is, as people say. The later of this and the source's state counts; the source decides between open and resolved. Closed counts once the incident is resolved and closure is complete.
   */
  state?: 'Detected' | 'Triaging' | 'Investigating' | 'Containing' | 'Resolved' | 'Closed';
  /**
   * When somebody first took the incident on. The earlier of this and what the source says counts.
   */
  acknowledgedAt?: string;
  /**
   * When the organisation became aware of the incident, or of a loss of data, which starts the clocks that run from awareness. Absent means from detection.
   */
  awareAt?: string;
  /**
   * When the incident was classified, which starts the clocks that run from classification of the obligations that a loss of data makes owed. Absent means that they do not run yet. The other obligations have classifications.
   */
  classifiedAt?: string;
  /**
   * Times that the incident's record has wrong, with the right ones. The record stays as its source states it; Docket judges by the correction.
   */
  corrections?: {
    /**
     * Which time of the incident's spec is wrong (Detected, its detectedAt).
     */
    time: 'Detected' | 'Acknowledged' | 'Resolved' | 'Closed';
    /**
     * When it really was.
     */
    at: string;
    /**
     * How it is known that the record is wrong.
     */
    reason: string;
  }[];
  /**
   * Whether the incident is what a law or a contract asks about. One that is not listed is not assessed yet.
   */
  classifications?: {
    /**
     * What is asked, as the disclosure policies name it (NIS2Significant, DORAMajor, SECMaterial).
     */
    name: string;
    /**
     * Yes, the obligations that hang on it are owed from at on. No, it is not so, for the reason given.
     */
    outcome: 'Yes' | 'No';
    /**
     * When that was determined, which starts the clocks that run from classification.
     */
    at: string;
    /**
     * Why. Required with outcome No.
     */
    reason?: string;
  }[];
  /**
   * Whether data was lost. Absent means that nobody has assessed it.
   */
  dataLoss?: {
    /**
     * Whether data was lost. Suspected counts as not assessed yet.
     */
    assessment: 'None' | 'Suspected' | 'Confirmed';
    /**
     * The types of data that were lost, as the disclosure policies name them (PersonalData, HealthData, CardholderData, CustomerData). An open set.
     */
    dataTypes?: string[];
    /**
     * How many records or people are affected, as far as it is known.
     */
    affectedRecords?: number;
    /**
     * What was lost, how and whose.
     */
    summary?: string;
    /**
     * Why nobody has to be told of a confirmed loss that no disclosure policy covers.
     */
    noDisclosureReason?: string;
  };
  /**
   * Who was told, and when.
   */
  disclosures?: {
    /**
     * Who was told, as the disclosure policies name them.
     */
    recipient: string;
    /**
     * The obligation that this meets. Empty means the earliest one to the recipient that is not met yet.
     */
    obligation: string;
    /**
     * When they were told.
     */
    notifiedAt: string;
    /**
     * Where the notification can be found (a case number, a URL).
     */
    reference?: string;
  }[];
  /**
   * What shows that the incident was handled as the review says.
   */
  evidence?: {
    /**
     * A name for it, unique in the review.
     */
    name: string;
    /**
     * What it is (Report, Log, Screenshot, Notification), as checks ask for it. An open set.
     */
    kind: string;
    /**
     * Where it is kept. Docket does not fetch it; the review attests it.
     */
    uri?: string;
    /**
     * The key of a ConfigMap in this namespace that holds it. Docket hashes what is there and compares it with sha256.
     */
    configMapRef?: {
      /**
       * The name of the ConfigMap.
       */
      name: string;
      /**
       * The key in its data.
       */
      key: string;
    };
    /**
     * The key of a Secret in this namespace that holds it. Docket hashes what is there and compares it with sha256, if the Secret has the label docket.dev/evidence: "true".
     */
    secretRef?: {
      /**
       * The name of the Secret.
       */
      name: string;
      /**
       * The key in its data.
       */
      key: string;
    };
    /**
     * The SHA-256 of its bytes, in 64 lower-case hexadecimal digits. Without it the item is attested and not verified.
     */
    sha256?: string;
    /**
     * Until when it is good as evidence. Absent means for good.
     */
    expiresAt?: string;
  }[];
  /**
   * What people found, did, decided and said, at most 100 entries. Append-only.
   */
  timeline?: {
    /**
     * When it happened.
     */
    time: string;
    /**
     * Who says so.
     */
    author: string;
    /**
     * What sort of entry it is.
     */
    type: 'Finding' | 'Action' | 'Decision' | 'Communication' | 'Note';
    /**
     * What there is to say.
     */
    content: string;
  }[];
  /**
   * What has to be done for the incident.
   */
  tasks?: {
    /**
     * What has to be done, unique in the review.
     */
    name: string;
    /**
     * When it was done. Absent while it is not.
     */
    doneAt?: string;
    /**
     * Who did it, or has to.
     */
    by?: string;
  }[];
  /**
   * The closing words. Complete with a summary, a root cause, at least one prevention measure and a reviewer.
   */
  closure?: {
    /**
     * What happened and what was done.
     */
    summary?: string;
    /**
     * Why it could happen.
     */
    rootCause?: string;
    /**
     * What keeps it from happening again.
     */
    preventionMeasures?: string[];
    /**
     * Who has read the review and agrees.
     */
    reviewer?: string;
    /**
     * When the incident was closed.
     */
    closedAt?: string;
  };
}

/**
 * What Docket makes of the review. Can be rebuilt at any time.
 */
export interface IncidentReviewStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * The Incident that the review is about. The name that it is bound to, else as the review names it, by its name or as SOURCE/ID.
   */
  incident?: string;
  /**
   * The Incident that the review counts for. Absent while there is none.
   */
  bound?: {
    /**
     * The name of the Incident.
     */
    name: string;
  };
  /**
   * How each item of evidence was found.
   */
  evidence?: {
    /**
     * The name of the item.
     */
    name: string;
    /**
     * Verified, its bytes have the sha256 that the review states. Attested, the review vouches for it. Mismatch, its bytes have another sha256. Missing, it is not where the review says.
     */
    state: 'Verified' | 'Attested' | 'Mismatch' | 'Missing';
    /**
     * Why, as one CamelCase word that programs may compare.
     */
    reason?: string;
    /**
     * Stands for the place and the sha256 that the review stated when Docket looked there. Absent for what is kept elsewhere. Of another place or hash this says nothing.
     */
    digest?: number;
  }[];
  /**
   * Who must be told, and was, by the disclosure policies that apply.
   */
  obligations?: {
    /**
     * The name of the DisclosurePolicy.
     */
    policy: string;
    /**
     * The name of the obligation in the policy.
     */
    obligation: string;
    /**
     * Who must be told.
     */
    recipient?: string;
    /**
     * When it must be done. Absent while no clock of the obligation runs.
     */
    dueAt?: string;
    /**
     * When it was done. Absent while it is owed.
     */
    metAt?: string;
    /**
     * The classification that makes it owed. Absent where a loss of data does.
     */
    classification?: string;
  }[];
  /**
   * What the review says the incident is classified as, joined by commas.
   */
  classified?: string;
  /**
   * When the next disclosure that is owed must be done.
   */
  nextDue?: string;
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
