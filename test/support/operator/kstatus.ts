// The rules of kstatus (kubernetes-sigs/cli-utils, pkg/kstatus/README.md) as a test oracle: what kubectl wait, Argo CD and
// Flux make of an object, and what the conditions of every status must keep to. Run it on every status that a test sees.

import { expect } from 'vitest';
import type { Condition } from '../../../src/api/conditions.ts';
import { findCondition } from '../../../src/api/conditions.ts';
import type { KubeObject } from '../../../src/api/meta.ts';

export interface ConditionedStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

const KSTATUS_TYPES = ['Ready', 'Reconciling', 'Stalled'];

export type Kstatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating';

const isTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  findCondition(conditions, type)?.status === 'True';

/** What kstatus computes of an object. */
export function kstatusOf(object: KubeObject & { readonly status?: ConditionedStatus }): Kstatus {
  const { metadata, status = {} } = object;
  const { observedGeneration = metadata.generation, conditions } = status;
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (observedGeneration !== metadata.generation) return 'InProgress';
  if (isTrue(conditions, 'Stalled')) return 'Failed';
  if (isTrue(conditions, 'Reconciling')) return 'InProgress';
  const ready = findCondition(conditions, 'Ready');
  return ready === undefined || ready.status === 'True' ? 'Current' : 'InProgress';
}

/** Fails unless the status says one thing: its conditions are well formed, of its generation, and do not contradict each other. */
export function expectValidConditions(status: ConditionedStatus | undefined, of?: string): void {
  expect(problemsOf(status).join('; '), of).toBe('');
}

/** What is wrong with the conditions of a status; empty when nothing is. */
export function problemsOf(status: ConditionedStatus | undefined): string[] {
  const conditions = status?.conditions ?? [];
  const types = conditions.map(({ type }) => type);
  return [
    ...when(status?.observedGeneration === undefined, 'observedGeneration is missing'),
    ...when(new Set(types).size !== types.length, 'a type has two conditions'),
    ...when(!types.includes('Ready'), 'Ready is missing, so that kstatus takes the object for Current'),
    ...conditions.flatMap((condition) => problemsOfOne(condition, status?.observedGeneration)),
    ...contradictions(conditions),
  ];
}

function problemsOfOne(condition: Condition, generation: number | undefined): string[] {
  const { type, reason, message, lastTransitionTime, observedGeneration } = condition;
  return [
    ...when(!/^[A-Z][A-Za-z0-9]*$/.test(type), `${type}: the type is not CamelCase`),
    ...when(!/^[A-Z][A-Za-z0-9]*$/.test(reason), `${type}: the reason ${reason} is not one CamelCase word`),
    ...when(message.trim() === '' || message.includes('\n'), `${type}: the message is not one line of text`),
    ...when(
      !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(lastTransitionTime) || Number.isNaN(Date.parse(lastTransitionTime)),
      `${type}: lastTransitionTime ${lastTransitionTime} is not in UTC and whole seconds`,
    ),
    ...when(observedGeneration === undefined, `${type}: observedGeneration is missing`),
    ...when(!isOf(condition, generation), `${type}: is not of the status's generation`),
  ];
}

/** What kstatus reads must be of the status's own generation; another aspect may be known from an earlier one. */
function isOf({ type, observedGeneration }: Condition, generation: number | undefined): boolean {
  if (observedGeneration === undefined || generation === undefined) return true;
  return KSTATUS_TYPES.includes(type) ? observedGeneration === generation : observedGeneration <= generation;
}

function contradictions(conditions: readonly Condition[]): string[] {
  const [ready, reconciling, stalled] = KSTATUS_TYPES.map((type) => isTrue(conditions, type));
  return [
    ...when(ready === true && reconciling === true, 'Ready and Reconciling are both True'),
    ...when(ready === true && stalled === true, 'Ready and Stalled are both True'),
    ...when(reconciling === true && stalled === true, 'Reconciling and Stalled are both True'),
  ];
}

function when(wrong: boolean, problem: string): string[] {
  return wrong ? [problem] : [];
}
