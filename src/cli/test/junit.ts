// The result of `docket test` as JUnit XML, which CI systems show: a test case per check, in the form that Jenkins, GitLab,
// dorny/test-reporter and Ant's own tools take. Text of files is escaped, and what XML cannot hold is left out.

import { counted } from '../files/findings.ts';
import { visible } from '../printable.ts';
import type { ToldCheck } from './report.ts';
import { reportText } from './text.ts';

/** Everything is judged as of one instant, so no duration is measured. */
const TIME = '0.000';

/** Deterministic. GitLab shows the `classname` and `name` of a case, and the text of its failure or error. */
export function junitXml(now: string, checks: readonly ToldCheck[]): string {
  const count = (result: ToldCheck['result']): number => checks.filter((each) => each.result === result).length;
  const suite = attributes({
    id: 0,
    package: 'docket',
    name: 'docket test',
    tests: checks.length,
    failures: count('Failing'),
    errors: count('Unknown'),
    skipped: count('NotActive'),
    time: TIME,
    // In UTC. Ant's schema allows neither a zone nor a fraction; the property below has both.
    timestamp: now.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length),
    hostname: 'localhost',
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suite}>`,
    '    <properties>',
    `      <property${attributes({ name: 'now', value: now })}/>`,
    '    </properties>',
    ...checks.map(testCase),
    `    <system-out>${escaped(reportText(checks))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function testCase(check: ToldCheck): string {
  const { namespace, name } = check;
  const head = `    <testcase${attributes({ classname: namespace, name, time: TIME })}`;
  const inside = outcome(check);
  return inside === undefined ? `${head}/>` : `${head}>\n      ${inside}\n    </testcase>`;
}

/** Undefined for a check that is Passing or Due. */
function outcome(check: ToldCheck): string | undefined {
  const { result, reason, message, counts } = check;
  const told = attributes({
    message:
      result === 'Failing' ? `${reason}: ${counted(counts.failing, 'subject')} failing` : `${reason}: ${message}`,
    type: reason,
  });
  switch (result) {
    case 'Failing':
      return `<failure${told}>${escaped(check.failing.map((each) => failingLine(check, each)).join('\n'))}</failure>`;
    case 'Unknown':
      return `<error${told}>${escaped(`${reason}: ${message}`)}</error>`;
    case 'NotActive':
      return `<skipped${attributes({ message })}/>`;
    case 'Passing':
    case 'Due':
      return undefined;
  }
}

function failingLine({ titles }: ToldCheck, { name, reason, since, dueAt }: ToldCheck['failing'][number]): string {
  const title = titles.get(name) ?? '';
  const facts = [reason, since && `since ${since}`, dueAt && `due ${dueAt}`, title].filter((text) => text);
  return `${name}: ${facts.join(', ')}`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** XML 1.0 does not allow these characters, not even escaped. */
const NON_CHARACTERS = /[\u{fffe}\u{ffff}]/gu;

function escaped(text: string): string {
  const lines = text.split('\n').map((line) => visible(line).replaceAll('\u{fffd}', '').replaceAll(NON_CHARACTERS, ''));
  return lines.join('\n').replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
