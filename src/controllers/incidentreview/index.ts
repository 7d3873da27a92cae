// The IncidentReview controller: says of each review whether it counts, how its evidence stands and who must be told. Woken by a change
// of the review, of its incident, and of what is owed for it. Writes the status only: software does not sign off (principle P2).

import { keyOf } from '../../api/meta.ts';
import type { Controller, ControllerOptions } from '../../runtime/controller.ts';
import { createControllerOfMany } from '../../runtime/controller-of-many.ts';
import type { ReviewObservation } from './observation.ts';
import { createObserve, type ReviewDeps } from './observe.ts';
import { plan } from './plan.ts';

type Shell = Omit<ControllerOptions<ReviewObservation>, 'name' | 'observe' | 'plan' | 'client' | 'workers'>;

const WORKERS = 8;

export interface ReviewControllerOptions extends ReviewDeps {
  readonly shell: Shell;
  /** Calls back with the key of each review whose incident, or what is owed for it, may be another. */
  readonly onReview: (listener: (key: string) => void) => void;
}

export function createIncidentReviewController({ shell, onReview, ...deps }: ReviewControllerOptions): Controller {
  const { client, reviews } = deps;
  const { controller, wake } = createControllerOfMany(
    { ...shell, name: 'incidentreview', client, observe: createObserve(deps), plan, workers: WORKERS },
    () => Array.from(reviews.list(), keyOf),
  );
  reviews.onChange((_before, after) => {
    if (after !== undefined) wake(keyOf(after));
  });
  onReview(wake);
  return controller;
}
