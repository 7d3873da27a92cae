// Carries the write-back out: opens the provider's writer for one command, with the source as it is now, and says what became of it. It
// sends nothing once the attempt is over, and decides nothing about what is wanted.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Clock } from '../../base/clock.ts';
import { UNSUPPORTED } from '../../compliance/write-back.ts';
import { SourceError } from '../../integrations/ports/failure.ts';
import type { HttpClient } from '../../integrations/ports/http.ts';
import type { PodIdentity } from '../../integrations/ports/pod-identity.ts';
import type { WriteCommand, Writer } from '../../integrations/ports/write.ts';
import { type ChosenProvider, chooseProvider, type OpenContext, type Providers } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { AttemptLimits, EffectFailure, EffectOutcome, EffectPorts } from '../../runtime/effects.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import { readConfigMap, readSecret } from '../credentials.ts';
import type { WriteBackEffect } from './effects.ts';
import { refusal, thrownOutcome, writeWith } from './outcomes.ts';

export interface WriterDeps {
  readonly client: KubeClient;
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  readonly providers: Providers;
  readonly http: (provider: string, baseUrl: string) => HttpClient;
  readonly isAllowed: (url: string) => boolean;
  readonly podIdentity: PodIdentity | undefined;
  readonly clock: Clock;
}

export function writeBackPorts(deps: WriterDeps): EffectPorts<WriteBackEffect> {
  const send = async (effect: WriteBackEffect, limits: AttemptLimits): Promise<EffectOutcome> => {
    const opened = await opening(deps, effect, limits);
    if ('kind' in opened) return opened;
    await using writer = opened.writer;
    return await writeWith(writer, commandOf(effect), limits.signal);
  };
  return { Resolve: { send }, Note: { send } };
}

/** A provider that cannot be opened as the source and its Secret are says so by a SourceError. */
async function opening(...args: Parameters<typeof open>): Promise<Awaited<ReturnType<typeof open>> | EffectOutcome> {
  try {
    return await open(...args);
  } catch (error) {
    return thrownOutcome(error);
  }
}

async function open(
  deps: WriterDeps,
  { namespace, source: name }: WriteBackEffect,
  { signal, isOver }: AttemptLimits,
): Promise<{ readonly writer: Writer } | EffectFailure> {
  const source = deps.sources.get(`${namespace}/${name}`)?.object;
  if (source?.spec.writeBack !== 'Enabled') return refusal('Disabled', 'The source does not allow it any more.');
  const chosen = await chooseProvider(source.spec, deps.providers);
  if (chosen?.openWriter === undefined) return refusal(UNSUPPORTED, 'Nothing can be written to this provider.');
  const refused = notAllowed(deps, source, chosen);
  if (refused !== undefined) return refused;
  const credential = { namespace, name: secretOf(source) };
  const secret = await readSecret(deps.client, credential, chosen.secretKeys, signal);
  if (secret.kind !== 'read') return refusal(...unreadable(secret.kind, secret.secret, chosen));
  const http: OpenContext['http'] = (baseUrl) => whileGoing(deps.http(chosen.name, baseUrl), isOver);
  const configMap: OpenContext['configMap'] = (map) => readConfigMap(deps.client, { namespace, name: map }, signal);
  const podIdentity = isPodsOwn(source, chosen) ? deps.podIdentity : undefined;
  const context = { ...partsOf(source), secret: secret.data, podIdentity, http, configMap, clock: deps.clock };
  return { writer: chosen.openWriter(context) };
}

/** What the administrator of the operator has not allowed. */
function notAllowed(deps: WriterDeps, source: IncidentSource, chosen: ChosenProvider): EffectFailure | undefined {
  const head = 'The administrator of the operator has not allowed';
  if (chosen.endpoint !== undefined && !deps.isAllowed(chosen.endpoint)) {
    return refusal('EndpointNotAllowed', `${head} the endpoint of the source (--allow-endpoints).`);
  }
  if (deps.podIdentity !== undefined || !isPodsOwn(source, chosen)) return undefined;
  const message = `${head} its pod's own identity (--allow-ambient-credentials), and the source names no Secret.`;
  return refusal('AmbientCredentialsNotAllowed', message);
}

/** Whether the source is written to as the operator's own pod. */
function isPodsOwn(source: IncidentSource, { takesPodIdentity }: ChosenProvider): boolean {
  return takesPodIdentity && secretOf(source) === undefined;
}

const secretOf = ({ spec }: IncidentSource): string | undefined => (spec.writeSecretRef ?? spec.secretRef)?.name;

function partsOf({ metadata, spec }: IncidentSource): Pick<OpenContext, 'source' | 'severityMap' | 'dataPolicy'> {
  const { namespace = '', name, creationTimestamp = 0 } = metadata;
  const source = { namespace, name, createdAt: new Date(creationTimestamp) };
  return { source, severityMap: spec.severityMap ?? [], dataPolicy: spec.dataPolicy };
}

/** After the end of an attempt somebody else may make the next one. */
function whileGoing(http: HttpClient, isOver: () => boolean): HttpClient {
  const check = (): void => {
    if (isOver()) throw new SourceError('unreachable', 'the time for this attempt was over before it was sent');
  };
  return {
    send: async (request) => {
      check();
      return http.send(request);
    },
    fetch: async (...call) => {
      check();
      return http.fetch(...call);
    },
    lookup: (...call) => {
      check();
      http.lookup(...call);
    },
    count: (code) => http.count(code),
  };
}

function unreadable(
  kind: 'secret-not-found' | 'secret-incomplete' | 'secret-refused',
  secret: string,
  { secretKeys }: ChosenProvider,
): [reason: string, message: string] {
  if (kind === 'secret-not-found')
    return ['SecretNotFound', `There is no Secret "${secret}" in this namespace. Create it, then ask for a sync.`];
  if (kind === 'secret-refused')
    return [
      'SecretRefused',
      `The Secret "${secret}" is of a type of Kubernetes' own, and is sent nowhere. Use one of type Opaque.`,
    ];
  const keys = secretKeys.map((set) => set.join(', ')).join('; or ');
  return [
    'SecretIncomplete',
    `The Secret "${secret}" lacks keys. It must have: ${keys}. Add them, then ask for a sync.`,
  ];
}

function commandOf(effect: WriteBackEffect): WriteCommand {
  const { key, externalID, decidedOn } = effect;
  if (effect.kind === 'Note') return { kind: 'note', key, externalID, decidedOn, text: effect.text };
  return { kind: 'resolve', key, externalID, decidedOn, summary: effect.summary, note: effect.text };
}
