// An editor's random walk on a real API server: edits of all kinds that `edit` may write, over a world with known failures. None of them is
// ever shown as passing or exempted, as nobody approves anything, and no record goes.

import { expect } from 'vitest';
import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
} from '../../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { KubeError } from '../../../src/kube/errors.ts';
import type { TeamPlane } from './people.ts';
import { applySource, createCheck, keyIn, SOURCE, typeOf } from '../operator/objects.ts';
import { type OperatorStage, withOperator } from '../operator/operator.ts';
import { timeIn } from '../operator/review-objects.ts';
import { incidentOf } from '../operator/views.ts';

const LOOK_EVERY = 20;
/** The check of the world that the walk leaves alone: what it says of the open incident is the known failure. */
const KNOWN = 'known';
const DAY_MS = 86_400_000;

/** mulberry32: the same walk for the same seed. */
function drawer(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
}

type Draw = ReturnType<typeof drawer>;
type Edit = (alice: KubeClient, stage: OperatorStage, draw: Draw) => Promise<unknown>;

const create =
  (type: ResourceType, name: string, spec: object, labels: Record<string, string> = {}): Edit =>
  (alice, stage) =>
    alice.create(type, { ...typeOf(type), metadata: { ...keyIn(stage, name), labels }, spec } as KubeObject);
const patch =
  (type: ResourceType, name: string, change: object): Edit =>
  (alice, stage) =>
    alice.patch(type, keyIn(stage, name), change, { type: 'merge' });
const remove =
  (type: ResourceType, name: string): Edit =>
  (alice, stage) =>
    alice.delete(type, keyIn(stage, name));

const NAMES = ['a', 'b', 'c'] as const;
const LABELS = [
  { tier: 'gold' },
  { tier: 'iron' },
  { 'docket.dev/zone': 'mine' },
  { 'docket.dev/severity': 'Info' },
] as const;
const BLANK = { summary: '\u200b', rootCause: '\u3164', preventionMeasures: ['\u2800'], reviewer: '\u00ad' };

/** One edit; most are taken, some are refused. Nobody but the vendor ends the incident, and no closure is complete. */
function drawEdit(draw: Draw, incident: string, stage: OperatorStage): Edit {
  const name = draw(NAMES);
  const review = {
    incidentRef: { name: incident },
    state: draw(['Triaging', 'Resolved', 'Closed'] as const),
    dataLoss: { assessment: draw(['None', 'Suspected', 'Confirmed'] as const) },
    closure: draw([BLANK, { summary: 'Over' }, {}]),
  };
  const exception = {
    target: draw([{ incidentRef: { name: incident } }, { matchLabels: { tier: 'gold' } }]),
    covers: draw(['Approved', 'Future'] as const),
    reason: 'The vendor closes it with its next release.',
    requestedBy: draw(['alice', 'alice', 'bob']),
    approvedBy: draw([undefined, 'alice', 'bob']),
    expiresAt: timeIn(stage, 30 * DAY_MS),
  };
  const check = {
    type: draw(['IncidentClosed', 'DataLossReported', 'ResponseOnTime'] as const),
    suspend: draw([true, false]),
    gracePeriod: draw(['1s', '9d']),
  };
  const source = draw([
    { suspend: true },
    { suspend: false },
    { interval: draw(['30s', '1d', '99999d']) },
    { severityMap: [{ from: 'high', to: draw(['Info', 'Critical']) }] },
    { pagerDuty: { services: draw([['Shop'], ['Payments'], ['Shop', 'Payments'], ['Nowhere']]) } },
    { pagerDuty: { urgencies: draw([['High'], ['Low'], null]) } },
    { zone: draw(['emea', 'apac', null]) },
    { secretRef: { name: draw(['pager-credential', 'no-such-secret']) } },
  ]);
  return draw([
    create(INCIDENT_REVIEW, name, review),
    patch(INCIDENT_REVIEW, name, { spec: { ...review, incidentRef: undefined } }),
    patch(INCIDENT_REVIEW, name, { metadata: { finalizers: ['example.com/mine'] } }),
    remove(INCIDENT_REVIEW, name),
    create(CHECK_EXCEPTION, name, exception),
    patch(CHECK_EXCEPTION, name, { spec: { approvedBy: draw(['alice', 'bob', null]) } }),
    patch(CHECK_EXCEPTION, name, { spec: exception }),
    remove(CHECK_EXCEPTION, name),
    create(COMPLIANCE_CHECK, name, check),
    patch(COMPLIANCE_CHECK, name, { spec: check }),
    remove(COMPLIANCE_CHECK, name),
    create(INCIDENT, name, { title: 'Noise', severity: 'Low', detectedAt: timeIn(stage) }, draw(LABELS)),
    patch(INCIDENT, name, { spec: { state: draw(['Detected', 'Resolved']) } }),
    patch(INCIDENT, incident, { metadata: { labels: draw(LABELS) } }),
    patch(INCIDENT, incident, { spec: { state: 'Resolved', severity: 'Info' } }),
    patch(INCIDENT, incident, { status: { state: 'Resolved' } }),
    remove(INCIDENT, incident),
    patch(INCIDENT_SOURCE, SOURCE, { spec: source }),
    patch(INCIDENT_SOURCE, SOURCE, { spec: source }),
    patch(INCIDENT_SOURCE, SOURCE, {
      metadata: { annotations: { 'docket.dev/requestedAt': String(draw([1, 2, 3])) } },
    }),
  ]);
}

