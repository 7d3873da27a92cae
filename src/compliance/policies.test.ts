import { describe, expect, it } from 'vitest';

import { aDisclosurePolicy, anObligationSpec, anSlaPolicy } from '../../test/support/builders/policies.ts';
import type { SLAPolicy, SLAPolicySpec } from '../api/v1alpha1/slapolicy.gen.ts';
import { Policies } from './policies.ts';

const PLACE = { namespace: 'team-a', zone: 'emea', severity: 'High' } as const;
const UNREADABLE = { targets: [{ severity: 'High' as const, acknowledgeWithin: 'soon' }] };

const sla = (name: string, spec: Partial<SLAPolicySpec> = {}, day = '01'): SLAPolicy =>
  anSlaPolicy(spec, { name, creationTimestamp: `2026-01-${day}T00:00:00Z` });
const invalid = (name: string, spec: Partial<SLAPolicySpec> = {}, day = '01'): SLAPolicy =>
  sla(name, { ...UNREADABLE, ...spec }, day);

function policies(...objects: readonly SLAPolicy[]): Policies {
  const made = new Policies();
  for (const object of objects) made.setSla(object.metadata.name, object);
  return made;
}

/** The policy that an incident is judged by, or why there is none. */
function chosen(made: Policies, named?: string): string {
  const choice = made.slaFor(PLACE, named);
  return choice.ok ? choice.policy.name : `${choice.reason} ${choice.name}`;
}

describe('the SLA policy of an incident', () => {
  const here = { appliesTo: { namespaces: ['team-a'] } };
  const elsewhere = { appliesTo: { namespaces: ['team-b'] } };
  it.each<{ name: string; because: string; objects: readonly SLAPolicy[]; named?: string; want: string }>([
    { name: 'no policy', because: 'the built-in one holds', objects: [], want: 'built-in' },
    { name: 'one for all', because: 'it asks for nothing', objects: [sla('all')], want: 'all' },
    {
      name: 'one for another namespace',
      because: 'it is not for this incident',
      objects: [sla('other', elsewhere)],
      want: 'built-in',
    },
    {
      name: 'one for this zone in another namespace',
      because: 'both have to match',
      objects: [sla('other', { appliesTo: { namespaces: ['team-b'], zones: ['emea'] } })],
      want: 'built-in',
    },
    {
      name: 'a default and one that is meant',
      because: 'what selects the incident comes first, however young',
      objects: [sla('default', { default: true }), sla('meant', here, '09')],
      want: 'meant',
    },
    {
      name: 'two that are meant',
      because: 'the older counts, whatever comes first',
      objects: [sla('young', here, '02'), sla('old', here)],
      want: 'old',
    },
    {
      name: 'two of the same age',
      because: 'of the same age the first by name counts',
      objects: [sla('b', here), sla('a', here)],
      want: 'a',
    },
    {
      name: 'two defaults',
      because: 'the older counts',
      objects: [sla('young', { default: true }, '02'), sla('old', { default: true })],
      want: 'old',
    },
    {
      name: 'a default and an older one for all',
      because: 'who says default is the default',
      objects: [sla('all'), sla('default', { default: true }, '09')],
      want: 'default',
    },
    {
      name: 'one that is named',
      because: 'the source says so, whatever it applies to',
      objects: [sla('meant', here), sla('other', elsewhere)],
      named: 'other',
      want: 'other',
    },
    {
      name: 'one that is named and missing',
      because: 'no other is taken in its place',
      objects: [sla('meant', here)],
      named: 'gone',
      want: 'PolicyMissing gone',
    },
    {
      name: 'one that is named and unreadable',
      because: 'no other is taken in its place',
      objects: [invalid('bad'), sla('meant', here)],
      named: 'bad',
      want: 'PolicyInvalid bad',
    },
    {
      name: 'the one that is meant is unreadable',
      because: 'no other is taken in its place',
      objects: [invalid('bad', here), sla('default', { default: true }), sla('younger', here, '02')],
      want: 'PolicyInvalid bad',
    },
    {
      name: 'an unreadable default, and one that is meant',
      because: 'what cannot be read would not have been asked',
      objects: [invalid('bad', { default: true }), sla('meant', here)],
      want: 'meant',
    },
    {
      name: 'an unreadable one for all, and a default',
      because: 'what cannot be read would not have been asked',
      objects: [invalid('bad'), sla('default', { default: true })],
      want: 'default',
    },
    {
      name: 'an unreadable one for another namespace',
      because: 'it is not for this incident',
      objects: [invalid('bad', elsewhere)],
      want: 'built-in',
    },
    {
      name: 'an unreadable one that is younger',
      because: 'the older counts',
      objects: [invalid('bad', here, '02'), sla('old', here)],
      want: 'old',
    },
    {
      name: 'an unreadable one for all, and no other',
      because: 'the built-in one holds only where there is none',
      objects: [invalid('bad')],
      want: 'PolicyInvalid bad',
    },
  ])('$name: $because', ({ objects, named, want }) => {
    expect(chosen(policies(...objects), named)).toBe(want);
    expect(chosen(policies(...objects.toReversed()), named)).toBe(want);
  });

  it('follows a policy that is broken, mended and deleted', () => {
    const made = policies(sla('all'));
    made.setSla('all', invalid('all'));
    expect(chosen(made)).toBe('PolicyInvalid all');
    expect(made.compiledSla('all')).toMatchObject({ ok: false, message: expect.stringContaining('soon') as string });
    made.setSla('all', sla('all'));
    expect(chosen(made)).toBe('all');
    made.setSla('all', undefined);
    expect(chosen(made)).toBe('built-in');
    expect(chosen(made, 'all')).toBe('PolicyMissing all');
    expect(made.compiledSla('all')).toBeUndefined();
  });
});

