// What `docket explain incident/NAME` tells: facts and who states them, deadlines and what set them, and every check that selects it.

import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../../../test/support/processes/command-line.ts';
import { check, NOW, object, OPEN, review, source } from '../../../test/support/judgement/judged-files.ts';
import type { IncidentExplanation } from '../../judgement/explain/incident.ts';

async function explain(text: string, ...flags: readonly string[]) {
  await using folder = await Folder.with({ 'a.yaml': text });
  return await docket('explain', ...(flags.length === 0 ? ['incident/leak'] : flags), '-f', folder.path, '--now', NOW);
}

async function explained(text: string, name = 'leak'): Promise<IncidentExplanation> {
  const { out, err } = await explain(text, `incident/${name}`, '-o', 'json');
  if (out === '') throw new Error(err);
  return JSON.parse(out) as IncidentExplanation;
}

const sla = (name: string, members: string): string =>
  object('SLAPolicy', name, `{targets: [{severity: High, acknowledgeWithin: 2h}], ${members}}`);
const MIRRORED = object(
  'Incident',
  'pd-q1-0123456789ab',
  '{title: t, severity: High, sourceRef: {name: pd}, externalID: Q1, detectedAt: "2026-03-04T11:00:00Z"}',
);
const NIS2 = object(
  'DisclosurePolicy',
  'nis2',
  `{obligations: [
    {name: warning, dataType: "*", recipient: CSIRT, clocks: [{start: Classified, within: 4h}, {start: Aware, within: 24h}]},
    {name: report, dataType: "*", recipient: CSIRT, clocks: [{start: Disclosed, of: warning, within: 1mo}]},
    {name: closing, dataType: "*", recipient: Owners, clocks: [{start: Resolved, within: 30d}]}]}`,
);

describe('docket explain incident/NAME', () => {
  it('tells people everything, in the order in which they ask', async () => {
    const told =
      'awareAt: "2026-03-02T09:00:00Z", disclosures: [{recipient: CSIRT, notifiedAt: "2026-03-03T10:00:00Z"}]';
    const loss = 'dataLoss: {assessment: Confirmed, dataTypes: [CardholderData]}';
    const { code, out } = await explain(
      OPEN + NIS2 + review(`${loss}, ${told}`) + check('loss', '{type: DataLossReported}') + check('open'),
    );
    expect(code).toBe(0);
    expect(out).toBe(`Incident default/leak "Card data in a log" as of 2026-03-04T12:00:00Z

Facts
  source         none: it is reported
  severity       High
  state          Detected, by whoever reported it (the record says Detected)
  detected       2026-03-02T08:00:00Z
  acknowledged   not known to be
  resolved       not known to be
  review         leak
  data loss      Confirmed of CardholderData

Deadlines
  SLA policy       built-in (generation 0): no SLAPolicy applies
  acknowledge by   2026-03-02T09:00:00Z
  resolve by       2026-03-09T08:00:00Z
  assess by        2026-03-05T08:00:00Z

Obligations (3)
  tell CSIRT: met late, due 2026-03-03T09:00:00Z, told 2026-03-03T10:00:00Z
    obligation warning of nis2 (generation 1), for data type *
    - 4h from Classified: does not run yet
    - 24h from Aware: 2026-03-02T09:00:00Z to 2026-03-03T09:00:00Z (decides)
  tell CSIRT: owed, due 2026-04-03T10:00:00Z
    obligation report of nis2 (generation 1), for data type *
    - 1mo from Disclosed of warning: 2026-03-03T10:00:00Z to 2026-04-03T10:00:00Z (decides)
  tell Owners: owed, no date yet
    obligation closing of nis2 (generation 1), for data type *
    - 30d from Resolved: does not run yet

Checks (2)
  loss (DataLossReported): Failing, DisclosureOwed, since 2026-03-02T09:00:00Z, due 2026-04-03T10:00:00Z
    Data was lost and somebody has to be told: the incident's deadlines say whom and until when.
    the check as a whole: Failing, DisclosureOwed
  open (IncidentClosed): Failing, IncidentOpen, since 2026-03-02T08:00:00Z
    The incident is neither resolved nor closed. Due while the grace period runs, which counts from detection.
    the check as a whole: Failing, IncidentOpen
`);
  });

  it.each([
    { at: NOW, because: 'they are told', want: 'met late, due 2026-03-03T09:00:00Z, told 2026-03-04T12:00:00Z' },
    {
      at: '2026-03-04T12:00:01Z',
      because: 'what is dated in the future is owed until then',
      want: 'overdue, due 2026-03-03T09:00:00Z, to be told 2026-03-04T12:00:01Z',
    },
  ])('says of somebody told at $at that it is $want, as $because', async ({ at, want }) => {
    const loss = 'dataLoss: {assessment: Confirmed, dataTypes: [CardholderData]}, awareAt: "2026-03-02T09:00:00Z"';
    const told = `disclosures: [{recipient: CSIRT, obligation: warning, notifiedAt: "${at}"}]`;
    const { out } = await explain(OPEN + NIS2 + review(`${loss}, ${told}`));
    expect(out).toContain(`tell CSIRT: ${want}\n    obligation warning of nis2`);
  });

  it.each([
    { because: 'no policy applies', text: '', want: { policy: 'built-in', rule: 'BuiltIn' } },
    { because: 'it is for everything', text: sla('all', ''), want: { policy: 'all', rule: 'Unconditional' } },
    {
      because: 'the default comes first',
      text: sla('all', '') + sla('usual', 'default: true'),
      want: { policy: 'usual', rule: 'Default' },
    },
    {
      because: 'one that selects the incident comes before that',
      text: sla('usual', 'default: true') + sla('here', 'appliesTo: {namespaces: [default]}'),
      want: { policy: 'here', rule: 'AppliesTo' },
    },
    {
      because: 'one that selects others does not',
      text: sla('usual', 'default: true') + sla('there', 'appliesTo: {namespaces: [other]}'),
      want: { policy: 'usual', rule: 'Default' },
    },
  ])('says which policy sets the deadlines and why: $because', async ({ text, want }) => {
    const found = await explained(OPEN + text);
    expect(found.sla).toMatchObject({ ...want, kept: false });
  });

  it('says that the source names the policy, and that it is not there', async () => {
    const pd = source('pd').replace('{pagerDuty', '{slaPolicyRef: {name: gold}, pagerDuty');
    const name = 'pd-q1-0123456789ab';
    expect((await explained(pd + MIRRORED, name)).sla).toEqual({ policy: 'gold', reason: 'PolicyMissing' });
    expect((await explained(pd + MIRRORED + sla('gold', ''), name)).sla).toMatchObject({
      policy: 'gold',
      generation: 1,
      rule: 'NamedBySource',
      acknowledgeBy: '2026-03-04T13:00:00Z',
    });
  });

  it('says that a resolved incident keeps the deadlines that it was judged by', async () => {
    const status =
      'status: {deadlines: {slaPolicy: {name: old, generation: 4}, acknowledgeBy: "2026-03-02T08:05:00Z"}}\n';
    const resolved = OPEN.replace('severity: High', 'severity: High, state: Resolved').replace(
      '---\n',
      `${status}---\n`,
    );
    expect((await explained(resolved + sla('all', ''))).sla).toEqual({
      policy: 'old',
      generation: 4,
      kept: true,
      acknowledgeBy: '2026-03-02T08:05:00Z',
    });
  });

  it('says who states what, and which review counts', async () => {
    const dated = (name: string, time: string): string =>
      `{name: ${name}, creationTimestamp: "${time}"}\nspec: {incidentRef: {name: leak}, state: Investigating, acknowledgedAt: "2026-03-02T08:10:00Z"}\n---\n`;
    const head = 'apiVersion: docket.dev/v1alpha1\nkind: IncidentReview\nmetadata: ';
    const text = `${head}${dated('b', '2026-03-02T09:00:00Z')}${head}${dated('a', '2026-03-03T09:00:00Z')}`;
    expect(await explained(OPEN + text)).toMatchObject({
      state: { value: 'Investigating', by: 'Review', record: 'Detected', review: 'Investigating' },
      acknowledged: { time: '2026-03-02T08:10:00Z', by: 'Review' },
      review: { name: 'b', ignored: ['a'] },
    });
  });

  it('counts the resolution where nobody says when it was taken on', async () => {
    const resolved = OPEN.replace(
      'severity: High',
      'severity: High, state: Resolved, resolvedAt: "2026-03-02T09:00:00Z"',
    );
    expect(await explained(resolved)).toMatchObject({
      acknowledged: { time: '2026-03-02T09:00:00Z', by: 'Resolution' },
      resolved: { time: '2026-03-02T09:00:00Z', by: 'Reporter' },
      checks: [],
    });
  });
});

