// A namespace with everything that is judged: two hundred checks of all types, policies, exceptions, incidents, and reviews of a tenth of
// them. Objects are as a cluster stores them; to create them in a cluster, leave out what the cluster sets.

import type { KubeObject } from '../../../src/api/meta.ts';
import type { CheckException } from '../../../src/api/v1alpha1/checkexception.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import { worldChecks } from './checks.ts';
import { tickingIncident, type Trait, traitOf, worldIncident, worldReview } from './incidents.ts';
import { pick, spread } from './vocabulary.ts';
import { disclosurePolicies, exceptionFor, exceptionsByLabels, slaPolicies, worldSource } from './terms.ts';

export interface WorldSize {
  /** Incidents besides the ticking ones. */
  readonly incidents: number;
  /** Facts repeat after this many incidents: the size of the smallest world that is compared. */
  readonly period: number;
  /** Incidents whose deadlines pass one after the other. */
  readonly ticking: number;
}

/** What incidents are judged by. */
export function worldTerms(): KubeObject[] {
  return [worldSource(), ...worldChecks(), ...slaPolicies(), ...disclosurePolicies()];
}

export function* worldExceptions(size: WorldSize): IterableIterator<CheckException> {
  yield* exceptionsByLabels();
  for (const [number, trait] of traits(size)) {
    const exception = exceptionFor(number, trait);
    if (exception !== undefined) yield exception;
  }
}

export function* worldReviews(size: WorldSize): IterableIterator<IncidentReview> {
  for (const [number, trait] of traits(size)) if (trait.isReviewed) yield worldReview(number, trait);
}

export function* worldIncidents(size: WorldSize): IterableIterator<Incident> {
  for (const [number, trait] of traits(size)) yield worldIncident(number, trait);
  for (let tick = 0; tick < size.ticking; tick++) yield tickingIncident(tick);
}

function* traits({ incidents, period }: WorldSize): IterableIterator<readonly [number: number, trait: Trait]> {
  for (let number = 0; number < incidents; number++) yield [number, traitOf(number, period)];
}

/** The numbers below the period for which the trait holds. */
export function numbersWith({ period }: WorldSize, holds: (trait: Trait) => boolean): number[] {
  return Array.from({ length: period }, (_, number) => number).filter((number) => holds(traitOf(number, period)));
}

/** `count` of the numbers, without repetition while there are enough. Every world gets twins of the others; each `round` gets other ones. */
export function twins(size: WorldSize, count: number, among: readonly number[], round = 0): number[] {
  const { incidents, period } = size;
  return Array.from({ length: count }, (_, at) => {
    const drawn = round * count + at;
    return pick(among, drawn) + period * (spread(drawn) % (incidents / period));
  });
}
