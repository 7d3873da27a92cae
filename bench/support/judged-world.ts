// The generated world in the operator's own judge, in memory, with a clock that is moved by hand. After a change it reads what the
// controllers would read, so that the cost of a change is that of everything the operator computes for it.

import { keyOf, type KubeObject } from '../../src/api/meta.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import { settledVerdict } from '../../src/compliance/checks/expression.ts';
import { Freshness } from '../../src/compliance/freshness.ts';
import { reviewRow } from '../../src/compliance/reviews/review-row.ts';
import { incidentRow } from '../../src/compliance/rows.ts';
import { type PendingVerdict, UNJUDGED } from '../../src/compliance/tally.ts';
import { incidentStatus } from '../../src/compliance/incident-status.ts';
import { Judge } from '../../src/judgement/judge.ts';
import { createStores, eachKind, type Stores } from '../../src/judgement/stores.ts';
import { SteppedClock } from './stepped-clock.ts';
import { outcomeOf } from './world/checks.ts';
import { NOW } from './world/vocabulary.ts';
import { type WorldSize, worldExceptions, worldIncidents, worldReviews, worldTerms } from './world/world.ts';
import { incidentSubjects } from '../../src/compliance/subjects/incident.ts';

/** How many objects of each kind a change made to be looked at again. Equal for equal changes in two worlds. */
export interface Work {
  checks: number;
  incidents: number;
  others: number;
}

export class JudgedWorld {
  readonly stores: Stores;
  readonly judge: Judge;
  readonly clock = new SteppedClock(NOW);
  readonly #faults: unknown[] = [];
  readonly #pending: PendingVerdict[] = [];
  readonly #told = { checks: new Set<string>(), incidents: new Set<string>(), exceptions: new Set<string>() };
  readonly #toldBesides = { reviews: new Set<string>(), policies: new Set<string>() };

  constructor(size: WorldSize) {
    this.stores = createStores((error) => this.#faults.push(error));
    this.judge = new Judge({ caches: this.stores, freshness: new Freshness(), clock: this.clock });
    this.#listen();
    for (const object of worldTerms()) this.#put(object);
    for (const object of worldExceptions(size)) this.#put(object);
    for (const review of worldReviews(size)) this.stores.reviews.upsert(reviewRow(review));
    for (const incident of worldIncidents(size)) {
      this.stores.incidents.upsert(incidentRow(this.withStatus(incident)));
      this.#settle();
    }
    for (const { object } of this.stores.checks.list()) this.#told.checks.add(keyOf(object.metadata));
    for (const { object } of this.stores.exceptions.list()) this.#told.exceptions.add(keyOf(object.metadata));
    this.catchUp();
  }

  /** The incident with the status that the incident controller writes. */
  withStatus(incident: Incident): Incident {
    const seen = { incident: this.judge.joined(incidentRow(incident)), verdicts: UNJUDGED };
    const status = incidentStatus({ ...seen, stored: undefined }, this.clock.now());
    return { ...incident, status };
  }

  /** Settles pending verdicts, and reads everything that has to be looked at again. */
  catchUp(): Work {
    this.#settle();
    const { checks, incidents, exceptions } = this.#told;
    const { reviews, policies } = this.#toldBesides;
    const nowMs = this.clock.now().getTime();
    for (const key of checks) this.judge.tally.result(key);
    for (const key of incidents) this.#readIncident(key);
    for (const key of exceptions) this.judge.coverageOf(key, nowMs);
    for (const key of reviews) this.#readReview(key);
    for (const name of policies) this.judge.disclosures.ofPolicy(name);
    const others = exceptions.size + reviews.size + policies.size;
    const work = { checks: checks.size, incidents: incidents.size, others };
    for (const keys of [checks, incidents, exceptions, reviews, policies]) keys.clear();
    if (this.#faults.length > 0) throw this.#faults[0];
    return work;
  }

  /** When the next verdict changes by time alone. */
  nextChangeAt(): number {
    const { tally, disclosures } = this.judge;
    const at = Math.min(tally.nextChangeAt() ?? Infinity, disclosures.nextChangeAt() ?? Infinity);
    if (at === Infinity) throw new Error('no deadline is left to pass');
    return at;
  }

  #put(object: KubeObject): void {
    eachKind(this.stores, ({ type, store, project }) => {
      if (type.kind === object.kind) store.upsert(project(object as never));
    });
  }

  #readIncident(key: string): void {
    const row = this.stores.incidents.get(key);
    if (row === undefined) return;
    this.judge.tally.of(incidentSubjects).ofSubject(key);
    const { sla, disclosure } = this.judge.joined(row);
    if (sla === undefined || disclosure === undefined) throw new Error(`${key} has no terms`);
  }

  #readReview(key: string): void {
    const row = this.stores.reviews.get(key);
    if (row !== undefined) this.judge.joins.incidentOf(row);
  }

  /** The outcome of a rule is given: evaluating it reads one incident, whatever the size of the world. */
  #settle(): void {
    for (let one = this.#pending.pop(); one !== undefined; one = this.#pending.pop()) {
      const compiled = this.judge.compiled(one.check);
      const deferred = compiled?.ok === true ? compiled.check.deferred : undefined;
      const row = this.stores.incidents.get(one.subject);
      if (deferred === undefined || row === undefined) throw new Error(`${one.check} asked for what is not there`);
      const times = { detectedAt: row.detectedAt, nowMs: this.clock.now().getTime() };
      this.judge.settle(one, settledVerdict(deferred, outcomeOf(deferred.rule, row), times));
    }
  }

  #listen(): void {
    const { judge } = this;
    judge.onCheck((key) => this.#told.checks.add(key));
    judge.onSubject(incidentSubjects, (key) => this.#told.incidents.add(key));
    judge.onException((key) => this.#told.exceptions.add(key));
    judge.onReview((key) => this.#toldBesides.reviews.add(key));
    judge.onDisclosurePolicy((name) => this.#toldBesides.policies.add(name));
    judge.onPending((pending) => this.#pending.push(...pending));
  }
}
