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
   * How the clocks count. Exact, a day is 24 hours and a month counts in UTC. EndOfDay, d and mo end with their last day in the calendar's zone. EU1182, Regulation (EEC, Euratom) No 1182/71, Art. 3: h starts with the next full hour, d and mo end with their last day, or with the next business day where that is none, and 48 hours or more have at least two business days. The units s, m and bd count alike in all.
   */
  counting: 'Exact' | 'EndOfDay' | 'EU1182';
  /**
   * The business days that bd counts, and the zone of days. Absent means Monday to Friday in UTC.
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
     * The working hours of each working day. Not used for bd, which ends at dayEndsAt.
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
     * When a business day ends for bd, as HH:MM. Absent means at midnight. Not used for anything else.
     */
    dayEndsAt?: string;
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
     * What makes it owed. Absent means DataLoss. DataLoss, a review that confirms the loss of data of the dataType. Classified, a review that says Yes to the classification.
     */
    when?: 'DataLoss' | 'Classified';
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
     * The deadlines. The earliest of those that run counts, without those that had run out before the obligation arose; where all had, the latest counts. While none runs it is owed without a date.
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
       * How long after the start. A whole number with a unit of s, m, h, d, mo (calendar months) or bd (business days, up to the end of the last one). What a day and a month are says counting.
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
