// Updates the tally and the census when the caches change and as time passes, and tells which checks, subjects, reviews, policies and
// exceptions to look at again. Runs on every replica, as metrics are read from it. Writes nothing.

import { keyOf, parseKey } from '../api/meta.ts';
import type { CheckException } from '../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import { Census } from '../compliance/census.ts';
import { type CompileResult, compileCheck } from '../compliance/checks/compile.ts';
import {
  type Coverage,
  compileException,
  type ExceptionSelection,
  ExceptionIndex,
  Exceptions,
} from '../compliance/exceptions.ts';
import { obliges } from '../compliance/disclosure.ts';
import { DisclosureBook } from '../compliance/disclosure/book.ts';
import type { Freshness } from '../compliance/freshness.ts';
import { JoinedIncident } from '../compliance/joined-incident.ts';
import { earliest } from '../base/instants.ts';
import { incidentSubjects } from '../compliance/subjects/incident.ts';
import { isSameData } from '../compliance/subjects/same-data.ts';
import { subjectKinds } from '../compliance/subjects/registry.ts';
import type { AnySubjectKind, SubjectKind } from '../compliance/subjects/subject-kind.ts';
import { type PendingVerdict, Tally, type TallyChanges, type VerdictAt } from '../compliance/tally.ts';
import type { IncidentRow, SubjectRow } from '../compliance/verdict.ts';
import type { Clock } from '../base/clock.ts';
import type { Lister, Row } from '../runtime/lister.ts';
import { isSameSpec, type ObjectRow } from '../runtime/object-row.ts';
import { ChangeTimer } from './change-timer.ts';
import { IncidentJoins } from './joins.ts';
import type { JudgeOptions } from './judge-options.ts';
import type { Listers } from './stores.ts';

type Listener = (key: string) => void;
type ExceptionObject = ObjectRow<CheckException>;

/** Keys are `namespace/name`. */
export class Judge {
  readonly tally: Tally;
  readonly census = new Census();
  readonly disclosures: DisclosureBook;
  readonly joins: IncidentJoins;
  readonly #caches: Listers;
  readonly #freshness: Freshness;
  readonly #clock: Clock;
  readonly #compile: (object: ComplianceCheck) => CompileResult;
  readonly #compiled = new Map<string, CompileResult>();
  readonly #checkListeners = new Set<Listener>();
  /** By kind of subjects. */
  readonly #subjectListeners = new Map<string, Set<Listener>>();
  readonly #reviewListeners = new Set<Listener>();
  readonly #policyListeners = new Set<Listener>();
  readonly #exceptionListeners = new Set<Listener>();
  readonly #pendingListeners = new Set<(pending: readonly PendingVerdict[]) => void>();
  readonly #exceptions: Exceptions;
  readonly #timer: ChangeTimer;

