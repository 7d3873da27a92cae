// Verdicts of Expression checks from the tally's request to what it counts: over the embedded cluster, with the pure evaluator in
// place of the thread.

import { describe, expect, it } from 'vitest';

import { anIncident, anIncidentCheck, type IncidentCheck } from '../../../test/support/builders/compliance.ts';
import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { INCIDENT, INCIDENT_REVIEW } from '../../api/kinds.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import { evaluateRule } from '../../compliance/expression/rule.ts';
import { incidentRow } from '../../compliance/rows.ts';
import { Tally } from '../../compliance/tally.ts';
import type { KubeClient } from '../../kube/client.ts';
import { KubeConnectionError } from '../../kube/errors.ts';
import { createMemoryCluster } from '../../kube/memory.ts';
import { silentLogger } from '../../runtime/log.ts';
import { createWorkqueue } from '../../runtime/workqueue.ts';
import { Evaluations } from './evaluations.ts';
import { createSubjectReader } from './subject-reader.ts';
import { incidentSubjects } from '../../compliance/subjects/incident.ts';

const NAMESPACE = 'default';
const aRule = (name: string, rule: string): IncidentCheck =>
  anIncidentCheck({ type: 'Expression', expression: { rule } }, { name, namespace: NAMESPACE });

/** A cluster, a tally that follows what is put into it, and evaluations that work for that. */
function world() {
  const clock = new FakeClock();
  const { client } = createMemoryCluster({ crds: CRDS, clock });
  const nowMs = (): number => clock.now().getTime();
  const requests: string[] = [];
  const evaluated: string[] = [];
  let fault: Error | undefined;
  const checks = new Map<string, IncidentCheck>();
  const rows = new Map<string, ReturnType<typeof incidentRow>>();
  const reviews = new Map<string, string>();
  const counting: Pick<KubeClient, 'get' | 'list'> = {
    get: async (type, key, options) => {
      requests.push(`get ${type.plural}`);
      if (fault !== undefined) throw fault;
      return client.get(type, key, options);
    },
    list: async (type, options) => {
      requests.push(`list ${type.plural}`);
      if (fault !== undefined) throw fault;
      return client.list(type, options);
    },
  };
  const evaluations: Evaluations = new Evaluations({
    queue: createWorkqueue({ name: 'evaluation', clock }),
    read: createSubjectReader({ client: counting, clock, reviewOf: (key) => reviews.get(key) }),
    expressions: {
      evaluate: async ({ rule, ...input }) => {
        evaluated.push(rule);
        return evaluateRule(rule, input);
      },
    },
    deferredOf: (key) => checks.get(key)?.deferred,
    detectedAt: (key) => rows.get(key)?.detectedAt,
    settle: (pending, verdictAt) => tally.of(incidentSubjects).settle(pending, verdictAt, nowMs()),
    nowMs,
    log: silentLogger,
  });
  const tally = new Tally({ nowMs: nowMs(), onChange: ({ pending }) => evaluations.ask(pending) });
  const stop = new AbortController();
  const running = evaluations.run(stop.signal);
  return {
    clock,
    tally,
    requests,
    evaluated,
    fail(error: Error | undefined): void {
      fault = error;
    },
    add(check: IncidentCheck): void {
      checks.set(check.key, check);
      tally.setCheck(check, nowMs());
    },
    async put(name: string, spec: Partial<Incident['spec']> = {}): Promise<void> {
      const key = `${NAMESPACE}/${name}`;
      const object = anIncident({ sourceRef: undefined, externalID: undefined, ...spec } as never, {
        metadata: { name, namespace: NAMESPACE },
      });
      const { metadata: _, ...rest } = object;
      const known = await client.get<Incident>(INCIDENT, { namespace: NAMESPACE, name }).catch(() => undefined);
      const stored =
        known === undefined
          ? await client.create<Incident>(INCIDENT, { ...rest, metadata: { name, namespace: NAMESPACE } })
          : await client.update<Incident>(INCIDENT, { ...known, spec: object.spec });
      const before = rows.get(key);
      const row = incidentRow(stored);
      rows.set(key, row);
      tally.of(incidentSubjects).move(before, row, nowMs());
    },
    async review(name: string, incident: string, spec: object): Promise<void> {
      await client.create<IncidentReview>(INCIDENT_REVIEW, {
        apiVersion: 'docket.dev/v1alpha1',
        kind: 'IncidentReview',
        metadata: { name, namespace: NAMESPACE },
        spec: { incidentRef: { name: incident }, ...spec },
      });
      reviews.set(`${NAMESPACE}/${incident}`, name);
      tally.of(incidentSubjects).touch(`${NAMESPACE}/${incident}`, nowMs());
    },
    counts: (check: IncidentCheck) => tally.result(check.key)?.counts,
    async end(): Promise<void> {
      stop.abort();
      await running;
    },
  };
}