describe('docket explain on a name that is not there', () => {
  it.each([
    { argv: ['incident/leek'], err: 'no incident default/leek; did you mean incident/leak?' },
    { argv: ['incident/other'], err: 'no incident default/other; there are leak' },
    { argv: ['check/leak'], err: 'no check default/leak, and no other check in that namespace' },
    { argv: ['incident/leak', '-n', 'team'], err: 'no incident team/leak; it is in another namespace: -n default' },
  ])('$argv ends with 2 and says what is near', async ({ argv, err }) => {
    expect(await explain(OPEN, ...argv)).toEqual({ code: 2, out: '', err: `docket explain: ${err}\n` });
  });

  it.each([
    { argv: ['explain', 'leak'], err: /"leak" is nothing to explain: write check\/NAME or incident\/NAME/ },
    { argv: ['explain', 'incidents/'], err: /"incidents\/" is nothing to explain/ },
    { argv: ['explain', 'chekc/c'], err: /did you mean check\/c\?/ },
    { argv: ['explain', 'check/c', '-f', '/does/not/exist'], err: /\/does\/not\/exist does not exist; name a folder/ },
    { argv: ['explain', 'check/c', '-f', '.', '--kubeconfig', 'x'], err: /files or a cluster, not both/ },
    { argv: ['explain', 'check/c', '-f', '.', '--now', 'soon'], err: /--now: "soon" is not an instant/ },
  ])('$argv ends with 2', async ({ argv, err }) => {
    const heard = await docket(...argv);
    expect({ code: heard.code, out: heard.out }).toEqual({ code: 2, out: '' });
    expect(heard.err).toMatch(err);
  });

  it('ends with 2 and the place for files that are wrong', async () => {
    const { code, err } = await explain(OPEN.replace('severity: High', 'severity: Hihg'));
    expect(code).toBe(2);
    expect(err).toMatch(/a\.yaml:4:\d+: spec\.severity: Unsupported value: "Hihg".*\(did you mean High\?\)/);
  });

  it('says how often what a detection counted was seen', async () => {
    const counted = object(
      'Incident',
      'audit-0123456789ab',
      `{title: Repeated failed logins, severity: High, sourceRef: {name: audit}, externalID: l/a/1,
        detectedAt: "2026-03-04T11:00:04Z", stateUntil: "2026-03-04T11:00:04Z",
        occurrences: {count: 6, firstAt: "2026-03-04T11:00:00Z", lastAt: "2026-03-04T11:05:00Z"}}`,
    );
    const { out } = await explain(counted, 'incident/audit-0123456789ab');
    expect(out).toContain('  seen           6 times, from 2026-03-04T11:00:00Z to 2026-03-04T11:05:00Z\n');
  });
});
