// Keeps the tally and the census in step with the caches and with time, and passes on which checks and incidents to look at again.
// Runs on every replica, as metrics are read from it; writes nothing.

import { keyOf, parseKey } from '../api/meta.ts';
import type { CheckException } from '../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import { Census } from '../compliance/census.ts';
import { type CompileResult, compileCheck } from '../compliance/checks/compile.ts';
import { type Coverage, compileException, ExceptionIndex, Exceptions } from '../compliance/exceptions.ts';
import { DisclosureBook } from '../compliance/disclosure/book.ts';
import type { Freshness } from '../compliance/freshness.ts';
import { JoinedIncident } from '../compliance/joined-incident.ts';
import { earliest } from '../base/instants.ts';
import { sourceRow } from '../compliance/rows.ts';
import { type PendingVerdict, Tally, type TallyChanges, type VerdictAt } from '../compliance/tally.ts';
import type { IncidentRow } from '../compliance/verdict.ts';
import type { Clock } from '../base/clock.ts';
import type { ObjectRow } from '../runtime/object-row.ts';
import { IncidentJoins } from './joins.ts';
import type { Listers } from './stores.ts';

type Listener = (key: string) => void;
type ExceptionObject = ObjectRow<CheckException>;

export interface JudgeOptions {
  readonly caches: Listers;
  readonly freshness: Freshness;
  readonly clock: Clock;
  /** What is seen is put on record at once: a resolution that nobody dates counts from when it is first seen. */
  readonly isOnRecord?: boolean;
}

/** Deadlines are wall time and timers are not: a clock that is set forward is noticed after this time at the latest. */
const MAX_WAIT_MS = 30_000;

