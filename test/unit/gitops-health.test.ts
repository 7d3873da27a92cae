// kstatus, the Lua for Argo CD and the expressions for Flux say the same of every state that the status of an object can have. Both tools
// look at a deletion themselves, so that it is left out here.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CelInput } from '@bufbuild/cel';
import { LuaFactory } from 'wasmoon';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Condition } from '../../src/api/conditions.ts';
import { LASTING_KINDS } from '../../src/api/kinds.ts';
import { compileExpression } from '../../src/kube/memory/cel-expression.ts';
import { type ConditionedStatus, type Kstatus, kstatusOf, problemsOf } from '../support/operator/kstatus.ts';

interface State {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly status?: ConditionedStatus;
}

interface FluxCheck {
  readonly kind: string;
  readonly inProgress: string;
  readonly failed: string;
  readonly current: string;
}

const GITOPS = path.resolve(import.meta.dirname, '../../config/gitops');
const LUA = readFileSync(path.join(GITOPS, 'health.lua'), 'utf8');
const { data } = parse(readFileSync(path.join(GITOPS, 'argocd-cm.yaml'), 'utf8')) as { data: Record<string, string> };
const { healthCheckExprs } = parse(readFileSync(path.join(GITOPS, 'flux-health.yaml'), 'utf8')) as {
  healthCheckExprs: readonly FluxCheck[];
};
const KINDS = LASTING_KINDS.map(({ kind }) => kind).toSorted();
const ARGO: Readonly<Record<string, Kstatus>> = { Healthy: 'Current', Progressing: 'InProgress', Degraded: 'Failed' };

const STATUSES = [undefined, 'True', 'False', 'Unknown'] as const;

function conditionsOf(
  states: Readonly<Record<string, (typeof STATUSES)[number]>>,
  observedGeneration: number,
): Condition[] {
  const rest = {
    reason: 'Test',
    message: 'Set by a test.',
    lastTransitionTime: '2026-03-02T08:00:00Z',
    observedGeneration,
  };
  return Object.entries(states).flatMap(([type, status]) => (status === undefined ? [] : [{ type, status, ...rest }]));
}

/** Every combination of generation and conditions that the rules of kstatus allow. */
function legalStates(): State[] {
  const states = [1, 2].flatMap((observedGeneration) =>
    STATUSES.flatMap((Ready) =>
      STATUSES.flatMap((Reconciling) =>
        STATUSES.flatMap((Stalled) =>
          STATUSES.flatMap((Compliant) =>
            STATUSES.map((Complete): ConditionedStatus => {
              const conditions = conditionsOf({ Complete, Ready, Reconciling, Compliant, Stalled }, observedGeneration);
              return { observedGeneration, conditions };
            }),
          ),
        ),
      ),
    ),
  );
  const legal = states.filter((status) => problemsOf(status).length === 0);
  return legal.map((status) => ({ metadata: { name: 'x', generation: 2 }, status }));
}

const STATES = legalStates();
const asObject = (state: State): Parameters<typeof kstatusOf>[0] => ({
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'Incident',
  ...state,
});

async function argoSays(states: readonly State[]): Promise<Array<Kstatus | undefined>> {
  const engine = await new LuaFactory().createEngine();
  try {
    return states.map((state) => {
      const health = engine.doStringSync(`obj = ${luaOf(state)}\n${LUA}`) as { readonly status: string };
      return ARGO[health.status];
    });
  } finally {
    engine.global.close();
  }
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

/** What Flux makes of states: it asks for in progress, failed and current, in this order. */
function fluxJudge({ kind, inProgress, failed, current }: FluxCheck): (state: State) => Kstatus {
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

describe('the health of an object', () => {
  it('has more than 300 states, of which each answer comes up', () => {
    expect(STATES.length).toBeGreaterThan(300);
    const answers = new Set(STATES.map((state) => kstatusOf(asObject(state))));
    expect([...answers].toSorted()).toEqual(['Current', 'Failed', 'InProgress']);
  });

  it('is to Argo CD what kstatus says', async () => {
    expect(await argoSays(STATES)).toEqual(STATES.map((state) => kstatusOf(asObject(state))));
  });

  it.each(healthCheckExprs)('is to Flux what kstatus says: $kind', (check) => {
    expect(STATES.map(fluxJudge(check))).toEqual(STATES.map((state) => kstatusOf(asObject(state))));
  });

  it('is in progress to both where there is no status yet, which kstatus alone takes for Current', async () => {
    const fresh: State = { metadata: { name: 'x', generation: 1 } };
    expect(kstatusOf(asObject(fresh))).toBe('Current');
    expect(await argoSays([fresh])).toEqual(['InProgress']);
    expect(healthCheckExprs.map((check) => fluxJudge(check)(fresh))).toEqual(healthCheckExprs.map(() => 'InProgress'));
  });
});

describe('every kind that stays', () => {
  it('has its entry for Argo CD, with the Lua that is tested', () => {
    expect(Object.keys(data).toSorted()).toEqual(
      KINDS.map((kind) => `resource.customizations.health.docket.dev_${kind}`),
    );
    expect(new Set(Object.values(data))).toEqual(new Set([LUA]));
  });

  it('has its expressions for Flux', () => {
    expect(healthCheckExprs.map(({ kind }) => kind).toSorted()).toEqual(KINDS);
  });
});
