// The dependencies of the IncidentSource controller, passed in by the composition root. Types only.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { KindFreshness } from '../../compliance/freshness.ts';
import type { Acknowledgements } from '../../compliance/acknowledgements.ts';
import type { Presence } from '../../compliance/presence.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { HttpClient } from '../../integrations/ports/http.ts';
import type { PodIdentity } from '../../integrations/ports/pod-identity.ts';
import type { ProviderName } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { Providers } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { Hindrances } from '../descriptor.ts';
import type { TenantLimits } from '../limits.ts';
import type { SourceMemories } from './memory.ts';
import type { Watches } from './watches.ts';

export interface SourceDeps {
  readonly client: KubeClient;
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  readonly checks: Lister<ObjectRow<ComplianceCheck>>;
  readonly incidents: Lister<IncidentRow>;
  readonly census: {
    ofSource(namespace: string, source: string): { readonly open: number; readonly total: number };
    /** Incidents of a namespace, the reported ones too. */
    ofNamespace(namespace: string): number;
  };
  readonly limits: TenantLimits;
  /** Of the kind IncidentSource. */
  readonly freshness: KindFreshness;
  readonly presence: Presence;
  readonly acknowledgements: Acknowledgements;
  readonly hindrances: Hindrances;
  readonly memories: SourceMemories;
  /** Absent: nothing is watched. */
  readonly watches?: Watches;
  readonly providers: Providers;
  readonly http: (provider: ProviderName, baseUrl: string) => HttpClient;
  /** Whether the administrator allowed requests to this URL's host (`--allow-endpoints`). */
  readonly isAllowed: (url: string) => boolean;
  /** What sources without a Secret may use (`--allow-ambient-credentials`). Undefined: the administrator did not allow it. */
  readonly podIdentity: PodIdentity | undefined;
  readonly meters: {
    sourceFailed(reason: string): void;
    itemsDropped(reason: string, count: number): void;
    itemsIgnored(reason: string, count: number): void;
  };
  readonly log: Logger;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
