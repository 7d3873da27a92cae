import { describe, expect, it } from 'vitest';

import { at } from '../../test/support/builders/compliance.ts';
import { GOLDEN_TIMELINES } from '../../test/support/golden/golden-timelines.ts';
import { slaPolicyFor } from '../../test/support/builders/policies.ts';
import { slaPolicy } from '../../test/support/golden/policies.ts';
import type { SLAPolicy, SLAPolicySpec } from '../api/v1alpha1/slapolicy.gen.ts';
import { BUILT_IN_SLA, compileSlaPolicy, slaDeadlines, type SlaPolicy } from './sla.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = at('2026-11-20T10:00:00Z');

function compiled(object: SLAPolicy): SlaPolicy {
  const result = compileSlaPolicy(object);
  if (!result.ok) throw new Error(result.message);
  return result.policy;
}

/** A policy with one target; created at `created` seconds after the epoch. */
function aPolicy(name: string, spec: Partial<SLAPolicySpec> = {}, created = 1_000): SlaPolicy {
  const object = slaPolicy(name, { targets: [{ severity: 'High', acknowledgeWithin: '1h' }], ...spec });
  object.metadata.creationTimestamp = new Date(created * 1_000).toISOString();
  object.metadata.generation = 3;
  return compiled(object);
}

describe('golden timelines of the SLA', () => {
  const rows = GOLDEN_TIMELINES.filter(({ check }) => check.type.endsWith('OnTime'));

  it.each(rows)('$name: $because', ({ policies, incident, check, deadline }) => {
    const policy = slaPolicyFor(policies.filter((one) => one.kind === 'SLAPolicy').map(compiled), {
      namespace: 'team-a',
      zone: incident.zone,
    });
    const { acknowledgeBy, resolveBy } = slaDeadlines(policy, incident.severity, at(incident.detectedAt ?? ''));
    expect(check.type === 'ResponseOnTime' ? acknowledgeBy : resolveBy).toBe(at(deadline));
  });

  it('are all there', () => {
    expect(rows.length).toBeGreaterThanOrEqual(15);
  });
});

describe('slaDeadlines', () => {
  it.each([
    { severity: 'Critical', acknowledge: 0.25 * HOUR, resolve: DAY },
    { severity: 'High', acknowledge: HOUR, resolve: 7 * DAY },
    { severity: 'Medium', acknowledge: 4 * HOUR, resolve: 30 * DAY },
    { severity: 'Low', acknowledge: 24 * HOUR, resolve: 90 * DAY },
  ] as const)('built-in for $severity: as design and docs say', ({ severity, acknowledge, resolve }) => {
    expect(slaDeadlines(BUILT_IN_SLA, severity, NOW)).toEqual({
      acknowledgeBy: NOW + acknowledge,
      resolveBy: NOW + resolve,
    });
  });

  it('gives no deadline where the severity, or that target of it, is not there', () => {
    const none = { acknowledgeBy: undefined, resolveBy: undefined };
    expect(slaDeadlines(BUILT_IN_SLA, 'Info', NOW)).toEqual(none);
    expect(slaDeadlines(aPolicy('a'), 'Low', NOW)).toEqual(none);
    expect(slaDeadlines(aPolicy('a'), 'High', NOW)).toEqual({ acknowledgeBy: NOW + HOUR, resolveBy: undefined });
  });

  it('is never later than what can be written down', () => {
    const policy = aPolicy('a', { targets: [{ severity: 'High', resolveWithin: '99999d' }] });
    const { resolveBy } = slaDeadlines(policy, 'High', at('9990-01-01T00:00:00Z'));
    expect(resolveBy).toBe(at('9999-12-31T23:59:59Z'));
  });
});

