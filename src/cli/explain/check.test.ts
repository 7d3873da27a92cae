// What `docket explain check/NAME` tells: the result and its meaning, what it rests on, and the facts that decide.

import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';
import { check, NOW, object, OPEN, review, source, troubled } from '../../../test/support/judgement/judged-files.ts';
import type { CheckExplanation } from '../../judgement/explain/check.ts';

async function explain(text: string, ...flags: readonly string[]) {
  await using folder = await Folder.with({ 'a.yaml': text });
  return await docket('explain', 'check/c', '-f', folder.path, '--now', NOW, ...flags);
}

async function explained(text: string): Promise<CheckExplanation> {
  const { out, err } = await explain(text, '-o', 'json');
  if (out === '') throw new Error(err);
  return JSON.parse(out) as CheckExplanation;
}

const POLICY = object(
  'DisclosurePolicy',
  'gdpr',
  '{obligations: [{name: authority, dataType: PersonalData, recipient: Authority, clocks: [{start: Aware, within: 72h}]}]}',
);
const LOSS = 'dataLoss: {assessment: Confirmed, dataTypes: [PersonalData]}';
const EXCEPTION = object(
  'CheckException',
  'vendor',
  '{checkRef: {name: c}, target: {incidentRef: {name: leak}}, reason: the vendor is fixing it this week, requestedBy: ann, approvedBy: bob, expiresAt: "2026-03-05T00:00:00Z"}',
);

