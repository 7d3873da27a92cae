// What applying deliveries needs, and one go of it. Types only.

import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { ChosenProvider } from '../../integrations/registry.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import type { SourceDeps } from './deps.ts';
import type { IntakeObservation } from './plan-intake.ts';

export interface IntakeDeps extends SourceDeps {
  readonly deliveries: Lister<ObjectRow<Delivery>>;
}

export type Intake<T> = AsyncGenerator<IntakeObservation, T, ApplyReport>;

/** What is applied in one go. */
export interface Applying {
  readonly key: string;
  readonly source: IncidentSource;
  readonly chosen: ChosenProvider;
  readonly batch: readonly Delivery[];
  /** More than the batch is waiting. */
  readonly isMore: boolean;
  readonly signal: AbortSignal;
}
