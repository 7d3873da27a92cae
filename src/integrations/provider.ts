// The port to a vendor: what a provider can do, by capability (ports/), and what it receives when it is opened. A provider fetches
// and normalises. It never writes to Kubernetes, never sleeps for a rate limit and never decides what a failure means for a check.

import type { Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import type { Clock } from '../base/clock.ts';
import type { Changes } from './ports/changes.ts';
import type { HttpClient, Secret } from './ports/http.ts';
import type { Listing } from './ports/listing.ts';
import type { PodIdentity } from './ports/pod-identity.ts';
import type { Pushes } from './ports/pushes.ts';
import type { Replier } from './ports/reply.ts';
import type { Receiver } from './ports/receive.ts';
import type { Lookup } from './ports/record.ts';
import type { Roster } from './ports/roster.ts';
import type { Watching } from './ports/watch.ts';
import type { Writer } from './ports/write.ts';

export interface ProbeResult {
  /** The scopes that the credential lacks, by the vendor's names (`incidents.read`). Empty when it lacks none. */
  readonly missingScopes: readonly string[];
  /** Filters of the spec that match nothing (a service name that does not exist). The source is not complete because of them. */
  readonly unmatched: readonly string[];
}

interface OpenedSource extends AsyncDisposable {
  /** Checks credential and filters. Throws a SourceError when the source cannot be read at all. */
  probe(signal: AbortSignal): Promise<ProbeResult>;
  /** Looks incidents up by ID. Yields one Lookup for each, in any order. */
  lookup(externalIDs: readonly string[], signal: AbortSignal): AsyncIterable<Lookup>;
  /** Severity or priority values seen so far that no mapping covers (they became High); for `status.scope.unmatched`. */
  readonly unmappedSeverities: ReadonlySet<string>;
  /** Parts that the vendor's plan or the credential refused at the last request. The source works without them. */
  readonly degraded: ReadonlySet<string>;
}

/** A session whose incidents are read by listing. */
export type ListingSource = OpenedSource & Listing;
/** A session whose incidents are read by changes. */
export type ChangesSource = OpenedSource & Changes;
/** A session of a source that is not read, as its incidents are pushed. `lookup` yields nothing. */
export type PushedSource = OpenedSource & Pushes;

/** One opened source. It lives for one sync. `reads` names the strategy by which its incidents are read. */
export type Source = ListingSource | ChangesSource | PushedSource;

/** What is on record of an incident. Times are epoch milliseconds; undefined: nobody states one. */
export interface RecordedFacts {
  readonly detectedAt: number;
  readonly acknowledgedAt: number | undefined;
  readonly resolvedAt: number | undefined;
  readonly hasDataLossHint: boolean;
  /** The vendor was asked for all that it says of this resolution, also beside its listings. */
  readonly isWhole: boolean;
}

export interface ConfigMapContent {
  readonly data: Readonly<Record<string, string>>;
  /** Differs between any two contents of a ConfigMap of this name. */
  readonly version: string;
}

/** What is opened with a credential receives: the accounts of a system. */
export interface VendorContext<Config> {
  readonly config: Config;
  /** The Secret's data as read for this sync; empty where the vendor needs none. */
  readonly secret: ReadonlyMap<string, Secret>;
  /** An HTTP client for a base URL (the vendor's, or the endpoint that the administrator allowed). */
  http(baseUrl: string): HttpClient;
  readonly clock: Clock;
}

/** What a provider receives when the incidents of a source are opened. */
export interface SourceContext<Config> extends VendorContext<Config> {
  /** The source that the Secret, checkpoint and limits belong to; for messages. */
  readonly source: { readonly namespace: string; readonly name: string; readonly createdAt: Date };
  readonly severityMap: ReadonlyArray<{ readonly from: string; readonly to: Severity }>;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** What labels and notes are searched for (kit/data-loss.ts). Absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
  /** For a source without a Secret, of a provider that takes it, where the administrator allowed it. */
  readonly podIdentity?: PodIdentity | undefined;
  /** Reads a ConfigMap in the source's namespace. Undefined when the ConfigMap does not exist. */
  configMap(name: string): Promise<ConfigMapContent | undefined>;
  /** What is on record of an incident of this source from an earlier sync, so that it need not be read again. Absent: nothing is. */
  readonly recorded?: (externalID: string) => RecordedFacts | undefined;
}

/** A listing of a vendor that is opened by itself: the accounts of a system. */
export interface ListingProvider<Config, Opened> {
  /** The spec's own endpoint, when it names one. The administrator must allow it before anything is sent. */
  endpoint(config: Config): string | undefined;
  /** Sets of keys of the Secret; one set must be complete. */
  readonly secretKeys: ReadonlyArray<readonly string[]>;
  /** Cheap; connects lazily. Throws SourceError `invalid-config` for what no retry can fix. */
  open(context: VendorContext<Config>): Opened;
}

/**
 * One provider; registered in registry.ts under its member of `IncidentSource.spec`. That member is its name everywhere:
 * in metric labels, logs, and the hash of its incidents' names. A capability that the vendor does not offer is absent.
 */
export interface Provider<Config, Opened extends Source = Source, RosterConfig = never> {
  /** The spec's own endpoint, when it names one. The administrator must allow it before anything is sent. */
  endpoint(config: Config): string | undefined;
  /** Sets of keys of the Secret; one set must be complete. Empty when the provider needs no Secret. */
  readonly secretKeys: ReadonlyArray<readonly string[]>;
  /**
   * The vendor does not say when somebody took an incident on. Its sources get no check of that by default. Absent: it does.
   */
  readonly lacksAcknowledgement?: true;
  /** A source that names no Secret uses the identity of the operator's pod, where the administrator allowed that. Absent: it does not. */
  readonly takesPodIdentity?: true;
  /** Opens the incidents for reading. Cheap; connects lazily. Throws SourceError `invalid-config` for what no retry can fix. */
  open(context: SourceContext<Config>): Opened;
  /** Tells of news, for a source that is read by changes. */
  watch?(context: SourceContext<Config>, watching: Watching): Promise<void>;
  /** Opens the way to write, with the credential for writing. */
  openWriter?(context: SourceContext<Config>): Writer;
  /** Where replies are sent, as {@link Provider.endpoint}. Undefined: nowhere that the administrator has to allow. */
  replyEndpoint?(config: Config): string | undefined;
  /** Opens the way to answer whoever reported. Undefined: the spec does not want it. */
  openReplier?(context: SourceContext<Config>): Replier | undefined;
  /** The accounts. With the same Secret they share the request budget of the incidents. */
  readonly roster?: ListingProvider<RosterConfig, Roster>;
  /** Verifies and reads what the vendor, or another sender, pushes. */
  readonly receive?: Receiver<Config>;
}
