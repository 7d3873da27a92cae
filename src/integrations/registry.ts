// The providers by their member of `IncidentSource.spec`, and the directories by theirs of `StaffRoster.spec`: one line each, loaded when it is
// first needed. Opens none of them.

import type { ReadItems } from './ports/expressions.ts';
import type {
  Counted,
  Counting,
  PushReading,
  Pushed,
  ReceiveContext,
  Verification,
  VerifyContext,
} from './ports/receive.ts';
import {
  directoryNameOf,
  providerNameOf,
  rosterNameOf,
  type DirectoryUnion,
  type ProviderUnion,
  type RosterUnion,
} from '../api/providers.ts';
import type {
  DirectoryConfigs,
  DirectoryName,
  ProviderConfigs,
  ProviderName,
  RosterConfigs,
  RosterName,
} from '../api/v1alpha1/vocabulary.gen.ts';
import type { Watching } from './ports/watch.ts';
import type { Writer } from './ports/write.ts';
import type { Directory } from './ports/directory.ts';
import type { Replier } from './ports/reply.ts';
import type { Roster } from './ports/roster.ts';
import type { Provider, Source, SourceContext, VendorContext, ListingProvider } from './provider.ts';

/** How to load each provider. One set per program: a provider keeps budgets and tokens between syncs. */
export type Providers = {
  readonly [Name in ProviderName]: () => Promise<Provider<ProviderConfigs[Name], Source, RosterConfigOf<Name>>>;
};

type RosterConfigOf<Name extends ProviderName> = Name extends RosterName ? RosterConfigs[Name] : never;

/** For programs that receive nothing. */
const notEvaluated: ReadItems = async () => ({ kind: 'NotEvaluated', message: 'no expressions are evaluated here' });

/**
 * A provider that is in the API and has no line here is a compile error. Its code is loaded when it is first needed. `readItems` evaluates
 * the expressions over what is pushed.
 */
export function createProviders(readItems: ReadItems = notEvaluated): Providers {
  return {
    pagerDuty: once(async () => (await import('./pagerduty/index.ts')).createPagerDuty()),
    jira: once(async () => (await import('./jira/index.ts')).createJira()),
    guardDuty: once(async () => (await import('./guardduty/index.ts')).createGuardDuty()),
    zenduty: once(async () => (await import('./zenduty/index.ts')).createZenduty()),
    defender: once(async () => (await import('./defender/index.ts')).createDefender()),
    gitHub: once(async () => (await import('./github/index.ts')).createGitHub()),
    mailbox: once(async () => (await import('./mailbox/index.ts')).createMailbox()),
    webhook: once(async () => (await import('./webhook/index.ts')).createWebhook(readItems)),
    fixture: once(async () => (await import('./fixture/index.ts')).createFixture()),
  };
}

/** How to load each directory. One set per program, as for providers. */
export type Directories = {
  readonly [Name in DirectoryName]: () => Promise<ListingProvider<DirectoryConfigs[Name], Directory>>;
};

/** A directory that is in the API and has no line here is a compile error. Its code is loaded when it is first needed. */
export function createDirectories(): Directories {
  return {
    entra: once(async () => (await import('./entra/index.ts')).createEntra()),
    okta: once(async () => (await import('./okta/index.ts')).createOkta()),
    googleWorkspace: once(async () => (await import('./googleworkspace/index.ts')).createGoogleWorkspace()),
  };
}

/** What a source is opened with, apart from its provider's own configuration. */
export type OpenContext = Omit<SourceContext<unknown>, 'config'>;

/** What the accounts of a system are opened with, apart from the provider's own configuration. */
export type VendorOpenContext = Omit<VendorContext<unknown>, 'config'>;

type WithoutConfig<Context> = Omit<Context, 'config'>;

/** How the provider receives, bound to its part of the spec. */
export interface BoundReceiver {
  verify(pushed: Pushed, context: WithoutConfig<VerifyContext<unknown>>): Verification;
  read(pushed: Pushed, context: WithoutConfig<ReceiveContext<unknown>>): Promise<PushReading>;
  /** Absent: the provider has no detections. */
  readonly count?: ((counting: Counting, context: WithoutConfig<ReceiveContext<unknown>>) => Counted) | undefined;
}

