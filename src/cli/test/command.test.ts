// The input that `docket test` accepts and refuses.

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';
import { check, exception, judge, NOW, OPEN, review, source } from '../../../test/support/judgement/judged-files.ts';

describe('docket test on wrong input', () => {
  it.each([
    {
      because: 'a field is misspelt',
      text: check('c', '{type: IncidentClosed, gracePeriods: 1d}'),
      err: 'DIR/a.yaml:4:30: spec.gracePeriods: unknown field; a cluster would drop it (did you mean gracePeriod?)',
    },
    {
      because: 'a value is none of those there are',
      text: check('c', '{type: IncidentsClosed}'),
      err: /^DIR\/a\.yaml:4:8: spec\.type: Unsupported value: "IncidentsClosed".*\(did you mean IncidentClosed\?\)/,
    },
    {
      because: 'a rule of the CRD is broken',
      text: check('c') + review('external: {sourceName: pd, externalID: Q1}'),
      err: /^DIR\/a\.yaml:9:1: spec: Invalid value: .*incidentRef.*external/,
    },
    {
      because: 'a status is no status',
      text: check('c') + source('pd', 'status: {conditions: all good}\n'),
      err: /^DIR\/a\.yaml:10:10: status\.conditions: Invalid value/,
    },
    {
      because: 'a creation time is none',
      text: check('c').replace('name: c}', 'name: c, creationTimestamp: yesterday}'),
      err: 'DIR/a.yaml:3:21: metadata.creationTimestamp: is not an instant of RFC 3339, such as 2026-03-31T17:00:00Z: "yesterday"',
    },
    {
      because: 'a creation time is one for a server and not one for us',
      text: check('c').replace('name: c}', 'name: c, creationTimestamp: "2026-03-31T7:00:00Z"}'),
      err: 'DIR/a.yaml:3:21: metadata.creationTimestamp: is not an instant (write an instant as RFC 3339 does, such as 2026-03-31T17:00:00Z, or leave it out)',
    },
    {
      because: 'the text is no YAML',
      text: `${check('c')}a: "open\n`,
      err: /^DIR\/a\.yaml:7:1: Missing closing "quote/,
    },
    {
      because: 'the same object is there twice',
      text: check('c') + check('c'),
      err: /^DIR\/a\.yaml:8:12: metadata\.name: ComplianceCheck c is defined twice, first in DIR\/a\.yaml:1; /,
    },
    {
      because: 'there is no check',
      text: OPEN,
      err: /^docket test: no ComplianceCheck in DIR, so nothing can pass: 1 object/,
    },
  ])('ends with 2 and says where: $because', async ({ text, err }) => {
    const heard = await judge(text);
    expect({ code: heard.code, out: heard.out }).toEqual({ code: 2, out: '' });
    expect(heard.err.split('\n')[0]).toEqual(typeof err === 'string' ? err : expect.stringMatching(err));
  });

  it.each([
    { argv: ['test', '/does/not/exist'], err: /does not exist; name a folder or a file/ },
    {
      argv: ['test', '.', '--now', 'yesterday'],
      err: /--now: "yesterday" is not an instant; write RFC 3339, such as /,
    },
    { argv: ['test', '.', '--now', '2026-02-30T00:00:00Z'], err: /--now: .* is not an instant/ },
    { argv: ['test', '.', '--now', '2026-02-03T00:00:00'], err: /--now: .* is not an instant/ },
    { argv: ['test', '.', '-o', 'yaml'], err: /Allowed choices are table, json, junit/ },
    { argv: ['test'], err: /missing required argument 'dir'/ },
  ])('$argv ends with 2', async ({ argv, err }) => {
    const heard = await docket(...argv);
    expect({ code: heard.code, out: heard.out }).toEqual({ code: 2, out: '' });
    expect(heard.err).toMatch(err);
  });
});

describe('docket test on what comes with Docket', () => {
  it.each(['config/samples', 'config/demo'])('judges %s, and every check has a verdict', async (dir) => {
    const folder = path.resolve(import.meta.dirname, '../../..', dir);
    const { code, out } = await docket('test', folder, '--now', NOW, '-o', 'json');
    const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ result: string; reason: string }> };
    expect([0, 1, 3]).toContain(code);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ reason }) => reason === 'Evaluating' || reason === 'AwaitingFirstSync')).toEqual([]);
  });

  it('judges the access review of the demo', async () => {
    const folder = path.resolve(import.meta.dirname, '../../../config/demo');
    const { out } = await docket('test', folder, '--now', NOW, '-o', 'json');
    const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ name: string; result: string }> };
    const ofVault = checks.filter(({ name }) => name.startsWith('evidence-vault-'));
    expect(Object.fromEntries(ofVault.map(({ name, result }) => [name, result]))).toEqual({
      'evidence-vault-access-removed': 'Failing',
      'evidence-vault-access-reviewed': 'Due',
      'evidence-vault-access-rule-defined': 'Passing',
      'evidence-vault-access-valid': 'Failing',
      'evidence-vault-user-identified': 'Failing',
    });
  });

  it('takes an offset for what it is, and says the time in UTC', async () => {
    await using folder = await Folder.with({ 'a.yaml': check('c') });
    const { out } = await docket('test', folder.path, '--now', '2026-03-04T13:00:00+01:00', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({ now: NOW });
  });

  it.each([
    {
      because: 'a mirrored incident says no time',
      text: OPEN.replace('name: leak', 'name: pd-q1-0123456789ab').replace(
        ', detectedAt: "2026-03-02T08:00:00Z"',
        ', sourceRef: {name: pd}, externalID: Q1',
      ),
      note: 'DIR/a.yaml:6: pd-q1-0123456789ab says no detectedAt: it counts as detected at --now',
    },
    {
      because: 'a review names another incident',
      text: OPEN + review('state: Resolved').replace('{incidentRef: {name: leak}', '{incidentRef: {name: leek}'),
      note: 'the review default/leak is about an incident that is not there: leek; did you mean leak?',
    },
    {
      because: 'there are two reviews of an incident',
      text: OPEN + review('state: Resolved') + review('owner: ann').replace('name: leak}\n', 'name: other}\n'),
      note: 'the review default/other counts for nothing: leak is about the same incident, and older or first by name',
    },
    {
      because: 'nobody approved an exception',
      text: OPEN + exception('expiresAt: "2026-03-05T00:00:00Z"'),
      note: 'the exception default/ex exempts nothing: it is Pending',
    },
    {
      because: 'an exception is about nothing that is there',
      text: exception('approvedBy: bob, expiresAt: "2026-03-05T00:00:00Z"'),
      note: 'the exception default/ex exempts nothing: it is Unmatched',
    },
  ])('notes on the side that $because', async ({ text, note }) => {
    const { err } = await judge(check('c') + text);
    expect(err).toBe(`note: ${note}\n`);
  });
});
