// What Argo CD and Flux make of objects with the health checks of config/gitops: the Lua runs in Lua, the expressions in CEL. A kind without a
// check of its own is to Argo CD healthy, and to Flux what kstatus says. Both look at a deletion themselves, before any check.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CelInput } from '@bufbuild/cel';
import { LuaFactory } from 'wasmoon';
import { parse } from 'yaml';
import { compileExpression } from '../../../src/kube/memory/cel-expression.ts';
import { type Kstatus, kstatusOf } from '../operator/kstatus.ts';
import { type HealthObject, textOf } from './state.ts';

interface FluxCheck {
  readonly kind: string;
  readonly inProgress: string;
  readonly failed: string;
  readonly current: string;
}

interface Disagreement {
  readonly state: string;
  /** What kstatus says, or what both should say where it says less. */
  readonly wanted: Kstatus;
  readonly argo: Kstatus | undefined;
  readonly flux: Kstatus;
}

const GITOPS = path.resolve(import.meta.dirname, '../../../config/gitops');
const read = (file: string): string => readFileSync(path.join(GITOPS, file), 'utf8');
export const HEALTH_LUA = read('health.lua');
/** `resource.customizations.health.docket.dev_Incident` to its Lua. */
export const ARGO_CHECKS = (parse(read('argocd-cm.yaml')) as { readonly data: Readonly<Record<string, string>> }).data;
export const FLUX_CHECKS = (parse(read('flux-health.yaml')) as { readonly healthCheckExprs: readonly FluxCheck[] })
  .healthCheckExprs;

const ARGO: Readonly<Record<string, Kstatus>> = { Healthy: 'Current', Progressing: 'InProgress', Degraded: 'Failed' };
const JUDGES = new Map(FLUX_CHECKS.map((check) => [check.kind, fluxJudge(check)]));

/** Where the three do not say the same. An object of which the operator has said nothing yet is to be in progress, where kstatus alone takes it for Current. */
export async function disagreements(objects: readonly HealthObject[]): Promise<Disagreement[]> {
  const argo = await argoSays(objects);
  return objects.flatMap((object, at) => {
    const wanted = waitsForStatus(object) ? 'InProgress' : kstatusOf(object);
    const said = { argo: argo[at], flux: fluxSays(object) };
    return said.argo === wanted && said.flux === wanted ? [] : [{ state: textOf(object), wanted, ...said }];
  });
}

/** No status yet, or what somebody else wrote there, which is of no generation. */
export function waitsForStatus({ kind, metadata, status }: HealthObject): boolean {
  return status?.observedGeneration === undefined && metadata.deletionTimestamp === undefined && JUDGES.has(kind);
}

/** Undefined where Argo CD knows no such health. */
async function argoSays(objects: readonly HealthObject[]): Promise<Array<Kstatus | undefined>> {
  const engine = await new LuaFactory().createEngine();
  try {
    return objects.map((object) => {
      if (object.metadata.deletionTimestamp !== undefined) return 'Terminating';
      const lua = ARGO_CHECKS[`resource.customizations.health.docket.dev_${object.kind}`];
      if (lua === undefined) return 'Current';
      const health = engine.doStringSync(`obj = ${luaOf(object)}\n${lua}`) as { readonly status: string };
      return ARGO[health.status];
    });
  } finally {
    engine.global.close();
  }
}

function fluxSays(object: HealthObject): Kstatus {
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return JUDGES.get(object.kind)?.(object) ?? kstatusOf(object);
}

/** What Flux makes of objects of a kind: it asks for in progress, failed and current, in this order. */
function fluxJudge({ kind, inProgress, failed, current }: FluxCheck): (object: HealthObject) => Kstatus {
  const [isInProgress, isFailed, isCurrent] = [inProgress, failed, current].map((text) => {
    const expression = compileExpression(text, kind);
    return (bindings: Record<string, CelInput>): boolean => {
      const answer = expression.evaluate(bindings);
      if (answer.kind === 'error') throw new Error(`${text}: ${answer.message}`);
      return answer.value === true;
    };
  });
  return ({ metadata, status = {} }) => {
    const bindings = { metadata: celOf(metadata), status: celOf(status) };
    if (isInProgress?.(bindings)) return 'InProgress';
    if (isFailed?.(bindings)) return 'Failed';
    return isCurrent?.(bindings) ? 'Current' : 'InProgress';
  };
}

/** A value as a table of Lua, as Argo CD hands over the object. */
function luaOf(value: unknown): string {
  if (value === undefined) return 'nil';
  if (Array.isArray(value)) return `{${value.map(luaOf).join(',')}}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `[${JSON.stringify(key)}]=${luaOf(inner)}`)
    .join(',')}}`;
}

/** A value as CEL has it where no schema is known, which is how Flux hands over the object. */
function celOf(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(celOf);
  if (typeof value === 'number') return BigInt(value);
  if (typeof value !== 'object' || value === null) return value as CelInput;
  return new Map(Object.entries(value).map(([key, inner]) => [key, celOf(inner)]));
}
