// A kind of subjects that nothing in the program knows goes through the same table as incidents and sources: its rows are judged,
// counted, exempted, settled, explained, and its results rest on data of a kind of its own. Its rows are no Kubernetes objects.

import { beforeEach, describe, expect, it } from 'vitest';

import {
  accountSubjects,
  anAccountCheck,
  anAccountRow,
  type AccountRow,
  compileWithAccounts,
  SYSTEM_KIND,
  WITHIN_MS,
} from '../../test/support/judgement/accounts.ts';
import { anIncident } from '../../test/support/builders/compliance.ts';
import { anException, type SpecChanges } from '../../test/support/builders/exceptions.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import type { KubeObject } from '../api/meta.ts';
import { Freshness } from '../compliance/freshness.ts';
import { judgeCheck } from '../compliance/judged-check.ts';
import { subjectKinds } from '../compliance/subjects/registry.ts';
import type { PendingVerdict } from '../compliance/tally.ts';
import { explainCheck } from './explain/check.ts';
import { Judge } from './judge.ts';
import { createStores, eachKind } from './stores.ts';

const CHECK = 'team-a/accessremoved';
const LEFT = Date.parse('2026-03-02T09:00:00Z');
const OF_PAGER = { systemRefs: [{ name: 'pager' }] };

class Stage {
  readonly clock = new FakeClock('2026-03-02T10:00:00Z');
  readonly freshness = new Freshness();
  readonly stores = createStores((error) => {
    throw error;
  });
  readonly judge = new Judge({
    ...{ caches: this.stores, freshness: this.freshness, clock: this.clock },
    kinds: [...subjectKinds, accountSubjects],
    compile: compileWithAccounts,
  });
  readonly told: Record<'checks' | 'accounts' | 'exceptions', string[]> = { checks: [], accounts: [], exceptions: [] };
  readonly pending: PendingVerdict[] = [];

  constructor() {
    this.judge.onCheck((key) => this.told.checks.push(key));
    this.judge.onSubject(accountSubjects, (key) => this.told.accounts.push(key));
    this.judge.onException((key) => this.told.exceptions.push(key));
    this.judge.onPending((asked) => this.pending.push(...asked));
  }

  put(object: KubeObject): void {
    const metadata = { uid: object.metadata.name, resourceVersion: '1', ...object.metadata };
    eachKind(this.stores, ({ type, store, project }) => {
      if (type.kind === object.kind) store.upsert(project({ ...object, metadata } as never));
    });
  }

  account(facts: Partial<AccountRow>, before?: AccountRow): AccountRow {
    const row = anAccountRow(facts);
    this.judge.moveSubject(accountSubjects, before, row);
    return row;
  }

  except(name: string, target: SpecChanges['target']): void {
    this.put(anException({ target }, { metadata: { name } }));
  }

  get result() {
    return this.judge.tally.result(CHECK);
  }

  /** The result of the check, as its controller and the command line have it. */
  judged() {
    const { judge, freshness, clock, stores } = this;
    const check = stores.checks.get(CHECK)?.object;
    if (check === undefined) throw new Error('there is no check');
    return judgeCheck({
      ...{ check, compiled: judge.compiled(CHECK), tally: this.result },
      scopeOf: (compiled) => judge.tally.scopeOf(compiled),
      freshnessOf: (data) => freshness.judge(data, clock.monotonicMs()),
    });
  }

  /** The outcome alone. */
  get outcome(): string {
    const { result = 'Stored', reason = '' } = this.judged()?.outcome ?? {};
    return `${result} ${reason}`.trim();
  }

  /** The accounts of the system were listed, whole. */
  listed(intervalMs = 10 * WITHIN_MS): void {
    const wallMs = this.clock.now().getTime();
    const success = { monotonicMs: this.clock.monotonicMs(), wallMs, intervalMs, complete: true };
    this.freshness.of(SYSTEM_KIND).succeeded('team-a/pager', success);
  }
}