describe('disclosure policies', () => {
  const broken = { obligations: [anObligationSpec({ clocks: [] })] };

  function disclosures(appliesTo?: NonNullable<ReturnType<typeof aDisclosurePolicy>['spec']['appliesTo']>): Policies {
    const made = new Policies();
    made.setDisclosure('good', aDisclosurePolicy({}, { name: 'good' }));
    made.setDisclosure('bad', aDisclosurePolicy({ ...broken, ...(appliesTo && { appliesTo }) }, { name: 'bad' }));
    return made;
  }

  it.each([
    { appliesTo: undefined, want: ['bad'], because: 'it would apply to every incident' },
    { appliesTo: { namespaces: ['team-a'] }, want: ['bad'], because: 'it would apply here' },
    { appliesTo: { namespaces: ['team-b'] }, want: [], because: 'it would apply elsewhere' },
    { appliesTo: { zones: ['apac'] }, want: [], because: 'it would apply elsewhere' },
    { appliesTo: { severities: ['High' as const] }, want: ['bad'], because: 'it would apply to this severity' },
    { appliesTo: { severities: ['Low' as const] }, want: [], because: 'it would apply to other severities only' },
  ])('one that cannot be read, for $appliesTo, is $want: $because', ({ appliesTo, want }) => {
    expect(disclosures(appliesTo).invalidDisclosuresFor(PLACE)).toEqual(want);
  });

  it('are those that can be read, with what became of the others', () => {
    const made = disclosures();
    expect(made.disclosurePolicies.map(({ name }) => name)).toEqual(['good']);
    expect(made.compiledDisclosure('bad')).toMatchObject({
      ok: false,
      message: expect.stringContaining('clocks') as string,
    });
    made.setDisclosure('bad', aDisclosurePolicy({}, { name: 'bad' }));
    expect(made.disclosurePolicies.map(({ name }) => name)).toEqual(['good', 'bad']);
    expect(made.invalidDisclosuresFor(PLACE)).toEqual([]);
    made.setDisclosure('bad', aDisclosurePolicy(broken, { name: 'bad' }));
    made.setDisclosure('bad', undefined);
    made.setDisclosure('good', undefined);
    expect(made.disclosurePolicies).toEqual([]);
    expect(made.invalidDisclosuresFor(PLACE)).toEqual([]);
    expect(made.compiledDisclosure('bad')).toBeUndefined();
  });
});
