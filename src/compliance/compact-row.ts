// The compact form of an incident's row, for stores with a hundred thousand of them: values that repeat in many rows are held once, and
// small numbers take no memory of their own. It is read like any row. Its members are getters, so copy it by `plainRow`, not by spreading.

import { instantAfter, msBetween } from '../base/instants.ts';
import { createInterner } from './intern.ts';
import type { IncidentRow } from './verdict.ts';

/** The facts that many incidents share: in practice a few hundred combinations, however many incidents there are. */
type SharedFacts = Pick<
  IncidentRow,
  | 'namespace'
  | 'source'
  | 'severity'
  | 'ratedBy'
  | 'recordState'
  | 'state'
  | 'category'
  | 'zone'
  | 'origin'
  | 'labels'
  | 'synced'
  | 'hinted'
>;

const sharedFacts = createInterner<SharedFacts>(4_096);

/** The same row in 0.2 KB. Expects labels and texts that repeat to be interned. */
export function compactRow(row: IncidentRow): IncidentRow {
  return new CompactRow(row);
}

/** The row as an object that can be spread. */
export function plainRow(row: IncidentRow): IncidentRow {
  return row instanceof CompactRow ? row.plain() : row;
}

class CompactRow implements IncidentRow {
  readonly name: string;
  readonly uid: number;
  readonly resourceVersion: string | number;
  readonly generation: number;
  readonly rated: number;
  readonly externalID: string | undefined;
  readonly title: string;
  readonly detectedAt: number;
  /** In seconds, as the API server states it: a small number, which takes no memory of its own. */
  readonly recordedAtSeconds: number | undefined;
  /** In seconds, like `recordedAtSeconds`. */
  readonly stateUntilSeconds: number | undefined;
  readonly digest: number;
  readonly statusDigest: number | undefined;
  readonly writtenBack: number | undefined;
  readonly pins: IncidentRow['pins'];
  readonly shared: SharedFacts;
  /** Milliseconds from detection, like the three below. */
  readonly acknowledgedAfterMs: number | undefined;
  readonly statedAcknowledgedAfterMs: number | undefined;
  readonly resolvedAfterMs: number | undefined;
  readonly closedAfterMs: number | undefined;

  constructor(row: IncidentRow) {
    this.name = row.name;
    this.uid = row.uid;
    this.resourceVersion = row.resourceVersion;
    this.generation = row.generation;
    this.rated = row.rated;
    this.externalID = row.externalID;
    this.title = row.title;
    this.detectedAt = row.detectedAt;
    this.recordedAtSeconds = row.recordedAt === undefined ? undefined : Math.floor(row.recordedAt / 1000);
    this.stateUntilSeconds = row.stateUntil === undefined ? undefined : Math.floor(row.stateUntil / 1000);
    this.digest = row.digest;
    this.statusDigest = row.statusDigest;
    this.writtenBack = row.writtenBack;
    this.pins = row.pins;
    this.shared = sharedFactsOf(row);
    this.acknowledgedAfterMs = msBetween(row.detectedAt, row.acknowledgedAt);
    this.statedAcknowledgedAfterMs = msBetween(row.detectedAt, row.statedAcknowledgedAt);
    this.resolvedAfterMs = msBetween(row.detectedAt, row.resolvedAt);
    this.closedAfterMs = msBetween(row.detectedAt, row.closedAt);
  }

  get namespace(): string {
    return this.shared.namespace;
  }
  get source(): string | undefined {
    return this.shared.source;
  }
  get severity(): IncidentRow['severity'] {
    return this.shared.severity;
  }
  get ratedBy(): number {
    return this.shared.ratedBy;
  }
  get recordState(): IncidentRow['recordState'] {
    return this.shared.recordState;
  }
  get state(): IncidentRow['state'] {
    return this.shared.state;
  }
  get category(): string | undefined {
    return this.shared.category;
  }
  get zone(): string | undefined {
    return this.shared.zone;
  }
  get origin(): string | undefined {
    return this.shared.origin;
  }
  get labels(): IncidentRow['labels'] {
    return this.shared.labels;
  }
  get synced(): IncidentRow['synced'] {
    return this.shared.synced;
  }
  get hinted(): boolean {
    return this.shared.hinted;
  }
  get recordedAt(): number | undefined {
    return this.recordedAtSeconds === undefined ? undefined : this.recordedAtSeconds * 1000;
  }
  get stateUntil(): number | undefined {
    return this.stateUntilSeconds === undefined ? undefined : this.stateUntilSeconds * 1000;
  }
  get acknowledgedAt(): number | undefined {
    return instantAfter(this.detectedAt, this.acknowledgedAfterMs);
  }
  get statedAcknowledgedAt(): number | undefined {
    return instantAfter(this.detectedAt, this.statedAcknowledgedAfterMs);
  }
  get resolvedAt(): number | undefined {
    return instantAfter(this.detectedAt, this.resolvedAfterMs);
  }
  get closedAt(): number | undefined {
    return instantAfter(this.detectedAt, this.closedAfterMs);
  }

  plain(): IncidentRow {
    const { name, uid, resourceVersion, generation, rated, externalID, title } = this;
    const { digest, statusDigest, pins, writtenBack } = this;
    const { detectedAt, stateUntil, recordedAt, acknowledgedAt, statedAcknowledgedAt, resolvedAt, closedAt } = this;
    const identity = { name, uid, resourceVersion, generation, rated, externalID, title };
    return {
      ...this.shared,
      ...identity,
      detectedAt,
      stateUntil,
      recordedAt,
      acknowledgedAt,
      statedAcknowledgedAt,
      resolvedAt,
      closedAt,
      digest,
      statusDigest,
      writtenBack,
      pins,
    };
  }
}

function sharedFactsOf({
  namespace,
  source,
  severity,
  ratedBy,
  recordState,
  state,
  category,
  zone,
  origin,
  labels,
  synced,
  hinted,
}: IncidentRow): SharedFacts {
  const facts = {
    namespace,
    source,
    severity,
    ratedBy,
    recordState,
    state,
    category,
    zone,
    origin,
    labels,
    synced,
    hinted,
  };
  return sharedFacts(JSON.stringify(facts), () => facts);
}
