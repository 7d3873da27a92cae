// Reviews, policies, exceptions and expressions, judged by a whole operator as time passes: one suite, run on the embedded cluster and
// on a real API server. Each test has the cluster for itself.

import { afterAll, beforeAll, describe } from 'vitest';
import type { TestClusters } from '../support/clusters/test-cluster.ts';
import { describeAccessWorlds } from './judgement/access-worlds.ts';
import { describeDataLoss } from './judgement/data-loss.ts';
import { describeExceptions } from './judgement/exceptions.ts';
import { describeExpressions } from './judgement/expressions.ts';
import { describeGolden } from './judgement/golden.ts';
import { describePolicies } from './judgement/policies.ts';
import { describeQuietJudgement } from './judgement/quiet.ts';
import { describeReviews } from './judgement/reviews.ts';
import { describeWriteBack } from './judgement/write-back.ts';

interface Subject {
  readonly name: string;
  readonly make: () => TestClusters | Promise<TestClusters>;
}

/** A control plane of its own takes a while to come up on a busy machine. */
const START_MS = 120_000;

export function describeJudgement({ name, make }: Subject): void {
  describe(`judgement, on ${name}`, () => {
    let made: TestClusters | undefined;
    const clusters = (): TestClusters => {
      if (made === undefined) throw new Error('use the clusters inside of a test');
      return made;
    };
    beforeAll(async () => {
      made = await make();
    }, START_MS);
    afterAll(async () => made?.[Symbol.asyncDispose]());

    describeGolden(clusters);
    describeAccessWorlds(clusters);
    describeDataLoss(clusters);
    describeExceptions(clusters);
    describeReviews(clusters);
    describeWriteBack(clusters);
    describePolicies(clusters);
    describeExpressions(clusters);
    describeQuietJudgement(clusters);
  });
}
