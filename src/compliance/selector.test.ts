import { describe, expect, it } from 'vitest';

import { anAccountRow, aSystemRow } from '../../test/support/builders/access.ts';
import { anIncidentRow, aSourceRow } from '../../test/support/builders/compliance.ts';
import type { Selector } from './selector.ts';
import type { IncidentRow } from './verdict.ts';
import { accountSubjects } from './subjects/account.ts';
import { incidentSubjects } from './subjects/incident.ts';
import { type SourceRow, sourceSubjects } from './subjects/source.ts';
import { systemSubjects } from './subjects/system.ts';

const row = anIncidentRow({ labels: { team: 'a', tier: 'gold' } });
const reported = anIncidentRow({ source: undefined, externalID: undefined, origin: 'Reported', zone: undefined });

describe('a selector over incidents', () => {
  it.each<{ name: string; because: string; selector: Selector | undefined; of: IncidentRow; want: boolean }>([
    { name: 'absent', because: 'no selector selects everything', selector: undefined, of: reported, want: true },
    { name: 'empty', because: 'an empty one does too', selector: {}, of: reported, want: true },
    {
      name: 'empty lists',
      because: 'an empty member is as an absent one',
      selector: {
        sourceRefs: [],
        origins: [],
        severities: [],
        zones: [],
        categories: [],
        systemRefs: [],
        matchLabels: {},
      },
      of: reported,
      want: true,
    },
    {
      name: 'its source',
      because: 'a list matches by one value',
      selector: refs('jira', 'pagerduty'),
      of: row,
      want: true,
    },
    { name: 'another source', because: 'it is of one source only', selector: refs('jira'), of: row, want: false },
    {
      name: 'a source, of a reported one',
      because: 'that has none',
      selector: refs('pagerduty'),
      of: reported,
      want: false,
    },
    {
      name: 'its severity',
      because: 'it is listed',
      selector: { severities: ['Critical', 'High'] },
      of: row,
      want: true,
    },
    { name: 'other severities', because: 'it is not', selector: { severities: ['Low', 'Info'] }, of: row, want: false },
    { name: 'its origin', because: 'it is listed', selector: { origins: ['Reported'] }, of: reported, want: true },
    { name: 'another origin', because: 'it is not', selector: { origins: ['Reported'] }, of: row, want: false },
    { name: 'its zone', because: 'it is listed', selector: { zones: ['emea'] }, of: row, want: true },
    {
      name: 'a zone, of one without',
      because: 'no zone is no match',
      selector: { zones: ['emea'] },
      of: reported,
      want: false,
    },
    { name: 'its category', because: 'it is listed', selector: { categories: ['Storage'] }, of: row, want: true },
    { name: 'another category', because: 'it is not', selector: { categories: ['Phishing'] }, of: row, want: false },
    {
      name: 'all its labels',
      because: 'every one is carried',
      selector: labels({ team: 'a', tier: 'gold' }),
      of: row,
      want: true,
    },
    { name: 'another value', because: 'the value counts', selector: labels({ team: 'b' }), of: row, want: false },
    {
      name: 'one label too many',
      because: 'all must match',
      selector: labels({ team: 'a', x: '' }),
      of: row,
      want: false,
    },
    {
      name: 'labels, of one without',
      because: 'it carries none',
      selector: labels({ team: 'a' }),
      of: reported,
      want: false,
    },
    {
      name: 'a label named as a member of every object',
      because: 'what is inherited is not carried',
      selector: labels({ constructor: '' }),
      of: row,
      want: false,
    },
    {
      name: 'two members of which one does not match',
      because: 'every member must match',
      selector: { ...refs('pagerduty'), severities: ['Low'] },
      of: row,
      want: false,
    },
    {
      name: 'all members at once',
      because: 'every one matches',
      selector: {
        ...refs('pagerduty'),
        severities: ['High'],
        zones: ['emea'],
        origins: ['PagerDuty'],
        categories: ['Storage'],
      },
      of: row,
      want: true,
    },
  ])('$name: $because', ({ selector, of, want }) => {
    const compiled = incidentSubjects.compileSelector(selector);
    expect(compiled.ok && compiled.selector.selects(of)).toBe(want);
  });

  it('says how far it looks back, and which sources and zones it names', () => {
    const selector = { ...refs('jira'), zones: ['emea'], detectedWithin: '90d' };
    expect(incidentSubjects.compileSelector(selector)).toMatchObject({
      ok: true,
      selector: { windowMs: 90 * 86_400_000, sourceNames: ['jira'], zones: ['emea'], systemNames: [] },
    });
    expect(incidentSubjects.compileSelector()).toMatchObject({
      ok: true,
      selector: { windowMs: undefined, sourceNames: [], zones: [], systemNames: [] },
    });
  });

  it('refuses systems, which incidents do not belong to', () => {
    expect(incidentSubjects.compileSelector({ systemRefs: [{ name: 'okta' }] })).toMatchObject({
      ok: false,
      message: expect.stringContaining('selector.systemRefs') as string,
    });
  });

  it('refuses a window that is no duration, and names the field', () => {
    const compiled = incidentSubjects.compileSelector({ detectedWithin: '3 weeks' });
    expect(compiled).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^selector\.detectedWithin: .*90s/) as string,
    });
  });
});