/** Whether it was taken. Anything but a refusal is a failure of the test. */
async function attempt(edit: Promise<unknown>): Promise<boolean> {
  try {
    await edit;
    return true;
  } catch (error) {
    if (error instanceof KubeError && error.code < 500) return false;
    throw error;
  }
}

/** What a walk did. */
export interface Walk {
  readonly edits: number;
  /** The same seed makes the same walk. */
  readonly seed: number;
}

/** The known failure is Failing by its check, exempted by nothing, and open; and every record that was there still is. */
function expectKnown(stage: OperatorStage, incident: string, records: Set<string>): void {
  const { checks, incidents, reviews } = stage.world;
  const status = checks.get(KNOWN)?.status;
  expect(status).toMatchObject({ result: 'Failing', counts: { exempted: 0 } });
  expect(status?.failing?.map((each) => each.name)).toContain(incident);
  expect(incidents.get(incident)?.status?.state).not.toMatch(/Resolved|Closed/);
  const held = [...incidents.keys(), ...reviews.keys()];
  expect(held).toEqual(expect.arrayContaining([...records]));
  for (const name of held) records.add(name);
}

/** A world with a known failure: an incident that has been open for a day, and a check that nobody edits. Returns the incident's name. */
async function aWorld(stage: OperatorStage): Promise<string> {
  const { account } = stage.vendor;
  for (const service of ['Shop', 'Payments']) account.addService(service);
  const { id } = account.trigger({ service: 'Payments', at: new Date(stage.clock.now().getTime() - DAY_MS) });
  await applySource(stage, { pagerDuty: { region: 'US', services: ['Payments', 'Shop'] } });
  await createCheck(stage, KNOWN, { type: 'IncidentClosed' });
  await stage.settle();
  return incidentOf(stage.world, id).metadata.name;
}

/** Makes the edits one after the other, and looks after every twentieth. Says the seed, and asserts that enough of them were taken. */
export function expectWalk(team: TeamPlane, { edits, seed }: Walk): Promise<void> {
  return withOperator(team.clusters, async (stage) => {
    const incident = await aWorld(stage);
    const [alice, draw] = [stage.watched(team.as('alice')), drawer(seed)];
    const records = new Set<string>();
    let taken = 0;
    for (let edit = 1; edit <= edits; edit++) {
      if (await attempt(drawEdit(draw, incident, stage)(alice, stage, draw))) taken++;
      if (edit % LOOK_EVERY > 0) continue;
      await stage.pass(2_000);
      expectKnown(stage, incident, records);
    }
    process.stdout.write(`editor's walk, seed ${seed}: ${taken} of ${edits} edits were taken\n`);
    expect(taken).toBeGreaterThan(edits / 4);
  });
}
