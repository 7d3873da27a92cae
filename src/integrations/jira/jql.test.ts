// A JQL of the spec cannot escape from its parentheses, and brings no order of its own.

import { describe, expect, it } from 'vitest';

import { amongKeys, changedSince, jqlFault } from './jql.ts';

describe('jqlFault', () => {
  it.each([
    { jql: 'project = SEC', because: 'it is a condition' },
    { jql: '(project = SEC OR labels in (a, b)) AND (x = 1)', because: 'its parentheses match' },
    { jql: 'summary ~ "order by (updated"', because: 'what is quoted is a text' },
    {
      jql: `summary ~ 'it\\'s ) order by' AND project = SEC`,
      because: 'an escaped quotation mark does not end a text',
    },
    { jql: 'reorder = 1 AND orderby = 2', because: 'a word within a word is none' },
    { jql: 'order = "by"', because: 'a quoted by is a value' },
  ])('takes $jql: $because', ({ jql }) => {
    expect(jqlFault(jql)).toBeUndefined();
  });

  it.each([
    { jql: 'project = A) OR (project = B', fault: /closed that was not opened/ },
    { jql: '(project = SEC', fault: /not closed/ },
    { jql: 'project = SEC ORDER BY created', fault: /ORDER BY/ },
    { jql: 'project = SEC order\n\tby created', fault: /ORDER BY/ },
    { jql: 'summary ~ "open', fault: /quotation mark/ },
    { jql: 'summary ~ "a\\"', fault: /quotation mark/ },
    { jql: '  ', fault: /empty/ },
  ])('refuses $jql', ({ jql, fault }) => {
    expect(jqlFault(jql)).toMatch(fault);
  });
});

describe('the queries', () => {
  it('cut an instant to the minute and send it as a number', () => {
    const ms = Date.parse('2026-03-02T10:00:59.999Z');
    expect(changedSince('a = 1 OR b = 2', ms)).toBe(
      `(a = 1 OR b = 2) AND updated >= ${Date.parse('2026-03-02T10:00:00Z')} ORDER BY updated ASC, key ASC`,
    );
  });

  it('quote keys', () => {
    expect(amongKeys('a = 1', ['AND-1', 'SEC-2'])).toBe('(a = 1) AND key in ("AND-1", "SEC-2")');
  });
});