describe('evaluations', () => {
  it('settles what the tally asks for, and asks the rules that select a changed incident', async () => {
    const { add, put, counts, clock, evaluated, requests, end } = world();
    const critical = aRule('critical', "incident.spec.severity == 'Critical'");
    const titled = aRule('titled', "incident.spec.title == 'disk full'");
    add(critical);
    add(titled);
    await put('a', { severity: 'Critical' });
    await put('b', { severity: 'Low' });
    expect(counts(critical)).toMatchObject({ unknown: 2 });
    await clock.advance(0);
    expect(counts(critical)).toMatchObject({ passing: 1, failing: 1, unknown: 0 });
    expect(counts(titled)).toMatchObject({ passing: 2 });
    evaluated.length = 0;
    requests.length = 0;
    await put('b', { severity: 'Critical', title: 'disk empty' });
    await clock.advance(0);
    expect(counts(critical)).toMatchObject({ passing: 2, failing: 0 });
    expect(counts(titled)).toMatchObject({ passing: 1, failing: 1 });
    expect(evaluated).toHaveLength(2);
    expect(requests).toEqual(['get incidents']);
    await end();
  });

  it('reads the review that counts, once for all rules', async () => {
    const { add, put, review, counts, clock, requests, end } = world();
    const check = aRule('assessed', "review.spec.dataLoss.assessment == 'None'");
    add(check);
    add(aRule('named', "review.metadata.name == 'r'"));
    await put('a');
    await clock.advance(0);
    expect(counts(check)).toMatchObject({ unknown: 1, passing: 0 });
    requests.length = 0;
    await review('r', 'a', { dataLoss: { assessment: 'None' } });
    await clock.advance(0);
    expect(counts(check)).toMatchObject({ unknown: 0, passing: 1 });
    expect(requests).toEqual(['get incidents', 'get incidentreviews']);
    await end();
  });

  it('reads many of a namespace by pages', async () => {
    const { add, put, review, counts, clock, requests, end } = world();
    for (let index = 0; index < 620; index++) await put(`incident-${index}`, { severity: index % 2 ? 'Low' : 'High' });
    await review('r', 'incident-0', { dataLoss: { assessment: 'None' } });
    await clock.advance(0);
    const check = aRule('high', "incident.spec.severity == 'High' && review.spec.dataLoss.assessment == 'None'");
    add(check);
    await clock.advance(0);
    expect(counts(check)).toEqual({ passing: 1, due: 0, failing: 310, unknown: 309, exempted: 0 });
    expect(requests).toEqual(['list incidentreviews', 'list incidents', 'list incidents']);
    await end();
  });

  it('tries again with back-off what it could not read, and is Unknown until then', async () => {
    const { add, put, fail, counts, clock, requests, end } = world();
    const check = aRule('critical', "incident.spec.severity == 'Critical'");
    add(check);
    fail(new KubeConnectionError('get incidents: socket hang up', undefined));
    await put('a', { severity: 'Critical' });
    await clock.advance(1_000);
    expect(counts(check)).toMatchObject({ unknown: 1, passing: 0 });
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.length).toBeLessThan(12);
    fail(undefined);
    await clock.advance(60_000);
    expect(counts(check)).toMatchObject({ unknown: 0, passing: 1 });
    await end();
  });

  it('leaves out what is gone, and what has changed since', async () => {
    const { add, put, counts, clock, end, tally } = world();
    const check = aRule('critical', "incident.spec.severity == 'Critical'");
    add(check);
    await put('a', { severity: 'Critical' });
    add(aRule('critical', "incident.spec.severity == 'Low'"));
    await clock.advance(0);
    expect(counts(check)).toMatchObject({ failing: 1, passing: 0 });
    tally.removeCheck(check.key, clock.now().getTime());
    await put('a', { severity: 'Low' });
    await clock.advance(0);
    expect(counts(check)).toBeUndefined();
    await end();
  });
});
