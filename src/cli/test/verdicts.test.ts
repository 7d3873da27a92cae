// The verdicts and exit codes of `docket test` for folders of YAML.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  check,
  exception,
  CLOSED,
  object,
  OPEN,
  review,
  source,
  troubled,
  verdicts,
} from '../../../test/support/judgement/judged-files.ts';

const EVIDENCE = 'data: {report.txt: "what happened"}\n';
const CONFIG_MAP = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: report}\n${EVIDENCE}---\n`;
const SHA256 = createHash('sha256').update('what happened').digest('hex');
const attached = (sha256: string, ref = '{name: report, key: report.txt}'): string =>
  review(`evidence: [{name: r, kind: Report, configMapRef: ${ref}, sha256: "${sha256}"}]`);
const VERIFIED = check('c', '{type: EvidenceUploaded, evidenceUploaded: {required: Always, verification: Verified}}');
const expression = (rule: string): string => check('c', `{type: Expression, expression: {rule: '${rule}'}}`);

describe('docket test', () => {
  it.each([
    { because: 'all incidents are closed', text: CLOSED + check('c'), code: 0, want: 'Passing AllPassing' },
    { because: 'one is open', text: OPEN + check('c'), code: 1, want: 'Failing IncidentOpen' },
    {
      because: 'something is owed and in time',
      text: OPEN + check('c', '{type: IncidentClosed, gracePeriod: 30d}'),
      code: 0,
      want: 'Due IncidentOpen',
    },
    {
      because: 'it is suspended',
      text: OPEN + check('c', '{type: IncidentClosed, suspend: true}'),
      code: 0,
      want: 'NotActive Suspended',
    },
    {
      because: 'a source that it names is not there',
      text: CLOSED + check('c', '{type: IncidentClosed, selector: {sourceRefs: [{name: pd}]}}'),
      code: 3,
      want: 'Unknown SourceMissing',
    },
    {
      because: 'a source without a status is fresh',
      text: source('pd') + check('c'),
      code: 0,
      want: 'Passing NothingInScope',
    },
    {
      because: 'a source could not log in',
      text: source('pd', troubled('Ready', 'AuthenticationFailed')) + check('c'),
      code: 3,
      want: 'Unknown AuthenticationFailed',
    },
    {
      because: 'a source left something out',
      text: source('pd', troubled('Complete', 'ItemsQuarantined')) + check('c'),
      code: 3,
      want: 'Unknown ItemsQuarantined',
    },
    {
      because: 'a source has not said yet whether it is complete',
      text: source('pd', troubled('Complete', 'Progressing', 'Unknown')) + check('c'),
      code: 3,
      want: 'Unknown Progressing',
    },
    {
      because: 'nothing is read from a suspended source',
      text: source('pd').replace('{pagerDuty', '{suspend: true, pagerDuty') + check('c'),
      code: 3,
      want: 'Unknown SourceSuspended',
    },
    {
      because: 'what is known to fail stays Failing, whatever the source',
      text: source('pd', troubled('Ready', 'AuthenticationFailed')) + OPEN + check('c'),
      code: 1,
      want: 'Failing IncidentOpen',
    },
    {
      because: 'a source without a status is healthy, too',
      text: source('pd') + check('c', '{type: SourceHealthy}'),
      code: 0,
      want: 'Passing AllPassing',
    },
    {
      because: 'the policy that its source names is not there',
      text:
        source('pd').replace('{pagerDuty', '{slaPolicyRef: {name: gold}, pagerDuty') +
        object(
          'Incident',
          'pd-q1-0123456789ab',
          '{title: t, severity: High, sourceRef: {name: pd}, externalID: Q1, detectedAt: "2026-03-04T11:00:00Z"}',
        ) +
        check('c', '{type: ResponseOnTime}'),
      code: 3,
      want: 'Unknown PolicyMissing',
    },
    {
      because: 'it is not there, and the deadline on record was missed before',
      text:
        source('pd').replace('{pagerDuty', '{slaPolicyRef: {name: gold}, pagerDuty') +
        object(
          'Incident',
          'pd-q1-0123456789ab',
          '{title: t, severity: High, sourceRef: {name: pd}, externalID: Q1, detectedAt: "2026-03-04T11:00:00Z"}',
        ).replace(
          '---\n',
          'status: {deadlines: {slaPolicy: {name: silver, generation: 1}, acknowledgeBy: "2026-03-04T11:30:00Z"}}\n---\n',
        ) +
        check('c', '{type: ResponseOnTime}'),
      code: 1,
      want: 'Failing AcknowledgementOverdue',
    },
    {
      because: 'the review closes a reported incident, and is taken in though no status says so',
      text: OPEN + review('state: Resolved') + check('c'),
      code: 0,
      want: 'Passing AllPassing',
    },
    {
      because: 'a stored result of the check is not what is judged',
      text:
        OPEN +
        check('c').replace('---\n', 'status: {result: Passing, reason: AllPassing, observedGeneration: 1}\n---\n'),
      code: 1,
      want: 'Failing IncidentOpen',
    },
    {
      because: 'an approved exception covers the only subject',
      text: OPEN + check('c') + exception('approvedBy: bob, expiresAt: "2026-03-04T12:00:00Z"'),
      code: 0,
      want: 'Passing AllExempted',
    },
    {
      because: 'the exception has expired',
      text: OPEN + check('c') + exception('approvedBy: bob, expiresAt: "2026-03-04T11:59:59Z"'),
      code: 1,
      want: 'Failing IncidentOpen',
    },
    {
      because: 'nobody may approve what they asked for',
      text: OPEN + check('c') + exception('approvedBy: ann, expiresAt: "2026-03-05T00:00:00Z"'),
      code: 1,
      want: 'Failing IncidentOpen',
    },
    {
      because: 'an approval that is first seen now holds for its interval',
      text: OPEN + check('c') + exception('approvedBy: bob, reviewInterval: 30d'),
      code: 0,
      want: 'Passing AllExempted',
    },
    {
      because: 'the rule is true',
      text: OPEN + expression('incident.spec.severity == "High"'),
      code: 0,
      want: 'Passing AllPassing',
    },
    {
      because: 'the rule is false',
      text: OPEN + expression('incident.spec.severity == "Low"'),
      code: 1,
      want: 'Failing ExpressionFalse',
    },
    {
      because: 'the rule reads a review that is not there',
      text: OPEN + expression('review.spec.owner == "ann"'),
      code: 3,
      want: 'Unknown NoReview',
    },
    {
      because: 'the rule reads the state that follows from the review',
      text: OPEN + review('state: Resolved') + expression('incident.status.state == "Resolved"'),
      code: 0,
      want: 'Passing AllPassing',
    },
    {
      because: 'the evidence beside it has the hash',
      text: OPEN + CONFIG_MAP + attached(SHA256) + VERIFIED,
      code: 0,
      want: 'Passing AllPassing',
    },
    {
      because: 'the evidence beside it has another hash',
      text: OPEN + CONFIG_MAP + attached('0'.repeat(64)) + VERIFIED,
      code: 1,
      want: 'Failing EvidenceMismatch',
    },
    {
      because: 'the evidence is in another namespace',
      text: OPEN + CONFIG_MAP.replace('report}', 'report, namespace: other}') + attached(SHA256) + VERIFIED,
      code: 1,
      want: 'Failing EvidenceMissing',
    },
    {
      because: 'nobody looks behind a URI',
      text: OPEN + review('evidence: [{name: r, kind: Report, uri: "https://example.com/r"}]') + VERIFIED,
      code: 1,
      want: 'Failing EvidenceUnverified',
    },
    {
      because: 'a check that nobody dates has always been there, so the assessment is owed from detection',
      text: OPEN.replace('03-02T08', '03-01T11') + check('c', '{type: DataLossReported}'),
      code: 1,
      want: 'Failing NotAssessed',
    },
    {
      because: 'a check that is made anew does not start the clock again',
      text:
        OPEN.replace('03-02T08', '03-01T11') +
        check('c', '{type: DataLossReported}').replace(
          'name: c}',
          'name: c, creationTimestamp: "2026-03-04T00:00:00Z"}',
        ),
      code: 1,
      want: 'Failing NotAssessed',
    },
    {
      because: 'a check may state from when on it counts',
      text:
        OPEN.replace('03-02T08', '03-01T11') +
        check('c', '{type: DataLossReported, dataLossReported: {since: "2026-03-04T00:00:00Z"}}'),
      code: 0,
      want: 'Due AssessmentDue',
    },
  ])('ends with $code, $want: $because', async ({ text, code, want }) => {
    expect(await verdicts(text)).toEqual({ code, checks: [`c: ${want}`] });
  });

  it('lets failing weigh more than unknown', async () => {
    const lost = check('lost', '{type: IncidentClosed, selector: {sourceRefs: [{name: pd}], severities: [Low]}}');
    expect(await verdicts(OPEN + lost + check('open'))).toEqual({
      code: 1,
      checks: ['lost: Unknown SourceMissing', 'open: Failing IncidentOpen'],
    });
  });

  it('takes a dump of a cluster for what it is: the stored status, generation and age count', async () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'docket.dev/v1alpha1',
          kind: 'Incident',
          metadata: {
            name: 'old',
            namespace: 'team',
            uid: 'u',
            resourceVersion: '7',
            generation: 3,
            managedFields: [],
          },
          spec: { title: 't', severity: 'High', state: 'Resolved', detectedAt: '2026-03-02T08:00:00Z' },
          status: {
            timeline: [{ time: '2026-03-02T08:30:00Z', from: 'Detected', to: 'Resolved', origin: 'Reporter' }],
          },
        },
        {
          apiVersion: 'docket.dev/v1alpha1',
          kind: 'ComplianceCheck',
          metadata: { name: 'c', namespace: 'team' },
          spec: { type: 'ResolutionOnTime' },
        },
      ],
    };
    expect(await verdicts(JSON.stringify(list))).toEqual({ code: 0, checks: ['c: Passing AllPassing'] });
  });
});
