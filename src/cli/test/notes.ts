// Notes on objects that have no effect: reviews of incidents that do not exist, exceptions that cover nothing. They change no
// result.

import type { ReviewRow } from '../../compliance/reviews/review-row.ts';
import { compileException, exceptionState } from '../../compliance/exceptions.ts';
import type { Judgement } from '../../judgement/offline/judge-objects.ts';
import { suggest } from '../suggest.ts';

/** One sentence for each. */
export function effectNotes(judgement: Judgement): string[] {
  return [...reviewNotes(judgement), ...exceptionNotes(judgement)].toSorted();
}

function reviewNotes({ judge, stores }: Judgement): string[] {
  return [...stores.reviews.list()].flatMap((review) => {
    const incident = judge.joins.incidentOf(review);
    const head = `the review ${review.namespace}/${review.name}`;
    if (incident === undefined) return [`${head} is about an incident that is not there: ${aboutWhat(review, stores)}`];
    const counting = judge.joins.reviewOf(incident);
    if (counting === undefined || counting.name === review.name) return [];
    return [`${head} counts for nothing: ${counting.name} is about the same incident, and older or first by name`];
  });
}

function aboutWhat({ namespace, incident, external }: ReviewRow, { incidents }: Judgement['stores']): string {
  if (incident === undefined) return `${external?.source ?? ''}, ${external?.externalID ?? ''}`;
  const names = [...incidents.inNamespace(namespace)].map(({ name }) => name);
  const meant = suggest(incident, names);
  return meant === undefined ? incident : `${incident}; did you mean ${meant}?`;
}

function exceptionNotes({ judge, stores, now }: Judgement): string[] {
  const nowMs = now.getTime();
  return [...stores.exceptions.list()].flatMap(({ namespace = '', name, object }) => {
    const head = `the exception ${namespace}/${name} exempts nothing`;
    const compiled = compileException(object);
    if (!compiled.ok) return [`${head}: ${compiled.message}`];
    const { applied } = judge.coverageOf(compiled.exception.key, nowMs);
    const { state } = exceptionState(compiled.exception, applied, nowMs);
    return state === 'Active' ? [] : [`${head}: it is ${state}`];
  });
}
