// Names are part of the API: stable, valid for every id, different for different ids.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCheckName, type IncidentIdentity, incidentName } from './names.ts';

interface Vector extends IncidentIdentity {
  readonly name: string;
  readonly because: string;
}

const SPEC = path.join(import.meta.dirname, '../../docs/spec/v1alpha1');
const vectors = JSON.parse(await readFile(path.join(SPEC, 'incident-names.json'), 'utf8')) as Vector[];

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** The rule on the root of the Incident CRD. */
const RESERVED = /-[0-9a-f]{12}$/;

const anIdentity = fc.record({
  provider: fc.constantFrom('pagerDuty', 'fixture', 'jira'),
  source: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,26}[a-z0-9])?$/),
  externalID: fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string()),
});

describe('incidentName', () => {
  it.each(vectors)('is $name, because it is $because', ({ name, ...identity }) => {
    expect(incidentName(identity)).toBe(name);
  });

  it('has 200 vectors, all valid, all distinct', () => {
    const names = vectors.map(({ name }) => name);
    expect(vectors.length).toBeGreaterThanOrEqual(200);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !DNS_LABEL.test(name) || !RESERVED.test(name))).toEqual([]);
  });

  it('is a DNS label that the CRD takes for a mirrored incident, whatever the id', () => {
    fc.assert(
      fc.property(anIdentity, (identity) => {
        const name = incidentName(identity);
        expect(name).toMatch(DNS_LABEL);
        expect(name).toMatch(RESERVED);
        expect(name.startsWith(`${identity.source}-`)).toBe(true);
      }),
    );
  });

  it('is different for every two different identities', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anIdentity, { selector: toKey, maxLength: 50 }), (identities) => {
        expect(new Set(identities.map(incidentName)).size).toBe(identities.length);
      }),
    );
  });

  it('fits 63 characters with the longest source and the longest slug', () => {
    const source = 's'.repeat(28);
    expect(incidentName({ provider: 'pagerDuty', source, externalID: 'x'.repeat(300) })).toHaveLength(63);
  });

  it('is in the tables of the page as in the data', async () => {
    const page = await readFile(path.join(SPEC, 'incident-names.md'), 'utf8');
    const rows = [
      ...page.matchAll(/^\| `(?<provider>\w+)` +\| `(?<source>[^`]+)` +\| `(?<id>".*")` +\| `(?<name>[^`]+)` +\|/gm),
    ];
    expect(rows.length).toBeGreaterThanOrEqual(20);
    for (const { groups } of rows) {
      const { provider = '', source = '', id = '', name } = groups ?? {};
      const externalID = JSON.parse(id.replaceAll('\\|', '|')) as string;
      expect(incidentName({ provider, source, externalID })).toBe(name);
    }
  });
});

describe('defaultCheckName', () => {
  it.each([
    { type: 'IncidentClosed', want: 'pagerduty-incident-closed', because: 'words are joined by dashes' },
    { type: 'SourceHealthy', want: 'pagerduty-source-healthy', because: 'words are joined by dashes' },
    { type: 'ResponseOnTime', want: 'pagerduty-response-on-time', because: 'short words are words' },
    { type: 'Expression', want: 'pagerduty-expression', because: 'one word has no dash' },
    { type: 'SLAMet', want: 'pagerduty-sla-met', because: 'an abbreviation is one word' },
  ])('of $type is $want: $because', ({ type, want }) => {
    expect(defaultCheckName('pagerduty', type)).toBe(want);
  });
});

/** The bytes that a name is made from: a lone surrogate has none of its own in UTF-8, nor in any API. */
function toKey({ provider, source, externalID }: IncidentIdentity): string {
  return Buffer.from([provider, source, externalID].join('\0'), 'utf8').toString('hex');
}
