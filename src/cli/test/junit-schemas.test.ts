// Checks the JUnit output against the schemas of Ant and Jenkins, and against what GitLab and dorny/test-reporter read.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { check, exception, judge, NOW, OPEN } from '../../../test/support/judgement/judged-files.ts';

const SCHEMAS = ['ant', 'jenkins'].map((name) => ({
  name,
  schema: readFileSync(path.join(import.meta.dirname, `../../../test/fixtures/junit/${name}.xsd`), 'utf8'),
}));

/** What is wrong with a report; nothing when it keeps the rules. */
async function faults(xml: string, schema: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: xml }], schema: [schema] });
  return errors.map(({ message }) => message);
}

const lost = check('lost', '{type: IncidentClosed, selector: {sourceRefs: [{name: pd}]}}');
const HOSTILE = OPEN.replace('Card data in a log', '"]]> <b> & \\u001b[2J \\u0000 \\uffff \\ud800 \\u202e x"');
const many = Array.from({ length: 60 }, (_, index) => OPEN.replace('name: leak', `name: leak-${index}`)).join('');

const REPORTS = [
  { because: 'a check passes', text: check('c') },
  { because: 'a check fails', text: OPEN + check('c') },
  { because: 'a check fails of more than can be listed', text: many + check('c') },
  { because: 'a check is unknown', text: lost },
  { because: 'a check is due', text: OPEN + check('c', '{type: ResolutionOnTime}') },
  { because: 'a check is suspended', text: check('c', '{type: IncidentClosed, suspend: true}') },
  {
    because: 'a failure is exempted',
    text: OPEN + check('c') + exception('approvedBy: bob, expiresAt: "2026-03-05T00:00:00Z"'),
  },
  { because: 'all of that', text: OPEN + check('c') + lost + check('d', '{type: IncidentClosed, suspend: true}') },
  { because: 'a title holds what XML cannot', text: HOSTILE + check('c') },
];

describe.each(SCHEMAS)("docket test -o junit and $name's schema", ({ schema }) => {
  it.each(REPORTS)('agree when $because', async ({ text }) => {
    const { out } = await judge(text, '-o', 'junit');
    expect(await faults(out, schema)).toEqual([]);
  });

  it('agree on an instant with a fraction', async () => {
    const { out } = await judge(check('c'), '-o', 'junit', '--now', '2026-03-04T12:00:00.250Z');
    expect(await faults(out, schema)).toEqual([]);
    expect(out).toContain('timestamp="2026-03-04T12:00:00"');
    expect(out).toContain('<property name="now" value="2026-03-04T12:00:00.250Z"/>');
  });

  it.each([
    { because: 'a suite has no name', from: 'name="docket test"', to: '' },
    { because: 'a suite does not count its failures', from: / failures="\d+"/, to: '' },
    { because: 'a case has no name', from: 'name="c"', to: '' },
    { because: 'an attribute is nobody knows which', from: 'name="c"', to: 'name="c" owner="me"' },
    { because: 'an element is nobody knows which', from: '<system-err/>', to: '<system-log/>' },
    { because: 'a time is none', from: / time="0.000" timestamp/, to: ' time="soon" timestamp' },
  ])('would not agree if $because', async ({ from, to }) => {
    const { out } = await judge(OPEN + check('c'), '-o', 'junit');
    const spoilt = out.replace(from, to);
    expect(spoilt).not.toBe(out);
    expect(await faults(spoilt, schema)).not.toEqual([]);
  });
});

describe("Ant's schema alone", () => {
  it.each([
    {
      because: 'a case says no time',
      from: '<testcase classname="default" name="c" time="0.000"',
      to: '<testcase classname="default" name="c"',
    },
    { because: 'a case says no class', from: 'classname="default" name="c"', to: 'name="c"' },
    { because: 'a failure has no type', from: /(<failure [^>]*) type="\w+"/, to: '$1' },
    { because: 'a timestamp has a zone', from: /timestamp="([^"]*)"/, to: 'timestamp="$1Z"' },
    { because: 'no host is named', from: ' hostname="localhost"', to: '' },
    { because: 'there is no place for output', from: '<system-err/>', to: '' },
  ])('would not agree if $because', async ({ from, to }) => {
    const { out } = await judge(OPEN + check('c'), '-o', 'junit');
    const spoilt = out.replace(from, to);
    expect(spoilt).not.toBe(out);
    expect(await faults(spoilt, SCHEMAS[0]?.schema ?? '')).not.toEqual([]);
  });
});

describe('docket test -o junit', () => {
  it('gives each case a class, a name, a time, and its outcome a text, as GitLab and dorny/test-reporter show them', async () => {
    const { out } = await judge(OPEN + check('c') + lost, '-o', 'junit');
    const cases = [
      ...out.matchAll(/<testcase classname="(\S+)" name="(\S+)" time="([\d.]+)">\s*<(\w+) [^>]*>([^<]+)</g),
    ];
    expect(cases.map((match) => match.slice(1))).toEqual([
      ['default', 'c', '0.000', 'failure', 'leak: IncidentOpen, since 2026-03-02T08:00:00Z, Card data in a log'],
      ['default', 'lost', '0.000', 'error', expect.stringMatching(/^SourceMissing: The selector names /)],
    ]);
  });

  it('is the same for the same files and instant', async () => {
    const [one, two] = [await judge(OPEN + check('c'), '-o', 'junit'), await judge(OPEN + check('c'), '-o', 'junit')];
    expect(one.out).toBe(two.out);
    expect(one.out).toContain(`value="${NOW}"`);
  });
});