/** Keys are `namespace/name`. */
export class Judge {
  readonly tally: Tally;
  readonly census = new Census();
  readonly disclosures: DisclosureBook;
  readonly joins: IncidentJoins;
  readonly #caches: Listers;
  readonly #freshness: Freshness;
  readonly #clock: Clock;
  readonly #compiled = new Map<string, CompileResult>();
  readonly #checkListeners = new Set<Listener>();
  readonly #incidentListeners = new Set<Listener>();
  readonly #reviewListeners = new Set<Listener>();
  readonly #policyListeners = new Set<Listener>();
  readonly #exceptionListeners = new Set<Listener>();
  readonly #pendingListeners = new Set<(pending: readonly PendingVerdict[]) => void>();
  readonly #exceptions: Exceptions;
  #cancelTimer: () => void = () => undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor({ caches, freshness, clock, isOnRecord = false }: JudgeOptions) {
    this.#caches = caches;
    this.#freshness = freshness;
    this.#clock = clock;
    this.disclosures = new DisclosureBook((policies) => tell(this.#policyListeners, policies));
    this.joins = new IncidentJoins(caches, {
      onIncident: (key) => this.#incidentTouched(key),
      onPolicies: () => this.#policiesChanged(),
      seenAt: isOnRecord ? () => this.#nowMs() : undefined,
    });
    const index = new ExceptionIndex();
    this.tally = new Tally({
      nowMs: clock.now().getTime(),
      incidentSubject: (row) => new JoinedIncident(row, this.joins),
      exemptIncident: (check, { row }, nowMs) => index.exemptUntil(check, row, nowMs),
      exemptSource: (check, { row }, nowMs) => index.exemptUntil(check, row, nowMs),
      onChange: (changes) => this.#judged(changes),
    });
    this.#exceptions = new Exceptions(index, this.tally);
    this.#follow();
  }

  /** What became of compiling a check; undefined for one that is not here. */
  compiled(key: string): CompileResult | undefined {
    return this.#compiled.get(key);
  }

  /** Calls back with each check whose result may have changed. */
  onCheck(listener: Listener): void {
    this.#checkListeners.add(listener);
  }

  /** Calls back with each incident that some check judges differently, or whose deadlines may be others. */
  onIncident(listener: Listener): void {
    this.#incidentListeners.add(listener);
  }

  /** Calls back with each review whose incident, or what is owed for it, may be another. */
  onReview(listener: Listener): void {
    this.#reviewListeners.add(listener);
  }

  /** Calls back with the name of each DisclosurePolicy of which more, fewer or later disclosures are owed. */
  onDisclosurePolicy(listener: Listener): void {
    this.#policyListeners.add(listener);
  }

  /** Calls back with each exception that changed, or that may cover something else. */
  onException(listener: Listener): void {
    this.#exceptionListeners.add(listener);
  }

  /** Calls back with verdicts that somebody has to work out and `settle`. */
  onPending(listener: (pending: readonly PendingVerdict[]) => void): void {
    this.#pendingListeners.add(listener);
  }

  /** Takes in a verdict that was worked out. */
  settle(pending: PendingVerdict, verdictAt: VerdictAt): void {
    this.tally.incidents.settle(pending, verdictAt, this.#nowMs());
    this.#arm();
  }

  /** What an exception covers now. */
  coverageOf(key: string, nowMs: number): Coverage {
    return this.#exceptions.coverageOf(key, nowMs);
  }

  /** An incident with what is joined to it, as of now. */
  joined(row: IncidentRow): JoinedIncident {
    return new JoinedIncident(row, this.joins);
  }

  /** Every result may have changed, though no verdict did: how far the caches can be trusted has. */
  lookAgain(): void {
    tell(this.#checkListeners, this.#compiled.keys());
  }

  /** Stops the timer. */
  stop(): void {
    this.#cancelTimer();
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  #follow(): void {
    const { incidents, sources, checks, exceptions } = this.#caches;
    incidents.onChange((before, after) => {
      this.census.move(before, after);
      this.tally.incidents.move(before, after, this.#nowMs());
      tell(this.#exceptionListeners, this.#exceptions.moved('incident', before, after));
      const row = after ?? before;
      if (row !== undefined) this.#reviewed(row, after);
      this.#arm();
    });
    sources.onChange((before, after) => {
      const [old, present] = [before && sourceRow(before.object), after && sourceRow(after.object)];
      this.tally.sources.move(old, present, this.#nowMs());
      tell(this.#exceptionListeners, this.#exceptions.moved('source', old, present));
      this.#tellNamespace((after ?? before)?.namespace);
      this.#arm();
    });
    checks.onChange((before, after) => {
      this.#checkChanged(before, after);
      this.#arm();
    });
    exceptions.onChange((before, after) => {
      this.#exceptionChanged(before, after);
      this.#arm();
    });
    this.#freshness.onChange(({ key }) => {
      this.#tellNamespace(parseKey(key).namespace);
      this.#arm();
    });
  }

  #judged({ kind, checks, subjects, pending }: TallyChanges<'incident' | 'source'>): void {
    tell(this.#checkListeners, checks);
    if (kind === 'incident') tell(this.#incidentListeners, subjects);
    tell(this.#exceptionListeners, this.#exceptions.judged(kind, subjects));
    if (pending.length > 0) for (const listener of this.#pendingListeners) listener(pending);
  }

  /** One that cannot be read covers nothing. */
  #exceptionChanged(before: ExceptionObject | undefined, after: ExceptionObject | undefined): void {
    const row = after ?? before;
    if (row === undefined) return;
    const key = keyOf(row.object.metadata);
    const compiled = after && compileException(after.object);
    if (compiled?.ok === true) this.#exceptions.set(compiled.exception, this.#nowMs());
    else this.#exceptions.remove(key, this.#nowMs());
    tell(this.#exceptionListeners, [key]);
  }

  /** What is joined to an incident changed. */
  #incidentTouched(key: string): void {
    this.tally.incidents.touch(key, this.#nowMs());
    const row = this.#caches.incidents.get(key);
    if (row !== undefined) {
      this.#reviewed(row, row);
      tell(this.#incidentListeners, [key]);
    }
    this.#arm();
  }

  /** Brings what is owed over an incident up to date (`after` undefined: it went), and tells its reviews. */
  #reviewed(row: IncidentRow, after: IncidentRow | undefined): void {
    const key = keyOf(row);
    const joined = after && this.joined(after);
    const isConfirmed = joined?.review?.assessment === 'Confirmed';
    if (isConfirmed || this.disclosures.has(key)) {
      this.disclosures.set(key, isConfirmed ? joined.disclosure.obligations : [], this.#nowMs());
    }
    tell(this.#reviewListeners, this.joins.reviews.reviewsOf(row).map(keyOf));
  }

  /** An edited policy judges what is open anew. */
  #policiesChanged(): void {
    this.tally.incidents.touchAll(this.#nowMs());
    for (const row of this.#caches.incidents.list()) {
      this.#reviewed(row, row);
      tell(this.#incidentListeners, [keyOf(row)]);
    }
    this.#arm();
  }

  #checkChanged(before: ObjectRow<ComplianceCheck> | undefined, after: ObjectRow<ComplianceCheck> | undefined): void {
    const row = after ?? before;
    if (row === undefined) return;
    const key = `${row.namespace ?? ''}/${row.name}`;
    if (after === undefined) {
      this.#compiled.delete(key);
      this.tally.removeCheck(key, this.#nowMs());
    } else if (before?.object.metadata.generation !== after.object.metadata.generation) {
      const compiled = compileCheck(after.object);
      this.#compiled.set(key, compiled);
      if (compiled.ok) this.tally.setCheck(compiled.check, this.#nowMs());
      else this.tally.removeCheck(key, this.#nowMs());
    }
    tell(this.#checkListeners, [key]);
  }

  /** A source's health concerns every check of its namespace that may look at it. */
  #tellNamespace(namespace: string | undefined): void {
    if (namespace === undefined) return;
    for (const row of this.#caches.checks.byIndex('namespace', namespace))
      tell(this.#checkListeners, [`${namespace}/${row.name}`]);
  }

  /** One timer for whatever changes next by time alone: a deadline, or data that grows stale. */
  #arm(): void {
    const nowMs = this.#nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    const changesAt = earliest([this.tally.nextChangeAt(), this.disclosures.nextChangeAt()]);
    const verdictIn = (changesAt ?? Number.POSITIVE_INFINITY) - nowMs;
    const staleIn = (this.#freshness.nextChange() ?? Number.POSITIVE_INFINITY) - monotonicMs;
    // Fresh and on time include the last instant, so what changes does so after it.
    const waitMs = Math.max(0, Math.min(verdictIn, staleIn + 1, MAX_WAIT_MS));
    const atMs = monotonicMs + waitMs;
    if (!Number.isFinite(Math.min(verdictIn, staleIn))) return this.stop();
    // One that goes off earlier looks again by itself, and most changes leave it as it is.
    if (this.#timerAtMs <= atMs) return;
    this.#cancelTimer();
    this.#timerAtMs = atMs;
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.tally.advance(this.#nowMs());
      this.disclosures.advance(this.#nowMs());
      this.#freshness.advance(this.#clock.monotonicMs());
      this.#arm();
    }, waitMs);
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

function tell(listeners: ReadonlySet<Listener>, keys: Iterable<string>): void {
  for (const key of keys) for (const listener of listeners) listener(key);
}
