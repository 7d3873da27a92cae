// The dependencies of the CriticalSystem controller, passed in by the composition root. Types only.

import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import type { Clock } from '../../base/clock.ts';
import type { AccessBook } from '../../compliance/access/access-book.ts';
import type { Freshness, KindFreshness } from '../../compliance/freshness.ts';
import type { HttpClient } from '../../integrations/ports/http.ts';
import type { Providers } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { Logger } from '../../runtime/log.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { Hindrances, SourceMeters } from '../descriptor.ts';
import type { SystemMemories } from './memory.ts';

export interface SystemDeps {
  readonly client: KubeClient;
  readonly systems: Lister<ObjectRow<CriticalSystem>>;
  readonly rosters: Lister<ObjectRow<StaffRoster>>;
  readonly checks: Lister<ObjectRow<ComplianceCheck>>;
  /** Of the kind CriticalSystem. */
  readonly freshness: KindFreshness;
  /** Of the kind StaffRoster. */
  readonly rosterFreshness: Pick<Freshness, 'judge'>;
  readonly access: AccessBook;
  readonly hindrances: Hindrances;
  readonly memories: SystemMemories;
  readonly providers: Providers;
  readonly http: (provider: string, baseUrl: string) => HttpClient;
  /** Whether the administrator allowed requests to this URL's host (`--allow-endpoints`). */
  readonly isAllowed: (url: string) => boolean;
  readonly meters: SourceMeters;
  readonly log: Logger;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
