// What a test looks at of a world: results of checks, conditions of a source, records of incidents, each in a form that shows the
// difference when it is not as wanted.

import { type Condition, findCondition } from '../../../src/api/conditions.ts';
import type { ComplianceCheck } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { OperatorStage, World } from './operator.ts';
import { SOURCE } from './objects.ts';

/** What rests on a source's word alone: the other default checks ask for people and deadlines as well. */
const OF_THE_RECORD = new Set(['IncidentClosed', 'SourceHealthy']);

/** `Passing` and `Failing` by themselves, `Unknown` with its reason; of the checks of the record. */
export function resultsOf({ checks }: World): Record<string, string> {
  return resultsIn([...checks].filter(([, { spec }]) => OF_THE_RECORD.has(spec.type)));
}

/** The same of every check. */
export function allResultsOf({ checks }: World): Record<string, string> {
  return resultsIn([...checks]);
}

function resultsIn(checks: ReadonlyArray<readonly [name: string, check: ComplianceCheck]>): Record<string, string> {
  return Object.fromEntries(
    checks.map(([name, { status }]) => {
      const { result = 'none', reason = '' } = status ?? {};
      return [name, result === 'Unknown' ? `${result} ${reason}` : result];
    }),
  );
}

/** The names of the checks that are green, of whatever type. */
export function greenOf({ checks }: World): string[] {
  return [...checks]
    .filter(([, { status }]) => status?.result === 'Passing' || status?.result === 'Due')
    .map(([name]) => name);
}

/** Each condition of a source as its status and reason. */
export function conditionsOf({ sources }: World, name = SOURCE): Record<string, string> {
  return described(sources.get(name)?.status?.conditions);
}

/** Each condition of a review as its status and reason. */
export function reviewOf({ reviews }: World, name: string): Record<string, string> {
  return described(reviews.get(name)?.status?.conditions);
}

/** The conditions that are True, by type. */
export function trueOf(world: World, name = SOURCE): string[] {
  return Object.entries(conditionsOf(world, name))
    .filter(([, text]) => text.startsWith('True'))
    .map(([type]) => type)
    .sort();
}

/** What is on record of each incident: facts, state and whether its source lists it. */
export function recordsOf({ incidents }: World): Record<string, object> {
  return Object.fromEntries(
    [...incidents].map(([name, { spec, status }]) => {
      const synced = described(status?.conditions)['Synced'];
      return [name, { spec, state: status?.state, synced }];
    }),
  );
}

/** The incident of an external ID. */
export function incidentOf({ incidents }: World, externalID: string): Incident {
  const found = [...incidents.values()].find(({ spec }) => spec.externalID === externalID);
  if (found === undefined) throw new Error(`no incident is on record for ${externalID}`);
  return found;
}

/** `True Listed`, by external ID. */
export function syncedOf({ incidents }: World): Record<string, string> {
  return Object.fromEntries(
    [...incidents.values()].map(({ spec, status }) => {
      const { status: value, reason } = findCondition(status?.conditions, 'Synced') ?? {};
      return [spec.externalID ?? '', `${value} ${reason}`];
    }),
  );
}

/** When the source was last read to its end, as the metrics have it; epoch milliseconds. */
export async function lastSuccess({ replica }: OperatorStage): Promise<number> {
  const [line = ''] = await replica.series('docket_source_last_success_timestamp_seconds');
  return Number(line.split(' ').at(-1)) * 1000;
}

export function described(conditions: readonly Condition[] = []): Record<string, string> {
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}
