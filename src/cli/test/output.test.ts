// The output formats of `docket test`: for people, programs and CI systems.

import { describe, expect, it } from 'vitest';
import { check, judge, NOW, object, OPEN } from '../../../test/support/judgement/judged-files.ts';

describe('docket test -o', () => {
  const LOSS =
    object('ComplianceCheck', 'closed', '{type: IncidentClosed}') + check('later', '{type: ResolutionOnTime}');

  it('json prints what the interface says and no more', async () => {
    const { out, code } = await judge(LOSS + OPEN, '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      now: NOW,
      checks: [
        {
          namespace: 'default',
          name: 'closed',
          type: 'IncidentClosed',
          result: 'Failing',
          reason: 'IncidentOpen',
          counts: { passing: 0, due: 0, failing: 1, unknown: 0, exempted: 0 },
          failing: [{ name: 'leak', reason: 'IncidentOpen', since: '2026-03-02T08:00:00Z' }],
          due: [],
        },
        {
          namespace: 'default',
          name: 'later',
          type: 'ResolutionOnTime',
          result: 'Due',
          reason: 'ResolutionDue',
          counts: { passing: 0, due: 1, failing: 0, unknown: 0, exempted: 0 },
          failing: [],
          due: [{ name: 'leak', reason: 'ResolutionDue', dueAt: '2026-03-09T08:00:00Z' }],
          nextDeadline: '2026-03-09T08:00:00Z',
        },
      ],
    });
  });

  it('table prints the checks as kubectl would, then what fails, then why the rest is unknown', async () => {
    const lost = check('lost', '{type: IncidentClosed, selector: {sourceRefs: [{name: pd}]}}');
    const { out } = await judge(check('closed') + lost + OPEN);
    expect(out).toBe(
      [
        'NAMESPACE   NAME     TYPE             RESULT    REASON          FAILING   DUE   UNKNOWN   EXEMPTED   PASSING   NEXT-DEADLINE',
        'default     closed   IncidentClosed   Failing   IncidentOpen    1         0     0         0          0',
        'default     lost     IncidentClosed   Unknown   SourceMissing   0         0     0         0          0',
        '',
        'NAMESPACE   CHECK    FAILING   REASON         SINCE                  DUE-AT   TITLE',
        'default     closed   leak      IncidentOpen   2026-03-02T08:00:00Z            Card data in a log',
        '',
        'default/lost is Unknown, SourceMissing: The selector names "pd", which does not exist: create it, or correct the selector.',
        '',
      ].join('\n'),
    );
  });

  it('junit prints a test case per check, escaped', async () => {
    const title = 'Card \\"data\\" <in> a\\u001b[2J log & \\u202emore';
    const files =
      OPEN.replace('Card data in a log', `"${title}"`) +
      check('closed') +
      check('lost', '{type: IncidentClosed, selector: {sourceRefs: [{name: pd}]}}') +
      check('not-now', '{type: IncidentClosed, suspend: true}') +
      check('other', '{type: IncidentClosed, selector: {severities: [Low]}}');
    const { out } = await judge(files, '-o', 'junit');
    const table = (await judge(files)).out.trimEnd().replaceAll('\u{fffd}', '');
    const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
    expect(table).toMatch(/^NAMESPACE .* Card "data" <in> a\[2J log & more$/ms);
    expect(out).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite id="0" package="docket" name="docket test" tests="4" failures="1" errors="1" skipped="1" time="0.000" timestamp="2026-03-04T12:00:00" hostname="localhost">
    <properties>
      <property name="now" value="${NOW}"/>
    </properties>
    <testcase classname="default" name="closed" time="0.000">
      <failure message="IncidentOpen: 1 subject failing" type="IncidentOpen">leak: IncidentOpen, since 2026-03-02T08:00:00Z, Card &quot;data&quot; &lt;in&gt; a[2J log &amp; more</failure>
    </testcase>
    <testcase classname="default" name="lost" time="0.000">
      <error message="SourceMissing: The selector names &quot;pd&quot;, which does not exist: create it, or correct the selector." type="SourceMissing">SourceMissing: The selector names &quot;pd&quot;, which does not exist: create it, or correct the selector.</error>
    </testcase>
    <testcase classname="default" name="not-now" time="0.000">
      <skipped message="The check is suspended: nothing is judged."/>
    </testcase>
    <testcase classname="default" name="other" time="0.000"/>
    <system-out>${table.replaceAll(/[&<>"]/g, (each) => ESCAPES[each] ?? '')}</system-out>
    <system-err/>
  </testsuite>
</testsuites>
`,
    );
  });

  it.each(['table', 'json', 'junit'])('%s lets no title steer the terminal', async (output) => {
    const title = '\\u001b]0;owned\\u0007 \\u009b31m \\u202egnp.exe\\u2066 \\u2028 \\ud800';
    const { out } = await judge(OPEN.replace('Card data in a log', `"${title}"`) + check('c'), '-o', output);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});
