// Generated from crds/slapolicies.yaml by tools/generate.ts; change the CRD, not this file.

import type { Condition } from '../conditions.ts';
import type { KubeObject } from '../meta.ts';

/**
 * An SLAPolicy states how soon an incident must be taken on and resolved, by its severity. The policy of an incident is the one that its source names; else one whose appliesTo selects it; else the default; else one without either; else the built-in targets. Of several the oldest counts.
 */
export interface SLAPolicy extends KubeObject {
  apiVersion: 'docket.dev/v1alpha1';
  kind: 'SLAPolicy';
  spec: SLAPolicySpec;
  status?: SLAPolicyStatus;
}

/**
 * The targets, when they count and for what.
 */
export interface SLAPolicySpec {
  /**
   * The targets, one entry per severity. A severity that is left out has none.
   */
  targets: {
    /**
     * The severity.
     */
    severity: 'Critical' | 'High' | 'Medium' | 'Low' | 'Info';
    /**
     * How soon after detection somebody must have taken the incident on. With a calendar s, m and h count working time; a d is always 24 hours.
     */
    acknowledgeWithin?: string;
    /**
     * How soon after detection the incident must be resolved. With a calendar s, m and h count working time; a d is always 24 hours.
     */
    resolveWithin?: string;
  }[];
  /**
   * When working time runs. Absent means around the clock.
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
     * The working hours of each working day. Absent means all day.
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
   * Which incidents the policy is for. All members that are set must match. Absent means none in particular, see default.
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
  };
  /**
   * Whether the policy is for every incident that no other policy is for. Of several the oldest is.
   */
  default?: boolean;
}

/**
 * Whether the policy is in use. Can be rebuilt at any time.
 */
export interface SLAPolicyStatus {
  /**
   * The generation of the spec that this status was computed from.
   */
  observedGeneration?: number;
  /**
   * What the controller concluded, one entry per type, in the shape of metav1.Condition.
   */
  conditions?: Condition[];
}
