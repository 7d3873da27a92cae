// Green that is not earned, tried by an editor on a real API server with the roles and the admission policies of a team: each test is one
// way by which a known failure, or missing input, would look like a pass.

import { describe, expect, it } from 'vitest';
import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
} from '../../../src/api/kinds.ts';
import { findCondition } from '../../../src/api/conditions.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import { useTeam } from '../../support/adversary/people.ts';
import {
  applySource,
  createIncident,
  deleteIncident,
  INTERVAL_MS,
  keyIn,
  SOURCE,
  typeOf,
} from '../../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { allResultsOf, incidentOf, syncedOf } from '../../support/operator/views.ts';
import { timeIn } from '../../support/operator/review-objects.ts';

const CLOSED = `${SOURCE}-incident-closed`;
const LOSS = `${SOURCE}-data-loss-reported`;
const DAY_MS = 86_400_000;

const plane = useTeam();
const alice = (stage: OperatorStage) => stage.watched(plane().as('alice'));

/** What alice is told when she patches an object: nothing where it works. */
async function patched(stage: OperatorStage, type: ResourceType, name: string, patch: object): Promise<string> {
  try {
    await alice(stage).patch(type, keyIn(stage, name), patch, { type: 'merge' });
    return '';
  } catch (error) {
    return String(error);
  }
}

async function create(stage: OperatorStage, type: ResourceType, name: string, spec: object): Promise<void> {
  const object = { ...typeOf(type), metadata: keyIn(stage, name), spec } as KubeObject;
  await alice(stage).create(type, object);
}

const lowered = ({ world }: OperatorStage) => findCondition(world.sources.get(SOURCE)?.status?.conditions, 'Lowered');

const review = (stage: OperatorStage, name: string, incident: string, spec: Partial<IncidentReviewSpec>) =>
  create(stage, INCIDENT_REVIEW, name, { incidentRef: { name: incident }, ...spec });

describe('data that nobody reads', () => {
  it('counts for no longer than three days, and no check passes on a source that is suspended', () =>
    withOperator(plane().clusters, async (stage) => {
      await applySource(stage);
      await stage.settle();
      expect(allResultsOf(stage.world)).toMatchObject({ [CLOSED]: 'Passing' });
      expect(await patched(stage, INCIDENT_SOURCE, SOURCE, { spec: { interval: '99999d' } })).toContain(
        'interval must be at most a day',
      );
      expect(await patched(stage, INCIDENT_SOURCE, SOURCE, { spec: { interval: '1d', suspend: true } })).toBe('');
      await stage.settle();
      const results = Object.values(allResultsOf(stage.world));
      expect(results).toHaveLength(5);
      expect(new Set(results)).toEqual(new Set(['Unknown SourceSuspended']));
    }));
});

describe('what is known to be open', () => {
  it('stays open when the filters no longer select it, whatever state a review states, until a complete closure', () =>
    withOperator(plane().clusters, async (stage) => {
      stage.vendor.account.addService('Shop');
      const { id } = stage.vendor.account.trigger({ service: 'Payments' });
      await applySource(stage, { pagerDuty: { region: 'US', services: ['Payments', 'Shop'] } });
      await stage.settle();
      const { name } = incidentOf(stage.world, id).metadata;
      await review(stage, 'mine', name, { state: 'Resolved', dataLoss: { assessment: 'None' } });
      expect(await patched(stage, INCIDENT_SOURCE, SOURCE, { spec: { pagerDuty: { services: ['Shop'] } } })).toBe('');
      await stage.settle();
      expect(syncedOf(stage.world)).toEqual({ [id]: 'False OutOfScope' });
      expect(allResultsOf(stage.world)[CLOSED]).toBe('Failing');
      await alice(stage).delete(INCIDENT_SOURCE, keyIn(stage, SOURCE));
      await stage.settle();
      expect(syncedOf(stage.world)).toEqual({ [id]: 'False SourceMissing' });
      expect(allResultsOf(stage.world)[CLOSED]).toBe('Failing');
      const blank = { summary: '\u200b', rootCause: '\u3164', preventionMeasures: ['\u2800'], reviewer: '\u00ad' };
      expect(await patched(stage, INCIDENT_REVIEW, 'mine', { spec: { closure: blank } })).toBe('');
      await stage.settle();
      expect(allResultsOf(stage.world)[CLOSED]).toBe('Failing');
      const closure = { summary: 'Disk', rootCause: 'Logs', preventionMeasures: ['Rotate'], reviewer: 'maria' };
      await patched(stage, INCIDENT_REVIEW, 'mine', { spec: { state: 'Closed', closure } });
      await stage.settle();
      expect(incidentOf(stage.world, id).status?.state).toBe('Closed');
    }));
});

