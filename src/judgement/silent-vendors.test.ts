// Incidents of vendors that do not say when somebody took them on: which these are follows the source, and the origin where the source is
// gone.

import { beforeEach, describe, expect, it } from 'vitest';
import { aCheck, anIncident, aSource } from '../../test/support/builders/compliance.ts';
import { JudgeStage } from '../../test/support/judgement/judge-stage.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';

const NAME = 'pagerduty-q1-000000000000';
const NOT_STATED = '1 unknown AcknowledgementNotStated';
const DUE = '1 due AcknowledgementDue';

const RESPONSE = aCheck({ type: 'ResponseOnTime' }, { name: 'response', uid: 'response' });
const source = (provider: object): IncidentSource => {
  const plain = aSource();
  const { fixture: _fixture, ...rest } = plain.spec;
  return { ...plain, spec: { ...rest, ...provider } };
};
const GUARDDUTY = source({ guardDuty: { regions: ['eu-west-1'] } });
const PAGERDUTY = source({ pagerDuty: {} });
const incident = (origin?: string) => anIncident(origin === undefined ? {} : { origin }, { metadata: { name: NAME } });

let stage: JudgeStage;
beforeEach(() => void (stage = new JudgeStage()));

describe('an incident', () => {
  it.each([
    { because: 'GuardDuty says nothing', source: GUARDDUTY, origin: 'GuardDuty', want: NOT_STATED },
    { because: 'Defender says nothing', source: source({ defender: {} }), origin: 'Defender', want: NOT_STATED },
    { because: 'GitHub says nothing', source: source({ gitHub: {} }), origin: 'GitHub', want: NOT_STATED },
    { because: 'PagerDuty says it', source: PAGERDUTY, origin: 'PagerDuty', want: DUE },
    { because: 'a fixture states what it replays', source: aSource(), origin: 'GuardDuty', want: DUE },
    { because: 'its source is gone, and its origin tells', source: undefined, origin: 'GuardDuty', want: NOT_STATED },
    { because: 'its source is gone, and its origin says it', source: undefined, origin: 'PagerDuty', want: DUE },
  ])('is $want, as $because', ({ source: made, origin, want }) => {
    stage.put(RESPONSE, ...(made === undefined ? [] : [made]), incident(origin));
    expect(stage.says('response')).toBe(want);
  });

  it('that somebody reported is judged by its own word, whatever origin it states', () => {
    const { sourceRef: _source, externalID: _id, ...spec } = incident('GuardDuty').spec;
    const reported: Incident = { ...incident(), spec };
    stage.put(RESPONSE, reported);
    expect(stage.says('response')).toBe(DUE);
  });

  it('is judged anew when its source comes, becomes another vendor’s, or goes', () => {
    stage.put(RESPONSE, incident());
    expect(stage.says('response')).toBe(DUE);
    stage.put(GUARDDUTY);
    expect(stage.says('response')).toBe(NOT_STATED);
    stage.put(PAGERDUTY);
    expect(stage.says('response')).toBe(DUE);
    stage.put(GUARDDUTY);
    stage.remove(GUARDDUTY);
    expect(stage.says('response')).toBe(DUE);
  });
});
