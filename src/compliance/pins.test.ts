import { describe, expect, it } from 'vitest';

import { anIncident, at } from '../../test/support/builders/compliance.ts';
import { keptObligations, keptSla, pinsOf } from './pins.ts';
import { incidentRow } from './rows.ts';

const DETECTED = at('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;
const sla = { slaPolicy: { name: 'sla', generation: 3, uid: 'sla-uid' }, acknowledgeBy: '2026-03-02T10:00:00Z' };
const owed = { policy: 'law', policyGeneration: 2, policyUID: 'law-uid', obligation: 'notice', recipient: 'Authority' };

describe('pinsOf', () => {
  it.each([
    { name: 'no status', status: undefined },
    { name: 'no deadlines', status: { state: 'Detected' as const } },
    { name: 'a deadline of no policy', status: { deadlines: { assessBy: '2026-03-05T09:00:00Z' } } },
  ])('of $name is nothing', ({ status }) => {
    expect(pinsOf(status, DETECTED)).toBeUndefined();
  });

  it('is one object for all incidents with the same terms, however far apart they were detected', () => {
    const later = { ...sla, acknowledgeBy: '2026-04-02T10:00:00Z' };
    const one = pinsOf({ deadlines: sla }, DETECTED);
    expect(pinsOf({ deadlines: later }, at('2026-04-02T09:00:00Z'))).toBe(one);
    expect(pinsOf({ deadlines: { ...sla, resolveBy: '2026-03-02T10:00:00Z' } }, DETECTED)).not.toBe(one);
    expect(
      pinsOf({ deadlines: { ...sla, slaPolicy: { name: 'sla', generation: 4, uid: 'sla-uid' } } }, DETECTED),
    ).not.toBe(one);
  });

  it('has what an incident owes, with and without a date', () => {
    const disclose = [owed, { ...owed, obligation: 'people', dueAt: '2026-03-03T09:00:00.5Z' }];
    expect(pinsOf({ deadlines: { disclose } }, DETECTED)?.obligations).toMatchObject([
      {
        policy: 'law',
        policyGeneration: 2,
        policyUid: 'law-uid',
        name: 'notice',
        recipient: 'Authority',
        dueAt: undefined,
      },
      { name: 'people', dueAt: at('2026-03-03T09:00:00.500Z') },
    ]);
  });

  it('takes a time that is none for no time', () => {
    const pins = pinsOf({ deadlines: { ...sla, acknowledgeBy: 'soon' } }, DETECTED);
    expect(keptSla({ detectedAt: DETECTED, pins, severity: 'High' }, undefined)).toMatchObject({
      acknowledgeBy: undefined,
    });
  });
});

describe('the severity', () => {
  const of = (severity: 'High' | 'Info', stored?: 'High') =>
    keptSla(
      {
        detectedAt: DETECTED,
        severity,
        pins: pinsOf({ deadlines: { ...sla, ...(stored === undefined ? {} : { severity: stored }) } }, DETECTED),
      },
      { name: 'sla', generation: 3, uid: 'sla-uid' },
    );

  it.each([
    { severity: 'Info' as const, stored: 'High' as const, kept: true, because: 'it was judged as High' },
    { severity: 'High' as const, stored: 'High' as const, kept: false, because: 'nothing changed' },
    { severity: 'Info' as const, stored: undefined, kept: false, because: 'nobody stored what it was' },
  ])('now $severity keeps the deadlines: $kept, as $because', ({ severity, stored, kept }) => {
    expect(of(severity, stored) !== undefined).toBe(kept);
  });
});

describe('what is kept', () => {
  const row = incidentRow(anIncident({}, { status: { deadlines: { ...sla, disclose: [owed] } } }));

  it.each([
    {
      present: { name: 'sla', generation: 3, uid: 'sla-uid' },
      kept: false,
      because: 'it is the policy that it was judged by',
    },
    { present: { name: 'sla', generation: 4, uid: 'sla-uid' }, kept: true, because: 'it was edited since' },
    {
      present: { name: 'sla', generation: 2, uid: 'sla-uid' },
      kept: true,
      because: 'it was restored as it was before',
    },
    { present: { name: 'sla', generation: 3, uid: 'new-uid' }, kept: true, because: 'it was made anew since' },
    { present: { name: 'sla', generation: 3, uid: undefined }, kept: false, because: 'a file says no uid' },
    { present: { name: 'other', generation: 3, uid: 'sla-uid' }, kept: true, because: 'it is another policy' },
    { present: undefined, kept: true, because: 'there is no such policy any more' },
  ])('of the SLA under $present is $kept: $because', ({ present, kept }) => {
    const stored = { ok: true, policy: 'sla', generation: 3, uid: 'sla-uid', acknowledgeBy: DETECTED + HOUR };
    expect(keptSla(row, present)).toEqual(kept ? { ...stored, resolveBy: undefined } : undefined);
  });

  it.each([
    {
      present: [{ name: 'law', generation: 2, uid: 'law-uid' }],
      kept: 0,
      because: 'it is the policy that it was judged by',
    },
    { present: [{ name: 'law', generation: 2, uid: 'new-uid' }], kept: 1, because: 'it was made anew since' },
    { present: [{ name: 'law', generation: 3, uid: 'law-uid' }], kept: 1, because: 'it was edited since' },
    { present: [{ name: 'other', generation: 2, uid: 'law-uid' }], kept: 1, because: 'it is another policy' },
    { present: [], kept: 1, because: 'there is no such policy any more' },
  ])('of what is owed under $present is $kept: $because', ({ present, kept }) => {
    expect(keptObligations(row, present)).toHaveLength(kept);
  });

  it('of an incident that stores nothing is nothing', () => {
    const fresh = incidentRow(anIncident());
    expect(keptSla(fresh, undefined)).toBeUndefined();
    expect(keptObligations(fresh, [])).toEqual([]);
  });
});