describe('slaPolicyFor', () => {
  const emea = aPolicy('emea', { appliesTo: { zones: ['emea'] } });
  const teamA = aPolicy('team-a', { appliesTo: { namespaces: ['team-a'], zones: ['emea', 'apac'] } }, 500);
  const anywhere = aPolicy('anywhere', { appliesTo: {} }, 2_000);
  const byDefault = aPolicy('by-default', { default: true }, 300);
  const neither = aPolicy('neither', {}, 100);

  it.each([
    {
      because: 'what selects the incident goes before the default, and the older before the younger',
      policies: [neither, byDefault, emea, teamA],
      zone: 'emea',
      want: 'team-a',
    },
    {
      because: 'both members have to match',
      policies: [emea, aPolicy('team-b', { appliesTo: { namespaces: ['team-b'], zones: ['emea'] } }, 1)],
      zone: 'emea',
      want: 'emea',
    },
    {
      because: 'an empty appliesTo selects everything',
      policies: [anywhere, byDefault],
      zone: undefined,
      want: 'anywhere',
    },
    {
      because: 'an incident without a zone is in none',
      policies: [emea, byDefault],
      zone: undefined,
      want: 'by-default',
    },
    { because: 'the default goes before one that says nothing', policies: [neither, byDefault], want: 'by-default' },
    {
      because: 'of two defaults the older counts',
      policies: [byDefault, aPolicy('another', { default: true }, 200)],
      want: 'another',
    },
    {
      because: 'a default is one even where its appliesTo does not select',
      policies: [neither, aPolicy('apac', { default: true, appliesTo: { zones: ['apac'] } })],
      want: 'apac',
    },
    { because: 'one that says nothing goes before the built-in', policies: [emea, neither], want: 'neither' },
    {
      because: 'of the same age the first by name, in whatever order they come',
      policies: [aPolicy('b', {}), aPolicy('a', {}), aPolicy('c', {})],
      want: 'a',
    },
    { because: 'nothing else is there', policies: [emea], want: 'built-in' },
    { because: 'nothing at all is there', policies: [], want: 'built-in' },
  ])('$want: $because', ({ policies, zone, want }) => {
    expect(slaPolicyFor(policies, { namespace: 'team-a', zone }).name).toBe(want);
    expect(slaPolicyFor(policies.toReversed(), { namespace: 'team-a', zone }).name).toBe(want);
  });
});

describe('compileSlaPolicy', () => {
  it('keeps what tells one version of a policy from another', () => {
    const { name, generation, createdAt, isDefault } = aPolicy('gold', { default: true }, 1_234);
    expect({ name, generation, createdAt, isDefault }).toEqual({
      name: 'gold',
      generation: 3,
      createdAt: 1_234_000,
      isDefault: true,
    });
  });

  it.each<{ because: string; spec: Partial<SLAPolicySpec>; says: RegExp }>([
    {
      because: 'a month is no SLA target',
      spec: { targets: [{ severity: 'High', acknowledgeWithin: '1mo' }] },
      says: /^targets\[High\]\.acknowledgeWithin: "1mo" is not a duration; write /,
    },
    {
      because: 'words are no duration',
      spec: { targets: [{ severity: 'Low', resolveWithin: 'soon' }] },
      says: /^targets\[Low\]\.resolveWithin: "soon" .+ such as 90s, 15m, 4h or 30d/,
    },
    {
      because: 'one of the two would have to be ignored',
      spec: {
        targets: [
          { severity: 'High', acknowledgeWithin: '1h' },
          { severity: 'High', acknowledgeWithin: '2h' },
        ],
      },
      says: /^targets: High is there twice; keep one/,
    },
    {
      because: 'the calendar is wrong',
      spec: { calendar: { timeZone: 'Europe/Bärlin', days: ['Mon'] } },
      says: /^calendar\.timeZone: "Europe\/Bärlin" is not a time zone; write an IANA name/,
    },
    {
      because: 'a minute a week makes a deadline of thousands of years',
      spec: {
        targets: [{ severity: 'High', resolveWithin: '99999h' }],
        calendar: { timeZone: 'UTC', days: ['Mon'], hours: { start: '09:00', end: '09:01' } },
      },
      says: /^targets\[High\]\.resolveWithin: 99999h is more than 100 years .+; write days \(d\)/,
    },
  ])('refuses it: $because', ({ spec, says }) => {
    const result = compileSlaPolicy(
      slaPolicy('gold', { targets: [{ severity: 'High', acknowledgeWithin: '1h' }], ...spec }),
    );
    expect(result).toEqual({ ok: false, message: expect.stringMatching(says) });
  });
});
