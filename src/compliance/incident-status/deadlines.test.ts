// What an incident owes is stored in its status, read back into its row, and still counts once the incident is resolved.

import { describe, expect, it } from 'vitest';

import { aReviewRow, anIncident, at } from '../../../test/support/builders/compliance.ts';
import { anObligationSpec, disclosureRules, slaRules } from '../../../test/support/builders/policies.ts';
import type { IncidentSpec, IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { DisclosureRules } from '../disclosure.ts';
import { JoinedIncident, NOTHING_JOINED } from '../joined-incident.ts';
import type { SlaChoice } from '../policies.ts';
import type { ReviewRow } from '../reviews/review-row.ts';
import { incidentRow } from '../rows.ts';
import { deadlines } from './deadlines.ts';

type Deadlines = IncidentStatus['deadlines'];

/** One incident, and everything around it that a test changes. */
class Life {
  spec: Partial<IncidentSpec> = {};
  sla: SlaChoice = { ok: true, policy: slaOf('1h', 1) };
  disclosures: readonly DisclosureRules[] = [];
  invalid: readonly string[] = [];
  review: Partial<ReviewRow> | undefined = undefined;
  stored: Deadlines = undefined;

  get joined(): JoinedIncident {
    const status: IncidentStatus = { ...(this.stored && { deadlines: this.stored }) };
    return new JoinedIncident(incidentRow(anIncident(this.spec, { status })), {
      ...NOTHING_JOINED,
      slaFor: () => this.sla,
      disclosurePolicies: () => this.disclosures,
      invalidDisclosuresFor: () => this.invalid,
      reviewOf: () => this.review && aReviewRow(this.review),
    });
  }

  /** Writes the status, as the controller does after each change. */
  write(): Deadlines {
    this.stored = deadlines(this.joined);
    return this.stored;
  }

  /** Writes, and says what is owed to whom. */
  owed(): string[] {
    return (this.write()?.disclose ?? []).map(({ obligation, policyGeneration, recipient, dueAt = 'undated', metAt }) =>
      [obligation, policyGeneration, recipient, dueAt, ...(metAt === undefined ? [] : ['met'])].join(' '),
    );
  }
}

function slaOf(acknowledgeWithin: string, generation: number) {
  return slaRules({ targets: [{ severity: 'High', acknowledgeWithin }] }, { name: 'sla', generation });
}

const notice = (within: string, generation: number, recipient = 'Authority'): DisclosureRules =>
  disclosureRules(
    { obligations: [anObligationSpec({ recipient, clocks: [{ start: 'Aware', within }] })] },
    { name: 'law', generation },
  );

function anOpen(change: (life: Life) => void = () => undefined): Life {
  const life = new Life();
  change(life);
  life.write();
  return life;
}

function aResolved(change?: (life: Life) => void): Life {
  const life = anOpen(change);
  life.spec = { ...life.spec, state: 'Resolved', resolvedAt: '2026-03-02T09:30:00Z' };
  life.write();
  return life;
}

const withLoss = (life: Life): void => {
  life.disclosures = [notice('72h', 1)];
  life.review = { assessment: 'Confirmed' };
};

describe('the SLA of an incident, stored and read back', () => {
  it('follows the policy while the incident is open', () => {
    const life = anOpen();
    life.sla = { ok: true, policy: slaOf('2h', 2) };
    expect(life.write()).toMatchObject({
      slaPolicy: { name: 'sla', generation: 2 },
      acknowledgeBy: '2026-03-02T11:00:00Z',
    });
  });

  it.each<{ name: string; because: string; sla: SlaChoice }>([
    { name: 'edited', because: 'its generation is another', sla: { ok: true, policy: slaOf('2h', 2) } },
    {
      name: 'replaced',
      because: 'another policy applies now',
      sla: { ok: true, policy: { ...slaOf('2h', 1), name: 'other' } },
    },
    { name: 'deleted', because: 'it is missing', sla: { ok: false, reason: 'PolicyMissing', name: 'sla' } },
    { name: 'broken', because: 'it cannot be read', sla: { ok: false, reason: 'PolicyInvalid', name: 'sla' } },
  ])('keeps to it once resolved, when it is $name: $because', ({ sla }) => {
    const life = aResolved();
    const kept = life.stored;
    life.sla = sla;
    expect(life.write()).toEqual(kept);
    expect(life.write()).toEqual(kept);
    expect(kept).toMatchObject({ slaPolicy: { generation: 1 }, acknowledgeBy: '2026-03-02T10:00:00Z' });
  });

  it('keeps that there is no target', () => {
    const life = aResolved((one) => (one.spec = { severity: 'Low' }));
    const targets = [{ severity: 'Low' as const, acknowledgeWithin: '1h' }];
    life.sla = { ok: true, policy: slaRules({ targets }, { name: 'sla', generation: 2 }) };
    life.write();
    expect(life.joined.sla).toMatchObject({ ok: true, generation: 1, acknowledgeBy: undefined });
  });

  it('follows the policy again when the incident is reopened', () => {
    const life = aResolved();
    life.sla = { ok: true, policy: slaOf('2h', 2) };
    life.write();
    life.spec = { ...life.spec, state: 'Triaging' };
    expect(life.write()).toMatchObject({ slaPolicy: { generation: 2 }, acknowledgeBy: '2026-03-02T11:00:00Z' });
  });

  it('keeps the deadlines of the severity that it had, though the policy is the same', () => {
    const life = aResolved();
    const before = life.stored;
    life.spec = { ...life.spec, severity: 'Low' };
    expect(life.write()).toMatchObject({ severity: 'High', acknowledgeBy: before?.acknowledgeBy });
  });

  it('is exact: what was in time by a fraction of a second is so for good', () => {
    const life = aResolved((one) => (one.spec = { detectedAt: '2026-03-02T09:00:00.750Z' }));
    expect(life.stored?.acknowledgeBy).toBe('2026-03-02T10:00:00.750Z');
    life.sla = { ok: true, policy: slaOf('2h', 2) };
    expect(life.joined.sla).toMatchObject({ acknowledgeBy: at('2026-03-02T10:00:00.750Z') });
  });
});

describe('what an incident has to disclose, stored and read back', () => {
  const KEPT = 'notice 1 Authority 2026-03-05T09:00:00Z';

  it('follows the policies while the incident is open', () => {
    const life = anOpen(withLoss);
    life.disclosures = [notice('24h', 2)];
    expect(life.owed()).toEqual(['notice 2 Authority 2026-03-03T09:00:00Z']);
    life.disclosures = [];
    expect(life.owed()).toEqual([]);
  });

  it.each<{ name: string; because: string; policies: readonly DisclosureRules[]; invalid?: readonly string[] }>([
    { name: 'edited', because: 'its generation is another', policies: [notice('24h', 2)] },
    {
      name: 'edited to another recipient',
      because: 'whom to tell was judged too',
      policies: [notice('72h', 2, 'You')],
    },
    { name: 'deleted', because: 'what was owed is owed', policies: [] },
    { name: 'broken', because: 'what was owed is owed', policies: [], invalid: ['law'] },
  ])('stands once resolved, when the policy is $name: $because', ({ policies, invalid = [] }) => {
    const life = aResolved(withLoss);
    Object.assign(life, { disclosures: policies, invalid });
    expect(life.owed()).toEqual([KEPT]);
    expect(life.owed()).toEqual([KEPT]);
    expect(life.joined.disclosure.invalidPolicy).toBeUndefined();
    life.review = { assessment: 'Confirmed', disclosures: [told('2026-03-06T09:00:00Z')] };
    expect(life.owed()).toEqual([`${KEPT} met`]);
  });

  it('is not known in full while another policy cannot be read', () => {
    const life = aResolved(withLoss);
    life.invalid = ['law', 'another'];
    life.disclosures = [];
    expect(life.joined.disclosure.invalidPolicy).toBe('another');
  });

  it('follows the policies again when the incident is reopened', () => {
    const life = aResolved(withLoss);
    life.disclosures = [notice('24h', 2)];
    life.write();
    life.spec = { ...life.spec, state: 'Detected' };
    expect(life.owed()).toEqual(['notice 2 Authority 2026-03-03T09:00:00Z']);
  });

  it('follows the review while the policy is the same: what it takes back is not owed any more', () => {
    const life = aResolved((one) => {
      withLoss(one);
      one.disclosures = [disclosureRules({ obligations: [anObligationSpec({ dataType: 'PHI' })] }, { name: 'law' })];
      one.review = { assessment: 'Confirmed', dataTypes: ['PHI'] };
    });
    expect(life.owed()).toEqual([KEPT]);
    life.review = { assessment: 'Confirmed', dataTypes: ['Names'] };
    expect(life.owed()).toEqual([]);
  });

  it('is nothing once the loss is not confirmed any more, whatever is stored', () => {
    const life = aResolved(withLoss);
    life.disclosures = [];
    life.review = { assessment: 'None' };
    expect(life.owed()).toEqual([]);
  });

  it('takes up what the review adds after the policy was edited', () => {
    const life = aResolved(withLoss);
    const edited = [anObligationSpec(), anObligationSpec({ name: 'people', recipient: 'You', dataType: 'PHI' })];
    life.disclosures = [disclosureRules({ obligations: edited }, { name: 'law', generation: 2 })];
    expect(life.owed()).toEqual([KEPT]);
    life.review = { assessment: 'Confirmed', dataTypes: ['PHI'] };
    expect(life.owed()).toEqual([KEPT, 'people 2 You 2026-03-05T09:00:00Z']);
  });

  it('counts one disclosure without a name for one obligation, kept ones too', () => {
    const life = aResolved((one) => {
      withLoss(one);
      const stages = [
        anObligationSpec({ name: 'early', clocks: [{ start: 'Aware', within: '24h' }] }),
        anObligationSpec({ name: 'full', clocks: [{ start: 'Aware', within: '72h' }] }),
      ];
      one.disclosures = [disclosureRules({ obligations: stages }, { name: 'law' })];
    });
    life.disclosures = [];
    life.review = { assessment: 'Confirmed', disclosures: [told('2026-03-02T10:00:00Z')] };
    expect(life.owed()).toEqual([
      'early 1 Authority 2026-03-03T09:00:00Z met',
      'full 1 Authority 2026-03-05T09:00:00Z',
    ]);
  });

  it('dates a stage that had no date by the policy that there is when the stage before it is met', () => {
    const staged = (within: string, generation: number) =>
      disclosureRules(
        {
          obligations: [
            anObligationSpec({ name: 'early' }),
            anObligationSpec({ name: 'full', clocks: [{ start: 'Disclosed', of: 'early', within }] }),
          ],
        },
        { name: 'law', generation },
      );
    const life = aResolved((one) => {
      one.disclosures = [staged('10d', 1)];
      one.review = { assessment: 'Confirmed' };
    });
    life.disclosures = [staged('20d', 2)];
    expect(life.owed()).toEqual(['early 1 Authority 2026-03-05T09:00:00Z', 'full 1 Authority undated']);
    life.review = { assessment: 'Confirmed', disclosures: [told('2026-03-04T00:00:00Z')] };
    expect(life.owed()).toEqual([
      'early 1 Authority 2026-03-05T09:00:00Z met',
      'full 1 Authority 2026-03-24T00:00:00Z',
    ]);
  });
});

function told(time: string) {
  return { recipient: 'Authority', obligation: '', notifiedAt: at(time) };
}
