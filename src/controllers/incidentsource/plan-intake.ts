// Decides what applying deliveries changes in the cluster: the incidents first, then the source's status, then the deliveries go. A crash
// in between applies them again, which comes to the same. Pure.

import { DELIVERY, INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Plan, Write } from '../../runtime/plan.ts';
import type { DesiredIncident } from './observation.ts';
import type { Received } from './plan-received.ts';
import { recordWrite } from './plan-record.ts';

export type IntakeObservation =
  | { readonly kind: 'facts'; readonly desired: readonly DesiredIncident[] }
  | { readonly kind: 'remember'; readonly source: IncidentSource; readonly received: Received }
  | {
      readonly kind: 'applied';
      readonly deliveries: readonly Delivery[];
      /** More are waiting. */
      readonly isMore: boolean;
    }
  | { readonly kind: 'wait'; readonly ms: number };

export function planIntake(observation: IntakeObservation, now: Date): Plan {
  switch (observation.kind) {
    case 'facts':
      return { ...nothing, writes: observation.desired.flatMap((desired) => recordWrite(desired, now) ?? []) };
    case 'remember': {
      const { metadata, status } = observation.source;
      const { namespace = '', name, resourceVersion = '' } = metadata;
      const target = { type: INCIDENT_SOURCE, key: { namespace, name }, resourceVersion, current: status };
      return { ...nothing, status: { target, next: { ...status, received: observation.received } } };
    }
    case 'applied': {
      const requeue = observation.isMore ? ({ kind: 'after', ms: 0 } as const) : nothing.requeue;
      return { ...nothing, writes: observation.deliveries.map(removal), requeue };
    }
    case 'wait':
      return { ...nothing, requeue: { kind: 'after', ms: observation.ms } };
  }
}

/** What was pushed is expected at once, so all of its writes are prompt: a slow one would delay what comes after it. */
const nothing: Plan = { writes: [], transitions: [], requeue: { kind: 'done' }, isPrompt: true };

function removal({ metadata: { namespace = '', name, uid = '' } }: Delivery): Write {
  return { kind: 'delete', type: DELIVERY, key: { namespace, name }, uid };
}