describe('a severityMap', () => {
  const RESPONSE = `${SOURCE}-response-on-time`;
  const CRITICAL = 'critical-alone';

  it('that makes Info of an incident on record changes nothing of what is late, open or resolved, and is shown', () =>
    withOperator(plane().clusters, async (stage) => {
      const { account } = stage.vendor;
      const at = new Date(stage.clock.now().getTime() - DAY_MS);
      const [open, over] = [account.trigger({ priority: 'P1', at }), account.trigger({ urgency: 'high', at })];
      await applySource(stage);
      const selector = { severities: ['Critical'] };
      await create(stage, COMPLIANCE_CHECK, CRITICAL, { type: 'DataLossReported', selector });
      await stage.settle();
      // Nobody took either on within the hour.
      account.resolve(over.id);
      await stage.pass(INTERVAL_MS);
      const before = allResultsOf(stage.world);
      expect(before).toMatchObject({ [RESPONSE]: 'Failing', [CRITICAL]: 'Due', [LOSS]: 'Due' });
      expect(lowered(stage)).toBeUndefined();
      const deadlines = [open, over].map(({ id }) => incidentOf(stage.world, id).status?.deadlines);
      const severityMap = ['P1', 'high'].map((from) => ({ from, to: 'Info' }));
      expect(await patched(stage, INCIDENT_SOURCE, SOURCE, { spec: { severityMap } })).toBe('');
      await stage.pass(2 * INTERVAL_MS);
      const severities = [open, over].map(({ id }) => incidentOf(stage.world, id).spec.severity);
      expect(severities).toEqual(['Critical', 'High']);
      expect(allResultsOf(stage.world)).toEqual(before);
      expect([open, over].map(({ id }) => incidentOf(stage.world, id).status?.deadlines)).toEqual(deadlines);
      const failing = stage.world.checks.get(RESPONSE)?.status?.failing?.map(({ name }) => name);
      expect(failing).toContain(incidentOf(stage.world, open.id).metadata.name);
      expect(lowered(stage)).toMatchObject({ status: 'True', reason: 'SeverityLowered' });
      expect(lowered(stage)?.message).toMatch(/P1 to Info.*Incidents on record keep theirs/);
      // What comes from now on goes by the map, and a correction by the vendor itself is taken over.
      const late = account.trigger({ urgency: 'high' });
      account.edit(open.id, { priority: 'P4', urgency: 'low' });
      await stage.pass(INTERVAL_MS);
      expect([open, late].map(({ id }) => incidentOf(stage.world, id).spec.severity)).toEqual(['Low', 'Info']);
    }));
});

describe('two reviews', () => {
  it('that contradict each other pass nothing, whichever was written first', () =>
    withOperator(plane().clusters, async (stage) => {
      const { id } = stage.vendor.account.trigger();
      await applySource(stage);
      await stage.settle();
      const { name } = incidentOf(stage.world, id).metadata;
      await review(stage, 'first', name, { dataLoss: { assessment: 'None' } });
      await stage.settle();
      expect(allResultsOf(stage.world)[LOSS]).toBe('Passing');
      // Ages of reviews are in seconds, by the server's own clock.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await review(stage, 'second', name, { dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] } });
      await stage.settle();
      expect(allResultsOf(stage.world)[LOSS]).toBe('Unknown ReviewsContested');
    }));
});

describe('the clock of an assessment', () => {
  it('does not start again with a check that is made anew', () =>
    withOperator(plane().clusters, async (stage) => {
      await createIncident(stage, 'old', { title: 'Laptop lost', detectedAt: timeIn(stage, -60 * DAY_MS) });
      const recreate = async (): Promise<string | undefined> => {
        await create(stage, COMPLIANCE_CHECK, 'loss', { type: 'DataLossReported' });
        return allResultsOf(await stage.settle())['loss'];
      };
      expect(await recreate()).toBe('Failing');
      await alice(stage).delete(COMPLIANCE_CHECK, keyIn(stage, 'loss'));
      await stage.settle();
      expect(await recreate()).toBe('Failing');
    }));

  it('starts later where the check states it, and that is shown', () =>
    withOperator(plane().clusters, async (stage) => {
      await createIncident(stage, 'old', { title: 'Laptop lost', detectedAt: timeIn(stage, -60 * DAY_MS) });
      const since = timeIn(stage, -1_000);
      await create(stage, COMPLIANCE_CHECK, 'stated', { type: 'DataLossReported', dataLossReported: { since } });
      await stage.settle();
      const { status } = stage.world.checks.get('stated') ?? {};
      expect(status?.result).toBe('Due');
      expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(since);
    }));

  it('starts when a mirrored incident came on record here, and a restored one keeps that time', () =>
    withOperator(plane().clusters, async (stage) => {
      const { id } = stage.vendor.account.trigger({ at: new Date(stage.clock.now().getTime() - 60 * DAY_MS) });
      await applySource(stage);
      await stage.settle();
      expect(allResultsOf(stage.world)[LOSS]).toBe('Due');
      const { spec, metadata } = incidentOf(stage.world, id);
      const recordedAt = timeIn(stage, -30 * DAY_MS);
      await deleteIncident(stage, metadata.name);
      const { labels = {} } = metadata;
      const restored = { metadata: { ...keyIn(stage, metadata.name), labels }, spec: { ...spec, recordedAt } };
      await stage.cluster.client.create(INCIDENT, { ...typeOf(INCIDENT), ...restored });
      await stage.settle();
      await stage.pass(2 * INTERVAL_MS);
      expect(incidentOf(stage.world, id).spec.recordedAt).toBe(recordedAt);
      expect(allResultsOf(stage.world)[LOSS]).toBe('Failing');
    }));
});