describe('a kind of subjects that is added to the table', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
    stage.put(anAccountCheck('AccessRemoved', OF_PAGER));
  });

  it('is tallied: rows come, change and go by key, and the list of what fails has their names', () => {
    const gone = stage.account({ name: 'pager-aaaaaaaa', leftAt: LEFT - 2 * WITHIN_MS });
    stage.account({ name: 'pager-bbbbbbbb', leftAt: LEFT, state: 'Unknown' });
    stage.account({ name: 'pager-cccccccc' });
    stage.account({ name: 'jira-dddddddd', system: 'jira', leftAt: LEFT - 2 * WITHIN_MS });
    expect(stage.result).toMatchObject({
      counts: { passing: 1, due: 0, failing: 1, unknown: 1 },
      failing: [{ name: 'pager-aaaaaaaa', reason: 'AccessNotRemoved', since: LEFT - WITHIN_MS }],
    });
    stage.account({ ...gone, state: 'Inactive' }, gone);
    expect(stage.result?.counts).toMatchObject({ passing: 2, failing: 0, unknown: 1 });
    stage.judge.moveSubject(accountSubjects, gone, undefined);
    expect(stage.result?.counts).toMatchObject({ passing: 1, failing: 0, unknown: 1 });
  });

  it('tells which checks and accounts are judged differently, and nothing where the facts are the same', () => {
    stage.told.checks.length = 0;
    const row = stage.account({ leftAt: LEFT });
    expect(stage.told).toMatchObject({ checks: [CHECK], accounts: ['team-a/pager-3fa9c2d1'] });
    for (const told of Object.values(stage.told)) told.length = 0;
    stage.account({ ...row }, row);
    expect(stage.told).toEqual({ checks: [], accounts: [], exceptions: [] });
  });

  it('is judged anew by time alone', async () => {
    stage.account({ leftAt: LEFT });
    expect(stage.result).toMatchObject({ counts: { due: 1 }, nextDeadline: LEFT + WITHIN_MS });
    await stage.clock.advance(WITHIN_MS);
    expect(stage.result?.counts).toMatchObject({ due: 0, failing: 1 });
    stage.judge.stop();
  });

  it('is exempted by its member of the target, and by labels; an incident of the same name is another subject', () => {
    stage.account({ leftAt: LEFT - 2 * WITHIN_MS });
    stage.account({ name: 'pager-eeeeeeee', leftAt: LEFT - 2 * WITHIN_MS, labels: { team: 'ops' } });
    stage.put({ ...anIncident(), metadata: { name: 'pager-3fa9c2d1', namespace: 'team-a' } });
    stage.except('by-incident', { incidentRef: { name: 'pager-3fa9c2d1' } });
    expect(stage.result?.counts).toMatchObject({ failing: 2, exempted: 0 });
    stage.except('by-name', { account: 'pager-3fa9c2d1' });
    stage.except('by-labels', { matchLabels: { team: 'ops' } });
    expect(stage.result).toMatchObject({ counts: { failing: 0, exempted: 2 }, wouldBe: { failing: 2 } });
    const nowMs = stage.clock.now().getTime();
    for (const name of ['by-name', 'by-labels']) {
      const coverage = stage.judge.coverageOf(`team-a/${name}`, nowMs);
      expect(coverage).toMatchObject({ applied: 1, wouldBe: { failing: 1, due: 0, unknown: 0 } });
    }
    stage.told.exceptions.length = 0;
    stage.judge.moveSubject(accountSubjects, anAccountRow(), undefined);
    expect(stage.told.exceptions).toEqual(['team-a/by-name']);
    expect(stage.judge.coverageOf('team-a/by-name', nowMs).applied).toBe(0);
  });

  it('has results that rest on data of its own kind, whatever a source of that name is', () => {
    stage.account({});
    stage.freshness.of('IncidentSource').failed('team-a/pager', { definite: true, reason: 'AuthenticationFailed' }, 0);
    expect(stage.outcome).toBe('Unknown AwaitingFirstSync');
    stage.listed();
    expect(stage.outcome).toBe('Passing AllPassing');
    stage.told.checks.length = 0;
    stage.freshness.of(SYSTEM_KIND).failed('team-a/pager', { definite: true, reason: 'Shrunk' }, 1);
    expect([stage.outcome, stage.told.checks]).toEqual(['Unknown Shrunk', [CHECK]]);
  });

  it('is settled where its verdicts are worked out elsewhere', () => {
    stage.put(anAccountCheck('AccountRule'));
    stage.account({});
    expect(stage.pending).toMatchObject([{ kind: 'badge', subject: 'team-a/pager-3fa9c2d1' }]);
    expect(stage.judge.tally.result('team-a/accountrule')).toMatchObject({ counts: { unknown: 1 }, evaluating: 1 });
    const [asked] = stage.pending;
    if (asked === undefined) throw new Error('a verdict should have been asked for');
    stage.judge.settle(asked, () => ({ result: 'Failing', reason: 'RuleFalse', since: LEFT }));
    expect(stage.judge.tally.result('team-a/accountrule')).toMatchObject({ counts: { failing: 1 }, evaluating: 0 });
  });

  it('is explained with its facts, the meanings of its reasons, its exceptions, and the data that the result rests on', () => {
    stage.account({ leftAt: LEFT - 2 * WITHIN_MS });
    stage.account({ name: 'pager-eeeeeeee', leftAt: LEFT - 2 * WITHIN_MS, labels: { team: 'ops' } });
    stage.except('by-labels', { matchLabels: { team: 'ops' } });
    stage.listed();
    const { judge, stores, freshness, clock } = stage;
    const judged = stage.judged();
    const explained = explainCheck(CHECK, {
      ...{ now: clock.now(), judge, stores, freshness },
      ...{ incidents: new Map(), objectOf: () => undefined },
      observations: new Map(judged && [[CHECK, judged]]),
      accessNotes: [],
    });
    const told = {
      result: 'Failing',
      reason: 'AccessNotRemoved',
      meaning: 'The person left, and the account is still active.',
      facts: ['Active in pager'],
    };
    expect(explained).toMatchObject({
      ...{ result: 'Failing', reason: 'AccessNotRemoved', meaning: told.meaning },
      sources: [{ name: 'pager', state: 'Fresh' }],
      failing: [{ ...told, name: 'pager-3fa9c2d1', exemptedBy: [] }],
      exempted: [{ ...told, name: 'pager-eeeeeeee', exemptedBy: ['by-labels'] }],
      exceptions: [{ name: 'by-labels', state: 'Active', applied: 1 }],
    });
  });

  it('refuses what cannot apply to it, as a Stalled check would say', () => {
    const refused = compileWithAccounts(anAccountCheck('AccessRemoved', { severities: ['High'] }));
    expect(refused).toMatchObject({
      ok: false,
      reason: 'InvalidSpec',
      message: expect.stringContaining('accounts') as string,
    });
  });
});
