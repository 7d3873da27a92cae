// The judge over real stores: objects that arrive in any order, and what changes by time alone.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { aCheck, anIncident, aSource, at } from '../../test/support/builders/compliance.ts';
import { JudgeStage } from '../../test/support/judgement/judge-stage.ts';
import { aDisclosurePolicy, anObligationSpec, anSlaPolicy } from '../../test/support/builders/policies.ts';
import { anIncidentReview } from '../../test/support/builders/reviews.ts';
import { incidentName } from '../api/names.ts';
import type { IncidentReviewSpec } from '../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSpec } from '../api/v1alpha1/incident.gen.ts';

const HOUR = 3_600_000;
const NAME = incidentName({ provider: 'pagerDuty', source: 'pagerduty', externalID: 'Q1' });
const KEY = `team-a/${NAME}`;
const resolved = { state: 'Resolved', resolvedAt: '2026-03-02T09:30:00Z' } as const;

let stage: JudgeStage;
beforeEach(() => {
  stage = new JudgeStage();
});
afterEach(() => {
  stage.judge.stop();
  expect(stage.errors).toEqual([]);
  expect(stage.clock.pending).toBe(0);
});

const incident = (spec: Partial<IncidentSpec> = {}, name = NAME) => anIncident(spec, { metadata: { name } });
const check = (name: string, type: Parameters<typeof aCheck>[0] & object = {}) => aCheck(type, { name });
const byName = (spec: Partial<IncidentReviewSpec> = {}, name = 'review', creationTimestamp = '2026-03-02T10:00:00Z') =>
  anIncidentReview({ incidentRef: { name: NAME }, ...spec }, { name, uid: name, creationTimestamp });
const byId = (spec: Partial<IncidentReviewSpec> = {}) =>
  anIncidentReview(
    { external: { sourceName: 'pagerduty', externalID: 'Q1' }, ...spec },
    { name: 'by-id', uid: 'by-id' },
  );
const noLoss = { dataLoss: { assessment: 'None' } } as const;
const loss = { dataLoss: { assessment: 'Confirmed' } } as const;

const LOSS = check('loss', { type: 'DataLossReported' });
const RESPONSE = check('response', { type: 'ResponseOnTime' });

describe('a review', () => {
  it.each([
    { name: 'by name', review: byName(noLoss) },
    { name: 'by source and id', review: byId(noLoss) },
  ])('$name counts from the moment that its incident comes, and is told of it', ({ review }) => {
    stage.put(LOSS, review);
    stage.told();
    stage.put(incident());
    expect(stage.says('loss')).toBe('1 passing');
    expect(stage.told().reviews).toEqual([`team-a/${review.metadata.name}`]);
  });

  it.each([
    { name: 'by name', review: byName(noLoss) },
    { name: 'by source and id', review: byId(noLoss) },
  ])('$name counts from the moment that it comes, and is missed when it goes', ({ review }) => {
    stage.put(aSource(), LOSS, incident());
    expect(stage.says('loss')).toBe('1 due AssessmentDue');
    stage.told();
    stage.put(review);
    expect(stage.says('loss')).toBe('1 passing');
    expect(stage.told()).toMatchObject({ checks: ['team-a/loss'], incidents: [KEY] });
    stage.remove(review);
    expect(stage.says('loss')).toBe('1 due AssessmentDue');
    expect(stage.told()).toMatchObject({ checks: ['team-a/loss'], incidents: [KEY] });
  });

  it('that is younger waits, and takes over when the older one goes', () => {
    const [older, younger] = [byName(loss), byName(noLoss, 'younger', '2026-03-02T11:00:00Z')];
    stage.put(LOSS, incident(), younger, older);
    expect(stage.says('loss')).toBe('1 failing ObligationUndefined');
    stage.told();
    stage.remove(older);
    expect(stage.says('loss')).toBe('1 passing');
    expect(stage.told().reviews).toEqual(['team-a/younger']);
  });

  it('finds its incident, and none while that is not here', () => {
    const [named, external] = [byName(), byId()];
    stage.put(named, external);
    const rows = [...stage.stores.reviews.list()];
    expect(rows.map((row) => stage.judge.joins.incidentOf(row))).toEqual([undefined, undefined]);
    stage.put(incident());
    expect(rows.map((row) => stage.judge.joins.incidentOf(row)?.name)).toEqual([NAME, NAME]);
  });

  it('touches no other incident', () => {
    stage.put(LOSS, incident(), incident({ externalID: 'Q2' }, 'pagerduty-q2-0123456789ab'));
    stage.told();
    stage.put(byName(noLoss));
    expect(stage.told().incidents).toEqual([KEY]);
  });
});

