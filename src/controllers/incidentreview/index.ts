// The IncidentReview controller: says of each review whether it counts, whether its evidence is valid and who must be told. Woken by a change
// of the review, of its incident, and of what is owed for it. Writes the status only: software does not sign off (principle P2).

import { CONFIG_MAP, INCIDENT_REVIEW, SECRET } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import { writesStatus } from '../../api/permissions.ts';
import type { Controller } from '../../runtime/controller.ts';
import { createControllerOfMany } from '../../runtime/controller-of-many.ts';
import type { ControllerParts, KindDescriptor } from '../descriptor.ts';
import { RECORD } from '../people.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';

const WORKERS = 8;
const EVIDENCE = 'Evidence that a review names is hashed. It is read by its name, in the namespace of the review.';

export const reviewKind: KindDescriptor = {
  permissions: [
    {
      type: INCIDENT_REVIEW,
      verbs: ['get'],
      why: 'The caches hold rows; the whole object is read before its status is written.',
    },
    writesStatus(INCIDENT_REVIEW),
    { type: CONFIG_MAP, verbs: ['get'], why: EVIDENCE },
    { type: SECRET, verbs: ['get'], why: EVIDENCE },
  ],
  people: { ...RECORD, gitops: [...RECORD.gitops, 'delete'] },
  create: createIncidentReviewController,
};

function createIncidentReviewController({ shell, caches: { reviews }, judge }: ControllerParts): Controller {
  const { client, clock } = shell;
  const observe = createObserve({
    ...{ client, reviews },
    now: () => clock.now(),
    incidentOf(review) {
      const row = judge.joins.incidentOf(review);
      return row && judge.joined(row);
    },
  });
  const { controller, wake } = createControllerOfMany({ ...shell, observe, plan, workers: WORKERS }, () =>
    Array.from(reviews.list(), keyOf),
  );
  reviews.onChange((_before, after) => {
    if (after !== undefined) wake(keyOf(after));
  });
  judge.onReview(wake);
  return controller;
}
