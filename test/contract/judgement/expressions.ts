// Expression checks in the running operator: evaluated when an incident or its review changes, never true because input is missing, and
// never Unknown only because they are being evaluated.

import { describe, expect, it } from 'vitest';
import { INCIDENT } from '../../../src/api/kinds.ts';
import { createReview, deleteReview, editReview } from '../../support/operator/review-objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { createCheck, createIncident, merge } from '../../support/operator/objects.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { until } from '../../support/time/until.ts';
import { countsOf, ORIGINS, REPORTED, resultOf, statusOf, withCluster } from './world.ts';

const CHECK = 'rule';

const createRule = (stage: OperatorStage, name: string, rule: string, failureReason?: string): Promise<void> =>
  createCheck(stage, name, {
    type: 'Expression',
    expression: { rule, ...(failureReason === undefined ? {} : { failureReason }) },
  });

/** Rules over an incident of the severity High that nobody is assigned to and that has no review. */
const RULES: ReadonlyArray<{ readonly rule: string; readonly want: string; readonly because: string }> = [
  { rule: 'incident.spec.severity == "High"', want: 'Passing AllPassing', because: 'it is true' },
  { rule: 'incident.spec.severity == "Low"', want: 'Failing ExpressionFalse', because: 'it is false' },
  { rule: 'review.spec.owner == "maria"', want: 'Unknown NoReview', because: 'there is no review' },
  {
    rule: 'incident.spec.assignees.all(who, who != "maria")',
    want: 'Unknown EmptyInput',
    because: 'nobody is assigned, and every statement about an empty list is true',
  },
  { rule: 'incident.spec.nothing == "x"', want: 'Unknown ExpressionError', because: 'there is no such field' },
  { rule: 'incident.spec.severity', want: 'Unknown ExpressionNotBoolean', because: 'a text is no verdict' },
  { rule: 'incident.spec.severity ==', want: 'Unknown ExpressionInvalid', because: 'half a rule is none' },
];

const namesOf = (rules: typeof RULES) => rules.map((row, index) => ({ ...row, name: `rule-${index}` }));

/** Results that were stored, one after the other. */
const historyOf = ({ world }: OperatorStage): string[] =>
  (statusOf(world, CHECK).history ?? []).map(({ result }) => result);

export function describeExpressions(clusters: () => TestClusters): void {
  describe('an expression', () => {
    it('passes when it is true, fails when it is false, and is unknown otherwise, also in another process', () =>
      withCluster(clusters(), async (stage) => {
        const rules = namesOf(RULES);
        for (const { name, rule } of rules) await createRule(stage, name, rule);
        await REPORTED.open(stage);
        const verdicts = (): string[] => rules.map(({ name, because }) => `${resultOf(stage, name)}: ${because}`);
        const wanted = rules.map(({ want, because }) => `${want}: ${because}`);
        expect(verdicts()).toEqual(wanted);
        await stage.restart({ isForAll: true });
        await stage.settle();
        expect(verdicts()).toEqual(wanted);
      }));

    it.each(ORIGINS)('over a $name incident and its review follows both of them', (origin) =>
      withCluster(clusters(), async (stage) => {
        await createRule(
          stage,
          CHECK,
          'incident.status.state == "Resolved" && review.spec.owner == "maria"',
          'NotHers',
        );
        await origin.open(stage);
        expect(resultOf(stage, CHECK)).toBe('Failing NotHers');
        await createReview(stage, 'review', { ...origin.reference, owner: 'ann' });
        await stage.settle();
        expect(resultOf(stage, CHECK)).toBe('Failing NotHers');
        await editReview(stage, 'review', { owner: 'maria' });
        await stage.settle();
        expect(resultOf(stage, CHECK)).toBe('Failing NotHers');
        await origin.resolve(stage);
        expect(resultOf(stage, CHECK)).toBe('Passing AllPassing');
        await origin.reopen(stage);
        expect(resultOf(stage, CHECK)).toBe('Failing NotHers');
        await origin.resolve(stage);
        await deleteReview(stage, 'review');
        await stage.settle();
        expect(resultOf(stage, CHECK)).toBe('Unknown NoReview');
      }),
    );

    it('that never ends is given up when the operator stops: its clock stands still, so that no time limit ends it', () =>
      withCluster(clusters(), async (stage) => {
        const people = Array.from({ length: 50 }, (_, number) => `person-${number}`);
        const all = (depth: number): string =>
          depth === 0 ? 'true' : `incident.spec.assignees.all(a${depth}, ${all(depth - 1)})`;
        await stage.settle();
        for (let number = 0; number < 5; number++)
          await createRule(stage, `endless-${number}`, `${all(7)} && ${number} >= 0`);
        await createIncident(stage, 'leak', { title: 'Disk full', assignees: people });
        await until('a rule is evaluated', () => stage.replica.operator.caches.incidents.size > 0);
        await stage.stopReplicas();
      }));

    it('of a changed incident is evaluated anew, and shows nothing else meanwhile', () =>
      withCluster(clusters(), async (stage) => {
        await createRule(stage, CHECK, 'incident.spec.severity in ["High", "Critical"]');
        await REPORTED.open(stage);
        await merge(stage, INCIDENT, 'leak', { spec: { severity: 'Low' } });
        await stage.settle();
        expect([resultOf(stage, CHECK), countsOf(stage, CHECK)]).toEqual(['Failing ExpressionFalse', { failing: 1 }]);
        await merge(stage, INCIDENT, 'leak', { spec: { severity: 'Critical' } });
        await stage.settle();
        expect(resultOf(stage, CHECK)).toBe('Passing AllPassing');
        await merge(stage, INCIDENT, 'leak', { spec: { title: 'Laptop lost on a train' } });
        await stage.settle();
        expect(historyOf(stage)).toEqual(['Passing', 'Failing', 'Passing']);
      }));
  });
}