describe('a selector over sources', () => {
  const source = aSourceRow({ labels: { team: 'a' } });
  it.each<{ name: string; selector: Selector; of: SourceRow; want: boolean }>([
    { name: 'everything', selector: {}, of: source, want: true },
    { name: 'its name', selector: refs('pagerduty'), of: source, want: true },
    { name: 'another name', selector: refs('jira'), of: source, want: false },
    { name: 'its zone', selector: { zones: ['apac', 'emea'] }, of: source, want: true },
    { name: 'another zone', selector: { zones: ['apac'] }, of: source, want: false },
    { name: 'its labels', selector: labels({ team: 'a' }), of: source, want: true },
    { name: 'other labels', selector: labels({ team: 'b' }), of: source, want: false },
  ])('$name', ({ selector, of, want }) => {
    const compiled = sourceSubjects.compileSelector(selector);
    expect(compiled.ok && compiled.selector.selects(of)).toBe(want);
  });

  it.each<Selector>([
    { systemRefs: [{ name: 'okta' }] },
    { severities: ['High'] },
    { origins: ['PagerDuty'] },
    { categories: ['Storage'] },
    { detectedWithin: '1d' },
  ])('refuses %o, which sources do not have: ignoring it would judge more than was asked', (selector) => {
    const compiled = sourceSubjects.compileSelector(selector);
    const [member] = Object.keys(selector);
    expect(compiled).toMatchObject({ ok: false, message: expect.stringContaining(`selector.${member}`) as string });
  });

  it('takes such a member when it is empty', () => {
    expect(sourceSubjects.compileSelector({ severities: [], origins: [] }).ok).toBe(true);
  });
});

function refs(...names: readonly string[]): Selector {
  return { sourceRefs: names.map((name) => ({ name })) };
}

function labels(matchLabels: Record<string, string>): Selector {
  return { matchLabels };
}

describe('a selector over accounts and systems', () => {
  const account = anAccountRow({ system: 'pager', zone: 'emea', labels: { team: 'a' } });
  const system = { ...aSystemRow({ zone: 'emea' }), labels: { team: 'a' } };
  it.each<{ name: string; selector: Selector; want: boolean }>([
    { name: 'everything', selector: {}, want: true },
    { name: 'the system', selector: { systemRefs: [{ name: 'jira' }, { name: 'pager' }] }, want: true },
    { name: 'another system', selector: { systemRefs: [{ name: 'jira' }] }, want: false },
    { name: 'the zone', selector: { zones: ['emea'] }, want: true },
    { name: 'another zone', selector: { zones: ['apac'] }, want: false },
    { name: 'the labels', selector: labels({ team: 'a' }), want: true },
    { name: 'other labels', selector: labels({ team: 'b' }), want: false },
  ])('$name', ({ selector, want }) => {
    const [accounts, systems] = [accountSubjects.compileSelector(selector), systemSubjects.compileSelector(selector)];
    expect([accounts.ok && accounts.selector.selects(account), systems.ok && systems.selector.selects(system)]).toEqual(
      [want, want],
    );
  });

  it.each<Selector>([
    refs('jira'),
    { severities: ['High'] },
    { origins: ['PagerDuty'] },
    { categories: ['Storage'] },
    { detectedWithin: '1d' },
  ])('refuses %o', (selector) => {
    const [member] = Object.keys(selector);
    const refused = { ok: false, message: expect.stringContaining(`selector.${member}`) as string };
    expect(accountSubjects.compileSelector(selector)).toMatchObject(refused);
    expect(systemSubjects.compileSelector(selector)).toMatchObject(refused);
  });
});
