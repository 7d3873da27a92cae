// The states of Docket's objects as one line of text each, so that those of a run can be told apart and kept: kind, generations, deletion, how far
// the object is, and its conditions with their reasons. Names, times and messages are left out.

import type { Condition } from '../../../src/api/conditions.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import type { ConditionedStatus } from '../operator/kstatus.ts';

export type HealthObject = KubeObject & { readonly status?: HealthStatus };

interface HealthStatus extends ConditionedStatus {
  /** How far an incident or an exception is. */
  readonly state?: string;
  /** What a check found. */
  readonly result?: string;
}

const DELETED = 'deleted';
const NO_CONDITIONS = 'no-conditions';
const ABSENT = '-';
const PHASES = ['state', 'result'] as const;

/**
 * `Incident 2/2 state:Closed Ready=True:Recorded@2 Synced=False:Missing@1`: the kind; its generation and that of its status; how far it is; each
 * condition, with its generation. Generations are numbered anew from 1 in their order. Without a status there is no slash.
 */
export function textOf({ kind, metadata, status }: HealthObject): string {
  const conditions = status?.conditions ?? [];
  const rank = ranksOf([
    metadata.generation,
    status?.observedGeneration,
    ...conditions.map(({ observedGeneration }) => observedGeneration),
  ]);
  const generation = rank(metadata.generation);
  const words = [
    kind,
    status === undefined ? generation : `${generation}/${rank(status.observedGeneration)}`,
    ...(metadata.deletionTimestamp === undefined ? [] : [DELETED]),
    ...(status !== undefined && status.conditions === undefined ? [NO_CONDITIONS] : []),
    ...PHASES.flatMap((phase) => (status?.[phase] === undefined ? [] : [`${phase}:${status[phase]}`])),
    ...conditions
      .map((each) => `${each.type}=${each.status}:${each.reason}@${rank(each.observedGeneration)}`)
      .toSorted(),
  ];
  return words.join(' ');
}

/** An object of which {@link textOf} gives this text. */
export function objectOf(text: string): HealthObject {
  const [kind = '', generations = '', ...words] = text.split(' ');
  const [generation = '', observed] = generations.split('/');
  const metadata = {
    name: 'x',
    ...numbered('generation', generation),
    ...(words.includes(DELETED) ? { deletionTimestamp: '2026-03-02T08:00:00Z' } : {}),
  };
  const object = { apiVersion: 'docket.dev/v1alpha1', kind, metadata };
  if (observed === undefined) return object;
  const conditions = words.filter((word) => word.includes('=')).map(conditionOf);
  return {
    ...object,
    status: {
      ...numbered('observedGeneration', observed),
      ...Object.fromEntries(words.flatMap((word) => (/^(?:state|result):/.test(word) ? [word.split(':')] : []))),
      ...(words.includes(NO_CONDITIONS) ? {} : { conditions }),
    },
  };
}

function conditionOf(word: string): Condition {
  const [, type = '', status = '', reason = '', observed = ''] = /^(\w+)=(\w+):(\w+)@(.+)$/.exec(word) ?? [];
  if (type === '') throw new Error(`not a condition: ${word}`);
  return {
    type,
    status: status as Condition['status'],
    reason,
    message: 'As it was recorded.',
    lastTransitionTime: '2026-03-02T08:00:00Z',
    ...numbered('observedGeneration', observed),
  };
}

const numbered = <Field extends string>(field: Field, text: string): { readonly [F in Field]?: number } =>
  (text === ABSENT ? {} : { [field]: Number(text) }) as { [F in Field]?: number };

/** The place of each generation among these, from 1; `-` for none. */
function ranksOf(generations: ReadonlyArray<number | undefined>): (generation: number | undefined) => string {
  const known = new Set(generations.filter((generation) => generation !== undefined));
  const sorted = [...known].toSorted((one, other) => one - other);
  return (generation) => (generation === undefined ? ABSENT : String(sorted.indexOf(generation) + 1));
}
