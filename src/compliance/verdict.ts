// The vocabulary of judgement: the verdict of a check on one subject, and the rows that checks read. Types only.

import type { CheckResult, IncidentState, Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import type { Pins } from './pins.ts';

/**
 * `Synced` of an incident: its source lists it, no longer has it, no longer selects it, does not exist, or has not repeated for so long
 * that it is open that this may be over.
 */
export type Synced = 'Listed' | 'NotFoundUpstream' | 'OutOfScope' | 'SourceMissing' | 'NotRepeated';

export type SubjectResult = Exclude<CheckResult, 'NotActive'>;

/**
 * What a check says of one subject at one instant. Instants are epoch milliseconds. For the same facts, every instant up to
 * `holdsUntil` gives a verdict with equal members.
 */
export interface Verdict {
  readonly result: SubjectResult;
  /** CamelCase constant, documented on the check's spec page. */
  readonly reason: string;
  /** Since when it is so, by the facts (not by the time when Docket looked). */
  readonly since?: number | undefined;
  /** Due: until when. Failing: which deadline was missed. */
  readonly dueAt?: number | undefined;
  /** The last instant at which this verdict holds if nothing happens. After it the check has to be asked again. */
  readonly holdsUntil?: number | undefined;
}

/**
 * What every subject's row has, Kubernetes object or not: a key and labels. Its key is `namespace/name`; `name` is unique in the
 * namespace among the subjects of its kind, and it is what `failing[]` shows and what an exception's target names. Strings that
 * repeat are interned by the projection.
 */
export interface SubjectRow {
  readonly namespace: string;
  readonly name: string;
  /** All labels, for `matchLabels`; equal sets are one shared object. Undefined when there are none. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** 30 bits that stand for the uid, of a subject that is an object. */
  readonly uid?: number | undefined;
  /** Of a subject that has one. */
  readonly severity?: Severity | undefined;
}

/** What a row has that stands for a Kubernetes object. */
export interface StoredRow {
  readonly namespace: string;
  readonly name: string;
  /** 30 bits that stand for the uid: enough to tell an object from the one that had its name before. */
  readonly uid: number;
  /** As a number where that is the same text: it takes no memory of its own. */
  readonly resourceVersion: string | number;
}

/**
 * One incident as the stores hold it: what checks, counts and syncs need, no more. A check that needs another field adds it here and
 * to compact-row.ts. Copy a row by `plainRow`: the members of a stored row are getters, which spreading leaves out.
 */
export interface IncidentRow extends SubjectRow, StoredRow {
  readonly uid: number;
  readonly generation: number;
  /** Absent: reported by a person. */
  readonly source: string | undefined;
  readonly externalID: string | undefined;
  readonly severity: Severity;
  /** 30 bits that stand for what the source itself says of the severity, and for the field that the spec chose for it; 0 for nothing. */
  readonly rated: number;
  readonly ratedBy: number;
  /** The source's state (`spec.state`). */
  readonly recordState: IncidentState;
  /** The lifecycle's state (`status.state`); the record's until the first status is written. */
  readonly state: IncidentState;
  readonly category: string | undefined;
  readonly zone: string | undefined;
  readonly origin: string | undefined;
  /** The beginning of the title, as the status shows it. */
  readonly title: string;
  readonly detectedAt: number;
  /** Until when the source's state counts; no later than `detectedAt` where the source knows no states. Absent: for good. */
  readonly stateUntil?: number | undefined;
  /** When a mirrored incident came on record here. Undefined for a reported one, and where nothing says it, as in files. */
  readonly recordedAt: number | undefined;
  readonly acknowledgedAt: number | undefined;
  /** The earliest acknowledgement that the source stated, as the status keeps it. `acknowledgedAt` is the record's, which follows it. */
  readonly statedAcknowledgedAt: number | undefined;
  readonly resolvedAt: number | undefined;
  readonly closedAt: number | undefined;
  /** The source speaks of a data loss. No check reads it. */
  readonly hinted: boolean;
  /** Digest of the mirrored facts and labels: a record with the same digest needs no write. */
  readonly digest: number;
  /** Digest of what the stored status concludes (incident-facts.ts); undefined before the first one. */
  readonly statusDigest: number | undefined;
  /** Whether its source still lists it, as the stored `Synced` says; undefined while nothing is stored. */
  readonly synced: Synced | undefined;
  /** The last closure that is written to the source (write-back.ts); undefined while there is none. */
  readonly writtenBack: number | undefined;
  /** The stored deadlines, which hold once the incident is resolved; undefined while nothing is stored. */
  readonly pins: Pins | undefined;
}