describe('docket explain check/NAME', () => {
  it('tells people the verdict, its meaning, what it rests on, and why', async () => {
    const { code, out } = await explain(OPEN + source('pd') + check('c') + check('other', '{type: ReviewComplete}'));
    expect(code).toBe(0);
    expect(out).toBe(`ComplianceCheck default/c (IncidentClosed) as of 2026-03-04T12:00:00Z

Failing: IncidentOpen
  meaning    The incident is neither resolved nor closed. Due while the grace period runs, which counts from detection.
  subjects   1 failing

Rests on
  pd   Fresh, as of 2026-03-04T12:00:00Z

Failing (1)
  leak "Card data in a log"
    IncidentOpen, since 2026-03-02T08:00:00Z
    The incident is neither resolved nor closed. Due while the grace period runs, which counts from detection.
    - Detected, by whoever reported it
    - detected 2026-03-02T08:00:00Z
`);
  });

  it.each([
    {
      because: 'nobody took it on',
      text: OPEN + check('c', '{type: ResponseOnTime}'),
      facts: [
        'detected 2026-03-02T08:00:00Z',
        'not acknowledged',
        'not resolved',
        'SLA policy built-in (generation 0): acknowledge by 2026-03-02T09:00:00Z',
      ],
    },
    {
      because: 'the source names a policy that is not there',
      text:
        source('pd').replace('{pagerDuty', '{slaPolicyRef: {name: gold}, pagerDuty') +
        object(
          'Incident',
          'pd-q1-0123456789ab',
          '{title: t, severity: High, sourceRef: {name: pd}, externalID: Q1, detectedAt: "2026-03-04T11:00:00Z"}',
        ) +
        check('c', '{type: ResolutionOnTime}'),
      facts: ['detected 2026-03-04T11:00:00Z', 'not resolved', 'SLA policy gold: PolicyMissing'],
    },
    {
      because: 'somebody is to be told, by the review',
      text:
        OPEN +
        POLICY +
        review(`${LOSS}, disclosures: [{recipient: Authority, notifiedAt: "2026-03-04T13:00:00Z"}]`) +
        check('c', '{type: DataLossReported}'),
      facts: [
        'the review leak says Confirmed: loss of PersonalData',
        'to tell Authority (gdpr/authority) 2026-03-04T13:00:00Z, due by 2026-03-05T08:00:00Z',
      ],
    },
    {
      because: 'somebody has to be told',
      text: OPEN + POLICY + review(LOSS) + check('c', '{type: DataLossReported}'),
      facts: [
        'the review leak says Confirmed: loss of PersonalData',
        'owed to Authority (gdpr/authority) by 2026-03-05T08:00:00Z',
      ],
    },
    {
      because: 'nobody said that data was lost, or that it was not',
      text: OPEN + check('c', '{type: DataLossReported}'),
      facts: ['no review: nobody has assessed whether data was lost'],
    },
    {
      because: 'the evidence has expired',
      text:
        OPEN +
        review(
          `${LOSS}, evidence: [{name: r, kind: Report, uri: "https://e.com/r", expiresAt: "2026-03-03T00:00:00Z"}]`,
        ) +
        check('c', '{type: EvidenceUploaded}'),
      facts: [
        'the review leak says Confirmed: loss of PersonalData',
        'evidence r (Report): Attested, until 2026-03-03T00:00:00Z',
      ],
    },
    {
      because: 'the review is half done',
      text:
        OPEN.replace('severity: High', 'severity: High, state: Resolved, resolvedAt: "2026-03-02T09:00:00Z"') +
        review('closure: {summary: a key leaked, rootCause: a debug log}') +
        check('c', '{type: ReviewComplete, reviewComplete: {within: 1h}}'),
      facts: ['resolved 2026-03-02T09:00:00Z', 'the closure lacks a prevention measure, the reviewer'],
    },
    {
      because: 'a source is in trouble',
      text: source('pd', troubled('Ready', 'AuthenticationFailed')) + check('c', '{type: SourceHealthy}'),
      facts: ['Ready is False: AuthenticationFailed', 'Complete is True: InFiles'],
    },
  ])('names the facts that decide: $because', async ({ text, facts }) => {
    const { failing, due, unknown } = await explained(text);
    expect([...failing, ...due, ...unknown].map((subject) => subject.facts)).toEqual([facts]);
  });

  it('says of a rule that fails what it is, and that whoever wrote it gave the reason', async () => {
    const spec = `{type: Expression, expression: {rule: 'incident.spec.severity == "Low"', failureReason: NotLow}}`;
    const { result, reason, rule, failing } = await explained(OPEN + check('c', spec));
    expect({ result, reason, rule }).toEqual({
      result: 'Failing',
      reason: 'NotLow',
      rule: 'incident.spec.severity == "Low"',
    });
    expect(failing).toMatchObject([{ name: 'leak', reason: 'NotLow' }]);
    expect(failing[0]).not.toHaveProperty('meaning');
  });

  it('shows what an exception covers, what that would be, and until when', async () => {
    const found = await explained(OPEN + check('c') + EXCEPTION);
    expect(found).toMatchObject({
      result: 'Passing',
      reason: 'AllExempted',
      counts: { exempted: 1, failing: 0 },
      wouldBe: { failing: 1 },
      failing: [],
      exempted: [{ name: 'leak', result: 'Failing', reason: 'IncidentOpen', exemptedBy: ['vendor'] }],
      exceptions: [{ name: 'vendor', state: 'Active', until: '2026-03-05T00:00:00Z', applied: 1, approvedBy: 'bob' }],
    });
  });

  it.each([
    { because: 'it is not there', text: '', want: { name: 'pd', state: 'Missing', reason: 'SourceMissing' } },
    {
      because: 'it could not log in',
      text: source('pd', troubled('Ready', 'AuthenticationFailed')),
      want: { name: 'pd', state: 'Unusable', reason: 'AuthenticationFailed' },
    },
    { because: 'it is as good as the files', text: source('pd'), want: { name: 'pd', state: 'Fresh', asOf: NOW } },
  ])('tells how far a source can be trusted: $because', async ({ text, want }) => {
    const spec = '{type: IncidentClosed, selector: {sourceRefs: [{name: pd}]}}';
    expect((await explained(text + check('c', spec))).sources).toEqual([want]);
  });

  it('tells when the next deadline is, and of a suspended check that nothing is judged', async () => {
    const due = await explained(OPEN + check('c', '{type: IncidentClosed, gracePeriod: 5d}'));
    expect(due).toMatchObject({ result: 'Due', nextDeadline: '2026-03-07T08:00:00Z', due: [{ name: 'leak' }] });
    const off = await explained(OPEN + check('c', '{type: IncidentClosed, suspend: true}'));
    expect(off).toMatchObject({ result: 'NotActive', reason: 'Suspended', failing: [], due: [] });
  });

  it('lists at most 50 subjects, and says how many more there are', async () => {
    const incidents = Array.from({ length: 52 }, (_, index) => OPEN.replace('name: leak', `name: leak-${index}`));
    const { out } = await explain(incidents.join('') + check('c'));
    expect(out).toMatch(/^Failing \(52\)$/m);
    expect(out.match(/^ {2}leak-/gm)).toHaveLength(50);
    expect(out).toMatch(/^ {2}and 2 more$/m);
  });

  it('lets no title steer the terminal', async () => {
    const title = '"\\u001b]0;owned\\u0007 \\u202egnp.exe \\u2028"';
    const { out } = await explain(OPEN.replace('Card data in a log', title) + check('c'));
    expect(out).toContain('leak "');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