  constructor({
    caches,
    freshness,
    clock,
    isOnRecord = false,
    kinds = subjectKinds,
    compile = compileCheck,
  }: JudgeOptions) {
    this.#caches = caches;
    this.#compile = compile;
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
      kinds,
      nowMs: clock.now().getTime(),
      joins: this.joins,
      exemptUntil: (kind, check, row, nowMs) => index.exemptUntil(kind, check, row, nowMs),
      onChange: (changes) => this.#judged(changes),
    });
    this.#exceptions = new Exceptions(index, this.tally);
    this.#timer = new ChangeTimer({
      clock,
      verdictsChangeAt: () => earliest([this.tally.nextChangeAt(), this.disclosures.nextChangeAt()]),
      dataIsFreshUntil: () => freshness.nextChange(),
      onTime: () => this.#advance(),
    });
    this.#follow(kinds);
  }

  /** The result of compiling a check; undefined for one that is not here. */
  compiled(key: string): CompileResult | undefined {
    return this.#compiled.get(key);
  }

  /** Calls back with each check whose result may have changed. */
  onCheck(listener: Listener): void {
    this.#checkListeners.add(listener);
  }

  /** Calls back with each subject of a kind that some check judges differently, or whose deadlines may have changed. */
  onSubject({ kind }: Pick<AnySubjectKind, 'kind'>, listener: Listener): void {
    const listeners = this.#subjectListeners.get(kind) ?? new Set();
    this.#subjectListeners.set(kind, listeners.add(listener));
  }

  /** Calls back with each review whose incident, or the obligations for it, may have changed. */
  onReview(listener: Listener): void {
    this.#reviewListeners.add(listener);
  }

  /** Calls back with the name of each DisclosurePolicy whose open or overdue disclosures changed. */
  onDisclosurePolicy(listener: Listener): void {
    this.#policyListeners.add(listener);
  }

  /** Calls back with each exception that changed, or whose coverage may have changed. */
  onException(listener: Listener): void {
    this.#exceptionListeners.add(listener);
  }

  /** Calls back with the verdicts that somebody has to work out and `settle`. */
  onPending(listener: (pending: readonly PendingVerdict[]) => void): void {
    this.#pendingListeners.add(listener);
  }

  /** Takes a verdict that was worked out. */
  settle(pending: PendingVerdict, verdictAt: VerdictAt): void {
    this.tally.named(pending.kind).settle(pending, verdictAt, this.#nowMs());
    this.#timer.arm();
  }

  /** What an exception covers now. */
  coverageOf(key: string, nowMs: number): Coverage {
    return this.#exceptions.coverageOf(key, nowMs);
  }

  /** What an exception's target selects now, and how many of it the approval does not cover. */
  selectionOf(key: string): ExceptionSelection {
    return this.#exceptions.selectionOf(key);
  }

  /** An incident with what is joined to it, as of now. */
  joined(row: IncidentRow): JoinedIncident {
    return new JoinedIncident(row, this.joins);
  }

  /** How far the caches can be trusted changed: every result may be another one, though no verdict is. */
  lookAgain(): void {
    tell(this.#checkListeners, this.#compiled.keys());
  }

  /** Stops the timer. */
  stop(): void {
    this.#timer.stop();
  }

  /**
   * A subject came (`before` undefined), changed, or went (`after` undefined). The judge calls this for the kinds whose subjects are
   * objects of the cluster. Whoever holds the rows of another kind calls it for those.
   */
  moveSubject<R extends SubjectRow>(
    kind: SubjectKind<string, R, unknown>,
    before: R | undefined,
    after: R | undefined,
  ): void {
    this.tally.of(kind).move(before, after, this.#nowMs());
    tell(this.#exceptionListeners, this.#exceptions.moved(kind, before, after));
    if (!isSameData(kind, before, after)) this.#tellNamespace((after ?? before)?.namespace);
    this.#timer.arm();
  }

  #follow(kinds: readonly AnySubjectKind[]): void {
    const { incidents, checks, exceptions } = this.#caches;
    incidents.onChange((before, after) => {
      this.census.move(before, after);
      const row = after ?? before;
      if (row !== undefined) this.#reviewed(row, after);
    });
    for (const kind of kinds) this.#followSubjects(kind);
    checks.onChange((before, after) => {
      this.#checkChanged(before, after);
      this.#timer.arm();
    });
    exceptions.onChange((before, after) => {
      this.#exceptionChanged(before, after);
      this.#timer.arm();
    });
    this.#freshness.onChange(({ key }) => {
      this.#tellNamespace(parseKey(key).namespace);
      this.#timer.arm();
    });
  }

  /** Follows the store of a kind whose subjects are objects. */
  #followSubjects(kind: AnySubjectKind): void {
    const { objects } = kind;
    if (objects === undefined) return;
    const lister = this.#caches[objects.store as keyof Listers] as Lister<Row>;
    lister.onChange((before, after) => {
      this.moveSubject(kind, before && objects.rowOf(before), after && objects.rowOf(after));
    });
  }

  #judged({ kind, checks, subjects, pending }: TallyChanges): void {
    tell(this.#checkListeners, checks);
    this.#tellSubjects(kind, subjects);
    tell(this.#exceptionListeners, this.#exceptions.judged(kind, subjects));
    if (pending.length > 0) for (const listener of this.#pendingListeners) listener(pending);
  }

  /** An exception that cannot be read covers nothing. */
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
    this.tally.of(incidentSubjects).touch(key, this.#nowMs());
    const row = this.#caches.incidents.get(key);
    if (row !== undefined) {
      this.#reviewed(row, row);
      this.#tellSubjects(incidentSubjects.kind, [key]);
    }
    this.#timer.arm();
  }

  /** Updates the disclosures that are owed for an incident (`after` undefined: it went), and tells its reviews. */
  #reviewed(row: IncidentRow, after: IncidentRow | undefined): void {
    const key = keyOf(row);
    const joined = after && this.joined(after);
    const mayOwe = joined?.review !== undefined && obliges(joined.review);
    if (mayOwe || this.disclosures.has(key)) {
      this.disclosures.set(key, mayOwe ? joined.disclosure.obligations : [], this.#nowMs());
    }
    tell(this.#reviewListeners, this.joins.reviews.reviewsOf(row).map(keyOf));
  }

  /** A policy changed: judges all incidents again. */
  #policiesChanged(): void {
    this.tally.of(incidentSubjects).touchAll(this.#nowMs());
    for (const row of this.#caches.incidents.list()) {
      this.#reviewed(row, row);
      this.#tellSubjects(incidentSubjects.kind, [keyOf(row)]);
    }
    this.#timer.arm();
  }

  #checkChanged(before: ObjectRow<ComplianceCheck> | undefined, after: ObjectRow<ComplianceCheck> | undefined): void {
    const row = after ?? before;
    if (row === undefined) return;
    const key = `${row.namespace ?? ''}/${row.name}`;
    if (after === undefined) {
      this.#compiled.delete(key);
      this.tally.removeCheck(key, this.#nowMs());
    } else if (before === undefined || !isSameSpec(before, after)) {
      const compiled = this.#compile(after.object);
      this.#compiled.set(key, compiled);
      if (compiled.ok) this.tally.setCheck(compiled.check, this.#nowMs());
      else this.tally.removeCheck(key, this.#nowMs());
    }
    tell(this.#checkListeners, [key]);
  }

  #tellSubjects(kind: string, keys: Iterable<string>): void {
    const listeners = this.#subjectListeners.get(kind);
    if (listeners !== undefined) tell(listeners, keys);
  }

  /** How far data can be trusted changed: tells every check of the namespace, since each of them may rest on it. */
  #tellNamespace(namespace: string | undefined): void {
    if (namespace === undefined) return;
    for (const row of this.#caches.checks.byIndex('namespace', namespace))
      tell(this.#checkListeners, [`${namespace}/${row.name}`]);
  }

  #advance(): void {
    this.tally.advance(this.#nowMs());
    this.disclosures.advance(this.#nowMs());
    this.#freshness.advance(this.#clock.monotonicMs());
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

function tell(listeners: ReadonlySet<Listener>, keys: Iterable<string>): void {
  for (const key of keys) for (const listener of listeners) listener(key);
}
