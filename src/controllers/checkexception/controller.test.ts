// The controller of exceptions over an embedded cluster and a tally: how an exception changes with time, how often it is written, and that
// a restart writes nothing.

import { afterEach, describe, expect, it } from 'vitest';

import { anIncidentCheck, anIncidentRow } from '../../../test/support/builders/compliance.ts';
import { anException, type SpecChanges } from '../../../test/support/builders/exceptions.ts';
import { countingClient, type CountingClient } from '../../../test/support/clusters/counting-client.ts';
import { FakeClock, settle } from '../../../test/support/time/fake-clock.ts';
import { expectValidConditions } from '../../../test/support/operator/kstatus.ts';
import { recordingLogger, recordingMetrics } from '../../../test/support/runtime/recording.ts';
import { CHECK_EXCEPTION, NAMESPACE } from '../../api/kinds.ts';
import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import { compileException, ExceptionIndex, Exceptions } from '../../compliance/exceptions.ts';
import { Tally } from '../../compliance/tally.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { createMemoryCluster } from '../../kube/memory.ts';
import { type ObjectRow, objectRow } from '../../runtime/object-row.ts';
import type { Transition } from '../../runtime/plan.ts';
import { createReflector } from '../../runtime/reflector.ts';
import { createStore } from '../../runtime/store.ts';
import { createWorkqueue } from '../../runtime/workqueue.ts';
import { createExceptionController } from './index.ts';
import { incidentSubjects } from '../../compliance/subjects/incident.ts';

const HOUR = 3_600_000;
const KEY = { namespace: 'team-a', name: 'accepted' };
const CHECK = 'team-a/incidents-closed';
const STATUS = 'update checkexceptions/status';

/** What stays when a process ends: the cluster, and the time. */
async function aCluster() {
  const clock = new FakeClock();
  const client = countingClient(createMemoryCluster({ crds: CRDS, clock }).client);
  await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } });
  const read = (): Promise<CheckException> => client.get<CheckException>(CHECK_EXCEPTION, KEY);
  const create = async (spec: SpecChanges): Promise<void> => {
    const { uid: _uid, resourceVersion: _version, ...metadata } = anException(spec).metadata;
    await client.create(CHECK_EXCEPTION, { ...anException(spec), metadata });
    client.takeWrites();
    await settle();
  };
  return { clock, client, read, create };
}

const running: Array<() => Promise<void>> = [];

/** One process: a cache of exceptions, a tally with a failing incident, and the controller, wired as the operator wires them. */
function aProcess({ clock, client }: { readonly clock: FakeClock; readonly client: CountingClient }) {
  const nowMs = (): number => clock.now().getTime();
  const store = createStore<ObjectRow<CheckException>>({
    indexes: {},
    onHandlerError: (error) => expect.fail(String(error)),
  });
  const shared = { clock, log: recordingLogger(), metrics: recordingMetrics() };
  const reflector = createReflector<CheckException, ObjectRow<CheckException>>({
    ...{ ...shared, client, store, type: CHECK_EXCEPTION, random: () => 0.5 },
    project: (object) => objectRow(object),
  });
  const listeners: Array<(key: string) => void> = [];
  const tell = (keys: Iterable<string>): void => {
    for (const key of keys) for (const listener of listeners) listener(key);
  };
  const index = new ExceptionIndex();
  const tally = new Tally({
    nowMs: nowMs(),
    onChange: ({ kind, subjects }) => tell(exceptions.judged(kind, subjects)),
    exemptUntil: (kind, check, row, now) => index.exemptUntil(kind, check, row, now),
  });
  const exceptions = new Exceptions(index, tally);
  store.onChange((before, after) => {
    const key = `${KEY.namespace}/${(after ?? before)?.name ?? ''}`;
    const compiled = after && compileException(after.object);
    if (compiled?.ok === true) exceptions.set(compiled.exception, nowMs());
    else exceptions.remove(key, nowMs());
    tell([key]);
  });
  const rows = new Map<string, IncidentRow>();
  const put = (facts: Partial<IncidentRow>): void => {
    const row = anIncidentRow(facts);
    tally.of(incidentSubjects).move(rows.get(row.name), row, nowMs());
    tell(exceptions.moved(incidentSubjects, rows.get(row.name), row));
    rows.set(row.name, row);
  };
  tally.setCheck(anIncidentCheck(), nowMs());
  put({});
  const transitions: Transition[] = [];
  const controller = createExceptionController({
    ...{ clock, exceptions: store },
    coverageOf: (key, now) => exceptions.coverageOf(key, now),
    selectionOf: (key) => exceptions.selectionOf(key),
    checkOf: () => undefined,
    lacksAccounts: () => false,
    onAccounts: () => undefined,
    namesVerifiedSince: async () => undefined,
    onException: (listener) => listeners.push(listener),
    shell: {
      ...{ ...shared, name: 'checkexception', client, clock },
      queue: createWorkqueue({ name: 'checkexception', clock }),
      sink: (transition) => transitions.push(transition),
    },
  });
  const stop = new AbortController();
  const ended = Promise.all([reflector.run(stop.signal), controller.run(stop.signal)]);
  const end = async (): Promise<void> => {
    stop.abort();
    await ended;
  };
  running.push(end);
  return { tally, put, transitions, end, states: () => transitions.map(({ to }) => to) };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((end) => end()));
});

