// The dependencies of the StaffRoster controller, passed in by the composition root. Types only.

import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import type { Clock } from '../../base/clock.ts';
import type { AccessBook } from '../../compliance/access/access-book.ts';
import type { KindFreshness } from '../../compliance/freshness.ts';
import type { HttpClient } from '../../integrations/ports/http.ts';
import type { Directories } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { Logger } from '../../runtime/log.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { Hindrances, SourceMeters } from '../descriptor.ts';
import type { ListingMemories } from '../reading/listing-memory.ts';

/** What a reading needs: `docket review access` reads in the same way. */
export interface RosterReadDeps {
  readonly client: KubeClient;
  readonly access: Pick<AccessBook, 'setStaff' | 'staffOf'>;
  readonly directories: Directories;
  readonly memories: ListingMemories;
  readonly http: (provider: string, baseUrl: string) => HttpClient;
  /** Whether the administrator allowed requests to this URL's host (`--allow-endpoints`). */
  readonly isAllowed: (url: string) => boolean;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface RosterDeps extends RosterReadDeps {
  readonly rosters: Lister<ObjectRow<StaffRoster>>;
  /** Of the kind StaffRoster. */
  readonly freshness: KindFreshness;
  readonly access: AccessBook;
  readonly hindrances: Hindrances;
  readonly meters: SourceMeters;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