/** A provider bound to its part of the spec. */
export interface ChosenProvider {
  readonly name: ProviderName;
  readonly secretKeys: Provider<unknown>['secretKeys'];
  /** The spec's own endpoint, which must be allowed before anything is sent. */
  readonly endpoint: string | undefined;
  /** The vendor does not say when somebody took an incident on. */
  readonly lacksAcknowledgement: boolean;
  /** A source without a Secret uses the identity of the operator's pod. */
  readonly takesPodIdentity: boolean;
  open(context: OpenContext): Source;
  /** Absent: nothing can be written there. */
  readonly openWriter?: ((context: OpenContext) => Writer) | undefined;
  /** Absent: the provider tells of no news. */
  readonly watch?: ((context: OpenContext, watching: Watching) => Promise<void>) | undefined;
  /** Where replies are sent, which must be allowed before anything is. */
  readonly replyEndpoint: string | undefined;
  /** Undefined: nobody is answered. */
  readonly openReplier: (context: OpenContext) => Replier | undefined;
  /** Absent: nothing can be pushed to a source of this provider. */
  readonly receiver?: BoundReceiver | undefined;
}

/** A listing of a vendor, bound to its part of the spec. */
export interface ChosenListing<Name, Opened> {
  readonly name: Name;
  readonly secretKeys: ReadonlyArray<readonly string[]>;
  /** The spec's own endpoint, which must be allowed before anything is sent. */
  readonly endpoint: string | undefined;
  open(context: VendorOpenContext): Opened;
}

/** The accounts of a system. */
export type ChosenRoster = ChosenListing<RosterName, Roster>;
/** The people of a directory. */
export type ChosenDirectory = ChosenListing<DirectoryName, Directory>;

/** Undefined for a spec without a provider that this version knows. */
export async function chooseProvider(spec: ProviderUnion, providers: Providers): Promise<ChosenProvider | undefined> {
  const name = providerNameOf(spec);
  return name === undefined ? undefined : choose(name, spec, providers);
}

async function choose<Name extends ProviderName>(
  name: Name,
  spec: ProviderUnion,
  providers: Providers,
): Promise<ChosenProvider | undefined> {
  const config: ProviderConfigs[Name] | undefined = spec[name];
  if (config === undefined) return undefined;
  const provider = await providers[name]();
  return {
    name,
    secretKeys: provider.secretKeys,
    endpoint: provider.endpoint(config),
    lacksAcknowledgement: provider.lacksAcknowledgement === true,
    takesPodIdentity: provider.takesPodIdentity === true,
    open: (context) => provider.open({ ...context, config }),
    openWriter: writerOf(provider, config),
    watch: watchOf(provider, config),
    replyEndpoint: provider.replyEndpoint?.(config),
    openReplier: (context) => provider.openReplier?.({ ...context, config }),
    receiver: receiverOf(provider, config),
  };
}

function watchOf<Config>({ watch }: Provider<Config>, config: Config): ChosenProvider['watch'] {
  return watch && ((context, watching) => watch({ ...context, config }, watching));
}

function writerOf<Config>({ openWriter }: Provider<Config>, config: Config): ChosenProvider['openWriter'] {
  return openWriter && ((context) => openWriter({ ...context, config }));
}

/** Undefined for a spec without a provider that lists accounts: they come from a file, or this version does not know it. */
export async function chooseRoster(spec: RosterUnion, providers: Providers): Promise<ChosenRoster | undefined> {
  const name = rosterNameOf(spec);
  return name === undefined ? undefined : rosterOf(name, spec, providers);
}

async function rosterOf<Name extends RosterName>(
  name: Name,
  spec: RosterUnion,
  providers: Providers,
): Promise<ChosenRoster | undefined> {
  const [config, { roster }] = [spec[name], await providers[name]()];
  return config && roster && chosenListing(name, config, roster);
}

/** Undefined for a spec without a directory: the people come from a file, or this version does not know it. */
export async function chooseDirectory(
  spec: DirectoryUnion,
  directories: Directories,
): Promise<ChosenDirectory | undefined> {
  const name = directoryNameOf(spec);
  return name === undefined ? undefined : directoryOf(name, spec, directories);
}

async function directoryOf<Name extends DirectoryName>(
  name: Name,
  spec: DirectoryUnion,
  directories: Directories,
): Promise<ChosenDirectory | undefined> {
  const config: DirectoryConfigs[Name] | undefined = spec[name];
  return config && chosenListing(name, config, await directories[name]());
}

function chosenListing<Name, Config, Opened>(
  name: Name,
  config: Config,
  { secretKeys, endpoint, open }: ListingProvider<Config, Opened>,
): ChosenListing<Name, Opened> {
  return { name, secretKeys, endpoint: endpoint(config), open: (context) => open({ ...context, config }) };
}

function receiverOf<Config>({ receive }: Provider<Config>, config: Config): BoundReceiver | undefined {
  if (receive === undefined) return undefined;
  const { verify, read, count } = receive;
  return {
    verify: (pushed, context) => verify(pushed, { ...context, config }),
    read: (pushed, context) => read(pushed, { ...context, config }),
    count: count && ((counting, context) => count(counting, { ...context, config })),
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