describe('a policy', () => {
  const HOUR_MS = 3_600_000;
  const edited = anSlaPolicy({ targets: [{ severity: 'High', acknowledgeWithin: '10m' }] }, { generation: 2 });

  it('that is edited judges what is open anew, and not what is resolved', async () => {
    await stage.clock.advance(HOUR_MS);
    stage.put(anSlaPolicy(), RESPONSE);
    const over = incident({ ...resolved, acknowledgedAt: '2026-03-02T09:30:00Z', externalID: 'Q2' }, 'pagerduty-q2');
    const open = incident({ acknowledgedAt: '2026-03-02T09:30:00Z' });
    for (const one of [over, open]) {
      stage.put(one);
      stage.write(one);
    }
    expect(stage.says('response')).toBe('2 passing');
    stage.told();
    stage.put(edited);
    expect(stage.says('response')).toBe('1 passing 1 failing AcknowledgedLate');
    expect(stage.judge.tally.result('team-a/response')?.failing).toMatchObject([{ name: NAME }]);
    expect(stage.told()).toMatchObject({ checks: ['team-a/response'], incidents: expect.arrayContaining([KEY]) as [] });
  });

  it('that is deleted leaves the deadlines of what is resolved', async () => {
    await stage.clock.advance(HOUR_MS);
    const policy = anSlaPolicy({ targets: [{ severity: 'High', acknowledgeWithin: '10m' }] });
    const late = incident({ ...resolved, acknowledgedAt: '2026-03-02T09:30:00Z' });
    stage.put(policy, RESPONSE, late);
    stage.write(late);
    stage.remove(policy);
    expect(stage.says('response')).toBe('1 failing AcknowledgedLate');
  });

  it('follows again what is reopened', async () => {
    await stage.clock.advance(HOUR_MS);
    const policy = anSlaPolicy();
    const over = incident({ ...resolved, acknowledgedAt: '2026-03-02T09:30:00Z' });
    stage.put(policy, RESPONSE, over);
    const written = stage.write(over);
    stage.put(edited);
    expect(stage.says('response')).toBe('1 passing');
    const reopened = { ...written, spec: { ...written.spec, state: 'Triaging' } };
    stage.put(reopened);
    expect(stage.says('response')).toBe('1 failing AcknowledgedLate');
  });

  it('that a source names is missed until it comes, and again when it goes', () => {
    const source = aSource();
    const naming = { ...source, spec: { ...source.spec, slaPolicyRef: { name: 'targets' } } };
    stage.put(RESPONSE, incident(), naming);
    expect(stage.says('response')).toBe('1 unknown PolicyMissing');
    stage.put(anSlaPolicy());
    expect(stage.says('response')).toBe('1 due AcknowledgementDue');
    stage.remove(anSlaPolicy());
    expect(stage.says('response')).toBe('1 unknown PolicyMissing');
    stage.put(source);
    expect(stage.says('response')).toBe('1 due AcknowledgementDue');
  });

  it('that changes in nothing but its status judges nothing anew', () => {
    stage.put(aSource(), RESPONSE, incident(), anSlaPolicy());
    stage.told();
    const asked = stage.sourcesAsked;
    const judged = { ...anSlaPolicy(), status: { observedGeneration: 1 } };
    stage.put(judged);
    expect(stage.sourcesAsked).toBe(asked);
    expect(stage.told()).toEqual({ checks: [], incidents: [], reviews: [], policies: [] });
  });

  it('of disclosure is told of what is owed, and of what is overdue, or met, by time alone', async () => {
    stage.put(LOSS, incident(), byName(loss));
    stage.told();
    stage.put(aDisclosurePolicy({ obligations: [anObligationSpec({ clocks: [{ start: 'Aware', within: '2h' }] })] }));
    expect(stage.says('loss')).toBe('1 failing DisclosureOwed');
    expect(stage.told()).toMatchObject({ checks: ['team-a/loss'], incidents: [KEY], policies: ['law'] });
    expect(stage.judge.disclosures.ofPolicy('law')).toEqual({ open: 1, overdue: 0 });
    await stage.clock.advance(2 * HOUR);
    expect(stage.told().policies).toEqual([]);
    await stage.clock.advance(1);
    expect(stage.judge.disclosures.ofPolicy('law')).toEqual({ open: 1, overdue: 1 });
    expect(stage.says('loss')).toBe('1 failing DisclosureOverdue');
    expect(stage.told()).toMatchObject({ policies: ['law'], checks: ['team-a/loss'] });
    const disclosures = [{ recipient: 'Authority', obligation: '', notifiedAt: '2026-03-02T12:00:00Z' }];
    stage.put(byName({ ...loss, disclosures }));
    expect(stage.judge.disclosures.ofPolicy('law')).toEqual({ open: 1, overdue: 1 });
    stage.told();
    await stage.clock.advance(HOUR - 1);
    expect(stage.judge.disclosures.ofPolicy('law')).toEqual({ open: 0, overdue: 0 });
    expect(stage.says('loss')).toBe('1 passing');
    expect(stage.told()).toMatchObject({ policies: ['law'], checks: ['team-a/loss'] });
    stage.remove(incident());
    expect([...stage.judge.disclosures.byRecipient()]).toEqual([]);
  });
});