describe('an approved exception', () => {
  const LABELS = { tier: 'gold' };
  const ask = (stage: OperatorStage, name: string, spec: object): Promise<void> =>
    create(stage, CHECK_EXCEPTION, name, {
      reason: 'The vendor closes it with its next release.',
      requestedBy: 'alice',
      expiresAt: timeIn(stage, 30 * DAY_MS),
      ...spec,
    });
  const approve = (stage: OperatorStage, name: string): Promise<unknown> =>
    stage
      .watched(plane().as('bob'))
      .patch(CHECK_EXCEPTION, keyIn(stage, name), { spec: { approvedBy: 'bob' } }, { type: 'merge' });
  const label = (stage: OperatorStage, name: string) =>
    patched(stage, INCIDENT, name, { metadata: { labels: LABELS } });

  it('by labels covers what the approver saw, not what an editor labels afterwards, unless it covers the future', () =>
    withOperator(plane().clusters, async (stage) => {
      const [seen, later] = [stage.vendor.account.trigger(), stage.vendor.account.trigger()];
      await applySource(stage);
      await stage.settle();
      const nameOf = (id: string) => incidentOf(stage.world, id).metadata.name;
      expect(await label(stage, nameOf(seen.id))).toBe('');
      await ask(stage, 'gold', { target: { matchLabels: LABELS } });
      await stage.settle();
      expect(stage.world.exceptions.get('gold')?.status?.covered).toMatchObject([{ name: nameOf(seen.id) }]);
      await approve(stage, 'gold');
      expect(await label(stage, nameOf(later.id))).toBe('');
      await stage.settle();
      expect(stage.world.checks.get(CLOSED)?.status).toMatchObject({
        result: 'Failing',
        counts: { failing: 1, exempted: 1 },
      });
      expect(stage.world.exceptions.get('gold')?.status).toMatchObject({ waiting: 1 });
      await ask(stage, 'future', { target: { matchLabels: LABELS }, covers: 'Future' });
      await approve(stage, 'future');
      await stage.settle();
      expect(stage.world.checks.get(CLOSED)?.status?.counts).toMatchObject({ failing: 0, exempted: 2 });
    }));

  it('by name covers neither the incident once it is Critical, nor another check that takes the name', () =>
    withOperator(plane().clusters, async (stage) => {
      await createIncident(stage, 'leak', { title: 'A leak', severity: 'Low', detectedAt: timeIn(stage, -DAY_MS) });
      await create(stage, COMPLIANCE_CHECK, 'check', {
        type: 'Expression',
        expression: { rule: 'false', failureReason: 'Never' },
      });
      await ask(stage, 'accepted', { checkRef: { name: 'check' }, target: { incidentRef: { name: 'leak' } } });
      await stage.settle();
      await approve(stage, 'accepted');
      await stage.settle();
      expect(stage.world.checks.get('check')?.status?.counts).toMatchObject({ failing: 0, exempted: 1 });
      await alice(stage).delete(COMPLIANCE_CHECK, keyIn(stage, 'check'));
      await stage.settle();
      await create(stage, COMPLIANCE_CHECK, 'check', { type: 'IncidentClosed' });
      await stage.settle();
      expect(stage.world.checks.get('check')?.status?.counts).toMatchObject({ failing: 1, exempted: 0 });
      await ask(stage, 'whole', { target: { incidentRef: { name: 'leak' } } });
      await stage.settle();
      await approve(stage, 'whole');
      await stage.settle();
      expect(stage.world.checks.get('check')?.status?.counts).toMatchObject({ failing: 0, exempted: 1 });
      expect(await patched(stage, INCIDENT, 'leak', { spec: { severity: 'Critical' } })).toBe('');
      await stage.settle();
      expect(stage.world.checks.get('check')?.status?.counts).toMatchObject({ failing: 1, exempted: 0 });
    }));

  it('selects by no label of Docket that an editor writes', () =>
    withOperator(plane().clusters, async (stage) => {
      await createIncident(stage, 'leak', { title: 'A leak', detectedAt: timeIn(stage) });
      const zone = { metadata: { labels: { 'docket.dev/zone': 'laboratory' } } };
      expect(await patched(stage, INCIDENT, 'leak', zone)).toContain('labels of an Incident are set by the operator');
    }));
});
