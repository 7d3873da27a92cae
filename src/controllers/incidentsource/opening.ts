// How a source's provider is opened: what the administrator allows, the credential, and what the provider is given. Opens for reading only.

import { findCondition } from '../../api/conditions.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Secret } from '../../integrations/ports/http.ts';
import type { RecordedFacts } from '../../integrations/provider.ts';
import type { ChosenProvider, OpenContext } from '../../integrations/registry.ts';
import { readConfigMap } from '../credentials.ts';
import { refusedEndpoint } from '../reading/refusals.ts';
import { REASONS } from './conditions.ts';
import type { SourceDeps } from './deps.ts';
import { recordedIn } from './desired.ts';
import type { SyncOutcome } from './observation.ts';
import { isReadWhole, type WholeReading } from './whole.ts';

export type OpeningDeps = Pick<
  SourceDeps,
  'limits' | 'isAllowed' | 'podIdentity' | 'http' | 'client' | 'clock' | 'incidents' | 'acknowledgements'
>;

/** What the administrator did not allow. */
export function refusalOf(
  { limits, isAllowed, podIdentity }: Pick<OpeningDeps, 'limits' | 'isAllowed' | 'podIdentity'>,
  source: IncidentSource,
  chosen: ChosenProvider,
): SyncOutcome | undefined {
  const { name, endpoint } = chosen;
  if (name === 'fixture' && limits.fixtureIntervalMs === undefined) return { kind: 'fixtures-not-allowed' };
  if (isPodsOwn(source, chosen) && podIdentity === undefined) return { kind: 'pod-identity-not-allowed' };
  return endpoint === undefined || isAllowed(endpoint) ? undefined : refusedEndpoint(endpoint);
}

/** Whether the source is read as the operator's own pod. */
export function isPodsOwn({ spec }: IncidentSource, { takesPodIdentity }: ChosenProvider): boolean {
  return takesPodIdentity && spec.secretRef === undefined;
}

interface ContextParts {
  readonly whole: WholeReading;
  readonly secret: ReadonlyMap<string, Secret>;
  readonly signal: AbortSignal;
}

export function openContext(
  deps: OpeningDeps,
  source: IncidentSource,
  chosen: ChosenProvider,
  parts: ContextParts,
): OpenContext {
  const { namespace = '', name, creationTimestamp } = source.metadata;
  const rowOf = recordedIn(deps, source, chosen.name);
  return {
    source: { namespace, name, createdAt: new Date(creationTimestamp ?? 0) },
    severityMap: source.spec.severityMap ?? [],
    dataPolicy: source.spec.dataPolicy,
    dataLossWords: source.spec.dataLossWords,
    secret: parts.secret,
    podIdentity: isPodsOwn(source, chosen) ? deps.podIdentity : undefined,
    http: (baseUrl) => deps.http(chosen.name, baseUrl),
    configMap: (configMap) => readConfigMap(deps.client, { namespace, name: configMap }, parts.signal),
    ...(isLimited(source) ? {} : { recorded: (externalID) => factsOf(rowOf(externalID), parts.whole) }),
    clock: deps.clock,
  };
}

/** At the last sync the credential did not give all that an incident's times are read from: they may be better this time. */
function isLimited({ status }: IncidentSource): boolean {
  return findCondition(status?.conditions, 'Authenticated')?.reason === REASONS.limited;
}

/** What the source stated. The spec may say something else, from a time when people could write it. */
function factsOf(row: IncidentRow | undefined, whole: WholeReading): RecordedFacts | undefined {
  if (row === undefined) return undefined;
  const { detectedAt, statedAcknowledgedAt: acknowledgedAt, resolvedAt, hinted: hasDataLossHint } = row;
  return { detectedAt, acknowledgedAt, resolvedAt, hasDataLossHint, isWhole: isReadWhole(row, whole) };
}