describe('time alone', () => {
  it('turns Due to Failing after the deadline, with no event, and tells it', async () => {
    stage.put(RESPONSE, incident());
    stage.told();
    await stage.clock.advance(HOUR);
    expect(stage.says('response')).toBe('1 due AcknowledgementDue');
    expect(stage.told().checks).toEqual([]);
    await stage.clock.advance(1);
    expect(stage.says('response')).toBe('1 failing AcknowledgementOverdue');
    expect(stage.told()).toMatchObject({ checks: ['team-a/response'], incidents: [KEY] });
  });

  it('is waited for by one timer, whatever comes and goes', async () => {
    stage.put(RESPONSE, LOSS);
    expect(stage.clock.pending).toBe(0);
    for (let number = 0; number < 50; number++) stage.put(numbered(number));
    expect(stage.clock.pending).toBe(1);
    await stage.clock.advance(30 * 60_000);
    expect(stage.clock.pending).toBe(1);
    for (let number = 0; number < 50; number++) stage.remove(numbered(number));
    expect(stage.clock.pending).toBe(1);
    stage.put(numbered(7));
    expect(stage.clock.pending).toBe(1);
  });

  it.each([20, 2_000])('asks about nothing but what is due, of %i incidents', async (count) => {
    stage.put(aSource(), RESPONSE);
    for (let number = 0; number < count; number++) stage.put(numbered(number));
    await stage.clock.advance(HOUR - 1_000);
    const asked = stage.sourcesAsked;
    await stage.clock.advance(3_000);
    const judgedBefore = stage.sourcesAsked - asked;
    expect(stage.says('response')).toBe(`${count - 2} due 2 failing AcknowledgementOverdue AcknowledgementDue`);
    expect([2, 3, 4]).toContain(judgedBefore);
  });

  it('is noticed within 30 seconds where the clock is set forward, and where it is set back', async () => {
    stage.put(RESPONSE, incident());
    stage.clock.stepWall(2 * HOUR);
    await stage.clock.advance(30_000);
    expect(stage.says('response')).toBe('1 failing AcknowledgementOverdue');
    stage.put(incident({ externalID: 'Q2' }, 'pagerduty-q2'), LOSS);
    stage.clock.stepWall(-2 * HOUR);
    await stage.clock.advance(30_000);
    expect(stage.says('response')).toBe('2 due AcknowledgementDue');
  });

  it('ends what a selector selects', async () => {
    stage.put(check('response', { type: 'ResponseOnTime', selector: { detectedWithin: '2h' } }), incident());
    await stage.clock.advance(2 * HOUR);
    expect(stage.says('response')).toBe('1 failing AcknowledgementOverdue');
    await stage.clock.advance(1);
    expect(stage.says('response')).toBe('');
  });
});

/** Incidents detected one second after the other. */
function numbered(number: number) {
  const detectedAt = new Date(at('2026-03-02T09:00:00Z') + number * 1_000).toISOString();
  return incident({ externalID: `N${number}`, detectedAt }, `pagerduty-n-${String(number).padStart(12, '0')}`);
}

describe('a source', () => {
  const CLOSED = check('closed');
  const HEALTHY = check('healthy', { type: 'SourceHealthy' });
  const source = (spec: object = {}, metadata: object = {}, status: object = {}) => {
    const plain = aSource();
    return { ...plain, metadata: { ...plain.metadata, ...metadata }, spec: { ...plain.spec, ...spec }, status };
  };
  const condition = (type: string) => ({
    type,
    ...{ status: 'False', reason: 'Broken', message: '', lastTransitionTime: '2026-03-02T09:00:00Z' },
  });

  it.each([
    {
      because: 'no check reads an annotation',
      change: source({}, { annotations: { 'docket.dev/requestedAt': 'now' } }),
      wakes: [],
    },
    { because: 'no check reads its counts', change: source({}, {}, { incidents: { open: 1, total: 3 } }), wakes: [] },
    {
      because: 'only checks over sources judge its health',
      change: source({}, {}, { conditions: [condition('Ready')] }),
      wakes: ['team-a/healthy'],
    },
    {
      because: 'a zone puts it into the scope of checks, or takes it out',
      change: source({ zone: 'apac' }),
      wakes: ['team-a/closed', 'team-a/healthy'],
    },
    {
      because: 'checks select sources by labels',
      change: source({}, { labels: { team: 'payments' } }),
      wakes: ['team-a/closed', 'team-a/healthy'],
    },
  ])('that changes wakes the checks that read what changed: $because', ({ change, wakes }) => {
    stage.put(source(), CLOSED, HEALTHY, incident());
    stage.told();
    stage.put(change);
    expect(stage.told().checks).toEqual(wakes);
  });
});
