// Generated from crds/disclosurepolicies.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * A DisclosurePolicy states who must be told of an incident, and by when. Every policy that applies to an incident adds its obligations once a review confirms a loss of data, or classifies the incident as what the obligation is about.
 */
export interface DisclosurePolicy extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'DisclosurePolicy';
  spec: DisclosurePolicySpec;
  status?: DisclosurePolicyStatus;
}

/**
 * Which incidents the policy is for, and what is owed for them.
 */
export interface DisclosurePolicySpec {
  /**
   * Which incidents the policy is for. All members that are set must match. Absent means all.
   */
  appliesTo?: {
    /**
     * Incidents in one of these namespaces. Absent means in any.
     */
    namespaces?: string[];
    /**
     * Incidents of one of these zones. Absent means of any, and of none.
     */
    zones?: string[];
    /**
     * Incidents of one of these severities. Absent means of any.
     */
    severities?: ('Critical' | 'High' | 'Medium' | 'Low' | 'Info')[];
  };
  /**
   * How soon after detection it must be assessed whether data was lost, and whether the incident is what the classifications of the obligations name. Of several policies the shortest counts.
   */
  assessWithin: string;
  /**
   * The business days that bd counts. Absent means Monday to Friday in UTC.
   */
  calendar?: {
    /**
     * The time zone in which days and hours are meant, by its IANA name (Europe/Berlin, UTC).
     */
    timeZone: string;
    /**
     * The working days of a week.
     */
    days: ('Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun')[];
    /**
     * The working hours of each working day. Not used for bd, which ends at midnight.
     */
    hours?: {
      /**
       * When work starts, as HH:MM.
       */
      start: string;
      /**
       * When work ends, as HH:MM. 24:00 is the end of the day.
       */
      end: string;
    };
    /**
     * Days on which nobody works, as YYYY-MM-DD.
     */
    holidays?: string[];
  };
  /**
   * Who must be told, and by when.
   */
  obligations: {
    /**
     * A name for it, unique in the policy. Reviews refer to it.
     */
    name: string;
    /**
     * What makes it owed. DataLoss, a review that confirms the loss of data of the dataType. Classified, a review that says Yes to the classification.
     */
    when: 'DataLoss' | 'Classified';
    /**
     * What the incident is classified as, as reviews name it (NIS2Significant, DORAMajor, SECMaterial). An open set. Only and always with when Classified.
     */
    classification?: string;
    /**
     * The type of data whose loss is to be told, as reviews name it (PersonalData, HealthData). An asterisk means any. Only and always with when DataLoss.
     */
    dataType?: string;
    /**
     * Who must be told (SupervisoryAuthority, AffectedPersons). Shown in metrics.
     */
    recipient: string;
    /**
     * The deadlines. The earliest of those that run counts; while none runs it is owed without a date.
     */
    clocks: {
      /**
       * What starts the clock. Detected, the detection of the incident. Aware, the review's awareAt, else the detection. Classified, when the review said Yes to the obligation's classification, else the review's classifiedAt. Resolved, the resolution. Disclosed, the instant at which another obligation was met.
       */
      start: 'Detected' | 'Aware' | 'Classified' | 'Resolved' | 'Disclosed';
      /**
       * The obligation of this policy that starts the clock when it is met. Only and always with start Disclosed.
       */
      of?: string;
      /**
       * How long after the start. A whole number with a unit of s, m, h, d (24 hours), mo (calendar months in UTC) or bd (business days, up to the midnight that closes the last one).
       */
      within: string;
    }[];
  }[];
}

/**
 * What is owed by the policy at present. Can be rebuilt at any time.
 */
export interface DisclosurePolicyStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * The types of data that the obligations are about, each once, joined by commas.
   */
  dataTypes?: string;
  /**
   * The classifications that the obligations are about, each once, joined by commas.
   */
  classifications?: string;
  /**
   * Obligations over all incidents that are not met, and not late.
   */
  open?: number;
  /**
   * Obligations over all incidents that are not met, and late.
   */
  overdue?: number;
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
