// Sends the reply: opens the provider's replier with the source as it is now, and says what became of it. It sends nothing once the attempt is
// over, and decides nothing about what is wanted.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Clock } from '../../base/clock.ts';
import { isTransient, SourceError } from '../../integrations/ports/failure.ts';
import type { HttpClient } from '../../integrations/ports/http.ts';
import type { Replier } from '../../integrations/ports/reply.ts';
import { type ChosenProvider, chooseProvider, type OpenContext, type Providers } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { AttemptLimits, EffectFailure, EffectOutcome, EffectPorts } from '../../runtime/effects.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import { readConfigMap, readSecret } from '../credentials.ts';
import type { ReplyEffect } from './effects.ts';

export interface ReplyDeps {
  readonly client: KubeClient;
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  readonly providers: Providers;
  readonly http: (provider: string, baseUrl: string) => HttpClient;
  readonly isAllowed: (url: string) => boolean;
  readonly clock: Clock;
}

const DISABLED = 'The source does not reply any more.';
/** The bound of `status.replies[].message`. */
const MAX_MESSAGE = 1_024;

export function replyPorts(deps: ReplyDeps): EffectPorts<ReplyEffect> {
  const send = async (effect: ReplyEffect, limits: AttemptLimits): Promise<EffectOutcome> => {
    try {
      const opened = await open(deps, effect, limits);
      if ('kind' in opened) return opened;
      await using replier = opened.replier;
      if (limits.isOver()) return transient('Late', 'The time for this attempt was over before it was sent.');
      const { externalID, key, namespace, name } = effect;
      const outcome = await replier.reply({ externalID, key, incident: { namespace, name } }, limits.signal);
      return outcome.kind === 'sent' ? { kind: 'done' } : refusal(outcome.reason, outcome.message);
    } catch (error) {
      return thrown(error);
    }
  };
  return { Reply: { send } };
}

async function open(
  deps: ReplyDeps,
  { namespace, source: name }: ReplyEffect,
  { signal }: AttemptLimits,
): Promise<{ readonly replier: Replier } | EffectFailure> {
  const source = deps.sources.get(`${namespace}/${name}`)?.object;
  const chosen = source && (await chooseProvider(source.spec, deps.providers));
  if (source === undefined || chosen === undefined) return refusal('Disabled', DISABLED);
  const refused = notAllowed(deps, chosen);
  if (refused !== undefined) return refused;
  const credential = { namespace, name: source.spec.secretRef?.name };
  const secret = await readSecret(deps.client, credential, chosen.secretKeys, signal);
  if (secret.kind !== 'read') return refusal('SecretNotUsable', 'The Secret of the source is missing or lacks keys.');
  const context: OpenContext = {
    ...partsOf(source),
    secret: secret.data,
    http: (baseUrl) => deps.http(chosen.name, baseUrl),
    configMap: (map) => readConfigMap(deps.client, { namespace, name: map }, signal),
    clock: deps.clock,
  };
  const replier = chosen.openReplier(context);
  return replier === undefined ? refusal('Disabled', DISABLED) : { replier };
}

function notAllowed({ isAllowed }: ReplyDeps, { endpoint, replyEndpoint }: ChosenProvider): EffectFailure | undefined {
  const refused = [endpoint, replyEndpoint].find((each) => each !== undefined && !isAllowed(each));
  if (refused === undefined) return undefined;
  const { host } = new URL(refused);
  return refusal(
    'EndpointNotAllowed',
    `The administrator of the operator has not allowed ${host} (--allow-endpoints).`,
  );
}

function partsOf({ metadata, spec }: IncidentSource): Pick<OpenContext, 'source' | 'severityMap' | 'dataPolicy'> {
  const { namespace = '', name, creationTimestamp = 0 } = metadata;
  const source = { namespace, name, createdAt: new Date(creationTimestamp) };
  return { source, severityMap: spec.severityMap ?? [], dataPolicy: spec.dataPolicy };
}

function refusal(reason: string, message: string): Extract<EffectFailure, { kind: 'refused' }> {
  return { kind: 'refused', reason, message: message.slice(0, MAX_MESSAGE) };
}

function transient(reason: string, message: string): EffectFailure {
  return { kind: 'transient', reason, message };
}

/** Whether an error came after the mail was taken, nobody can tell: the same reply goes out again, under the same Message-ID. */
function thrown(error: unknown): EffectOutcome {
  if (!(error instanceof SourceError)) throw error;
  const { kind, message } = error;
  if (isTransient(kind) || kind === 'malformed')
    return { kind: 'ambiguous', reason: 'AnswerLost', message: message.slice(0, MAX_MESSAGE) };
  return refusal(kind === 'unauthorized' || kind === 'forbidden' ? 'MissingPermission' : 'NotAllowed', message);
}
