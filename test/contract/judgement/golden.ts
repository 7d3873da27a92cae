// The golden timelines as the controller judges them: one operator for all rows, each in a namespace of its own, and a clock that goes from
// one deadline to the next. Between two deadlines only time passes.

import { describe, expect, it } from 'vitest';
import { COMPLIANCE_CHECK, DOCKET_KINDS, NAMESPACE } from '../../../src/api/kinds.ts';
import type { ResourceType } from '../../../src/api/meta.ts';
import type { ComplianceCheckStatus } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import { GOLDEN_NAME, GOLDEN_TIMELINES, objectsOf } from '../../support/golden/golden-timelines.ts';
import type { GoldenTimeline } from '../../support/golden/timeline.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { typeOf } from '../../support/operator/objects.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { goTo, withCluster } from './world.ts';

const STEPS = { before: -1_000, at: 0, after: 1_000 } as const;
type Step = keyof typeof STEPS;

interface Moment {
  readonly atMs: number;
  readonly namespace: string;
  readonly name: string;
  readonly step: Step;
}

const ROWS = GOLDEN_TIMELINES.map((timeline, index) => ({ timeline, namespace: `golden-${index}` }));

async function createAll({ cluster: { client } }: OperatorStage): Promise<void> {
  const typeByKind = new Map<string, ResourceType>(DOCKET_KINDS.map((type) => [type.kind, type]));
  const create = async ({ timeline, namespace }: (typeof ROWS)[number]): Promise<void> => {
    await client.create(NAMESPACE, { ...typeOf(NAMESPACE), metadata: { name: namespace } });
    for (const object of objectsOf(timeline, namespace)) {
      await client.create(typeByKind.get(object.kind) ?? COMPLIANCE_CHECK, object);
    }
  };
  await Promise.all(ROWS.map(create));
}

/** All instants that are looked at, in order. */
function momentsOf({ timeline, namespace }: (typeof ROWS)[number]): Moment[] {
  const { name, deadline } = timeline;
  return Object.entries(STEPS).map(([step, ms]) => {
    return { atMs: Date.parse(deadline) + ms, namespace, name, step: step as Step };
  });
}

const judged = ({ result, reason }: ComplianceCheckStatus = {}): unknown => ({ result, reason });

const wanted = ({ verdicts }: GoldenTimeline): unknown => verdicts;

export function describeGolden(clusters: () => TestClusters): void {
  describe('the golden timelines', () => {
    it(`are the results of ${ROWS.length} checks a second before each deadline, on it, and a second after it`, () =>
      withCluster(clusters(), async (stage) => {
        await createAll(stage);
        await stage.settle();
        const written = stage.cluster.client.total;
        const seen: Record<string, Partial<Record<Step, unknown>>> = {};
        for (const { atMs, namespace, name, step } of ROWS.flatMap(momentsOf).toSorted((a, b) => a.atMs - b.atMs)) {
          await goTo(stage, atMs);
          const { status } = stage.world.checks.get(`${namespace}/${GOLDEN_NAME}`) ?? {};
          seen[name] = { ...seen[name], [step]: judged(status) };
        }
        expect(seen).toEqual(Object.fromEntries(ROWS.map(({ timeline }) => [timeline.name, wanted(timeline)])));
        expect(stage.cluster.client.total - written).toBe(0);
      }));
  });
}
