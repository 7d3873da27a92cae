// A judge over real stores, with a clock that a test moves. Objects are stored as reflectors store them; a status is written as the
// incident controller writes it. Nothing runs unless the test calls it.

import type { KubeObject } from '../../../src/api/meta.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import { Freshness } from '../../../src/compliance/freshness.ts';
import { deadlines } from '../../../src/compliance/incident-status/deadlines.ts';
import { Judge } from '../../../src/judgement/judge.ts';
import { createStores, eachKind, type Stores } from '../../../src/judgement/stores.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { incidentSubjects } from '../../../src/compliance/subjects/incident.ts';

/** What the judge has reported for another look since the last call. */
interface Told {
  readonly checks: string[];
  readonly incidents: string[];
  readonly reviews: string[];
  readonly policies: string[];
}

export class JudgeStage {
  readonly clock = new FakeClock('2026-03-02T09:00:00Z');
  readonly errors: unknown[] = [];
  readonly stores: Stores = createStores((error) => this.errors.push(error));
  /** How often a source was looked up: once for each calculated deadline of a mirrored incident. */
  sourcesAsked = 0;
  readonly judge = new Judge({
    caches: { ...this.stores, sources: this.#countedSources() },
    freshness: new Freshness(),
    clock: this.clock,
  });
  readonly #told: Told = { checks: [], incidents: [], reviews: [], policies: [] };
  #version = 1_000;

  constructor() {
    this.judge.onCheck((key) => this.#told.checks.push(key));
    this.judge.onSubject(incidentSubjects, (key) => this.#told.incidents.push(key));
    this.judge.onReview((key) => this.#told.reviews.push(key));
    this.judge.onDisclosurePolicy((name) => this.#told.policies.push(name));
  }

  /** Adds or changes objects. */
  put(...objects: readonly KubeObject[]): void {
    for (const object of objects) {
      const resourceVersion = String(++this.#version);
      const stored = { ...object, metadata: { uid: uidOf(object), ...object.metadata, resourceVersion } };
      eachKind(this.stores, ({ type, store, project }) => {
        if (type.kind === object.kind) store.upsert(project(stored as never));
      });
    }
  }

  /** Removes an object. */
  remove({ kind, metadata: { namespace, name } }: KubeObject): void {
    eachKind(this.stores, ({ type, store }) => {
      if (type.kind === kind) store.remove(namespace === undefined ? name : `${namespace}/${name}`);
    });
  }

  /** Writes the status of an incident. */
  write(incident: Incident): Incident {
    const row = this.stores.incidents.get(`${incident.metadata.namespace ?? ''}/${incident.metadata.name}`);
    if (row === undefined) throw new Error(`there is no incident ${incident.metadata.name}`);
    const joined = this.judge.joined(row);
    const owed = deadlines(joined);
    const written = { ...incident, status: { state: joined.state, ...(owed && { deadlines: owed }) } };
    this.put(written);
    return written;
  }

  /** The result of a check: how many subjects have which verdict, and the first reasons. */
  says(check: string): string {
    const result = this.judge.tally.result(`team-a/${check}`);
    if (result === undefined) return 'nothing';
    const counts = Object.entries(result.counts).filter(([, count]) => count > 0);
    const reasons = [result.failing[0]?.reason, result.due[0]?.reason, result.unknownReason];
    const given = reasons.filter((reason) => reason !== undefined);
    return [...counts.map(([how, count]) => `${count} ${how}`), ...given].join(' ');
  }

  /** What was reported since the last call, deduplicated and sorted. */
  told(): Told {
    const { checks, incidents, reviews, policies } = this.#told;
    const drain = (keys: string[]): string[] => [...new Set(keys.splice(0))].toSorted();
    return { checks: drain(checks), incidents: drain(incidents), reviews: drain(reviews), policies: drain(policies) };
  }

  #countedSources(): Stores['sources'] {
    const { sources } = this.stores;
    const get: typeof sources.get = (key) => {
      this.sourcesAsked++;
      return sources.get(key);
    };
    return new Proxy(sources, {
      get: (target, member) => {
        if (member === 'get') return get;
        const value: unknown = Reflect.get(target, member);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

const uidOf = ({ kind, metadata: { namespace = '', name } }: KubeObject): string => `${kind}/${namespace}/${name}`;
