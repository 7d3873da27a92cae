// What the folder of a kind tells the rest of the program: how its controller is made, what the controller may do, and what people may
// do with objects of the kind. controllers/registry.ts has one line per kind. Types only; knows no kind.

import type { PeopleVerbs, Permission } from '../api/permissions.ts';
import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import type { AccessBook } from '../compliance/access/access-book.ts';
import type { Freshness } from '../compliance/freshness.ts';
import type { Hindrance } from '../compliance/hindrance.ts';
import type { Acknowledgements } from '../compliance/acknowledgements.ts';
import type { Presence } from '../compliance/presence.ts';
import type { HttpClient } from '../integrations/ports/http.ts';
import type { PodIdentity } from '../integrations/ports/pod-identity.ts';
import type { Directories, Providers } from '../integrations/registry.ts';
import type { Judge } from '../judgement/judge.ts';
import type { TenantLimits } from './limits.ts';
import type { Listers } from '../judgement/stores.ts';
import type { Controller, ControllerOptions } from '../runtime/controller.ts';
import type { RecentObjects } from '../runtime/recent-objects.ts';

/** What every controller runs in: its name, queue and client, the clock, and where it logs and counts. */
export type ControllerShell = Omit<ControllerOptions<never>, 'observe' | 'plan' | 'effects' | 'workers'>;

/** What a controller may use. Each takes what it needs. */
export interface ControllerParts {
  readonly shell: ControllerShell;
  readonly caches: Listers;
  /** The statuses of incidents that the watch delivered lately; the rows of the caches leave out their history. */
  readonly recentStatuses: RecentObjects<IncidentStatus>;
  readonly judge: Judge;
  readonly freshness: Freshness;
  readonly presence: Presence;
  readonly acknowledgements: Acknowledgements;
  /** The accounts and people that this process holds while it leads. */
  readonly access: AccessBook;
  readonly hindrances: Hindrances;
  /** Whether the caches hold every namespace. */
  readonly isWholeCluster: boolean;
  readonly limits: TenantLimits;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly providers: Providers;
  readonly directories: Directories;
  /** The way to a vendor, for the provider of this name. */
  readonly http: (provider: string, baseUrl: string) => HttpClient;
  /** Whether the administrator allowed requests to this URL's host (`--allow-endpoints`). */
  readonly isAllowed: (url: string) => boolean;
  /** What sources without a Secret may use (`--allow-ambient-credentials`). Undefined: the administrator did not allow it. */
  readonly podIdentity: PodIdentity | undefined;
  readonly meters: SourceMeters;
}

/** Whether something keeps the operator from its work. */
export interface Hindrances {
  /** What keeps it from all work in a namespace; undefined: nothing. */
  in(namespace: string): Hindrance | undefined;
  /** What makes results there unknown: that, or caches that lack objects. */
  ofResults(namespace: string): Hindrance | undefined;
  /** The caches have not held the whole cluster since the start. */
  readonly isUnread: boolean;
  /** Calls back when something is hindered that was not, or the other way round. */
  onChange(listener: () => void): void;
}

/** What is counted of reading a source. */
export interface SourceMeters {
  sourceFailed(reason: string): void;
  itemsDropped(reason: string, count: number): void;
  itemsIgnored(reason: string, count: number): void;
}

/** One controller as its folder describes it. */
export interface ControllerDescriptor {
  /** What the controller asks of the API server, besides following the kinds (config/rbac/operator-role.yaml). */
  readonly permissions: readonly Permission[];
  /** Keys of one namespace in work at once. Absent: no limit, as namespaces take turns. */
  readonly perNamespace?: number;
  readonly create: (parts: ControllerParts) => Controller;
}

/** One kind as its folder describes it, with the controller that looks after it. */
export interface KindDescriptor extends ControllerDescriptor {
  /** What people's roles may do with objects of the kind (config/rbac/user-roles.yaml). */
  readonly people: PeopleVerbs;
}