describe('the controller of exceptions', () => {
  it('notes an approval, covers what it is for, and lets it end without an event', async () => {
    const cluster = await aCluster();
    const { tally, states } = aProcess(cluster);
    await cluster.create({ expiresAt: undefined, reviewInterval: '1h' });
    const { status } = await cluster.read();
    expectValidConditions(status);
    const approvedAt = Date.parse(status?.approvedAt ?? '');
    expect(status).toMatchObject({ state: 'Active', applied: 1, wouldBe: { failing: 1, due: 0, unknown: 0 } });
    expect(tally.result(CHECK)).toMatchObject({ counts: { exempted: 1, failing: 0 }, wouldBe: { failing: 1 } });
    expect(tally.nextChangeAt()).toBe(approvedAt + HOUR + 1);

    await cluster.clock.advance(approvedAt + HOUR - cluster.clock.now().getTime());
    expect((await cluster.read()).status?.state).toBe('Active');
    await cluster.clock.advance(1);
    tally.advance(cluster.clock.now().getTime());
    expect((await cluster.read()).status).toMatchObject({ state: 'Expired', applied: 0, wouldBe: { failing: 0 } });
    expect(tally.result(CHECK)?.counts).toMatchObject({ exempted: 0, failing: 1 });
    expect(states()).toEqual(['Active', 'Expired']);
  });

  it('does what an approval, its withdrawal and a deletion ask for', async () => {
    const cluster = await aCluster();
    const { tally, states } = aProcess(cluster);
    const exempted = (): number | undefined => tally.result(CHECK)?.counts.exempted;
    const change = async (spec: object): Promise<void> => {
      await cluster.client.patch(CHECK_EXCEPTION, KEY, { spec }, { type: 'merge' });
      await cluster.clock.advance(2_000);
    };
    await cluster.create({ approvedBy: 'ann' });
    expect([exempted(), (await cluster.read()).status?.approvedAt]).toEqual([0, undefined]);
    await change({ approvedBy: 'bob' });
    const first = (await cluster.read()).status?.approvedAt;
    expect([exempted(), first === undefined]).toEqual([1, false]);
    await change({ approvedBy: null });
    expect([exempted(), (await cluster.read()).status?.approvedAt]).toEqual([0, undefined]);
    await change({ approvedBy: 'cem' });
    expect([exempted(), (await cluster.read()).status?.approvedAt === first]).toEqual([1, false]);
    await change({ target: { incidentRef: { name: 'another' } } });
    expect(exempted()).toBe(0);
    expect(states()).toEqual(['Pending', 'Active', 'Pending', 'Active', 'Unmatched']);
    await change({ target: { incidentRef: { name: anIncidentRow().name } } });
    expect(exempted()).toBe(1);
    await cluster.client.delete(CHECK_EXCEPTION, KEY);
    await settle();
    expect(exempted()).toBe(0);
  });

  it('writes at most once a second, however many verdicts change, and the last of them is in the status', async () => {
    const cluster = await aCluster();
    const { put } = aProcess(cluster);
    await cluster.create({ target: { matchLabels: { tier: 'gold' } }, covers: 'Future' });
    await cluster.clock.advance(5_000);
    cluster.client.takeWrites();
    for (let number = 1; number <= 100; number++) {
      put({ name: `i-${number}`, labels: { tier: 'gold' } });
      await cluster.clock.advance(100);
    }
    await cluster.clock.advance(1_000);
    const { [STATUS]: writes = 0, ...others } = cluster.client.takeWrites();
    expect(others).toEqual({});
    expect(writes).toBeGreaterThan(5);
    expect(writes).toBeLessThanOrEqual(11);
    expect((await cluster.read()).status).toMatchObject({ state: 'Active', applied: 100, wouldBe: { failing: 100 } });
  });

  it('keeps the approval through a restart, which writes nothing', async () => {
    const cluster = await aCluster();
    const first = aProcess(cluster);
    await cluster.create({ expiresAt: undefined, reviewInterval: '30d' });
    const before = await cluster.read();
    expect(before.status?.state).toBe('Active');
    await first.end();
    cluster.client.takeWrites();

    await cluster.clock.advance(24 * HOUR);
    const second = aProcess(cluster);
    await cluster.clock.advance(HOUR);
    expect(cluster.client.takeWrites()).toEqual({});
    expect(await cluster.read()).toEqual(before);
    expect([second.states(), second.tally.result(CHECK)?.counts.exempted]).toEqual([[], 1]);
  });
});
