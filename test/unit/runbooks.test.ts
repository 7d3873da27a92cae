// The runbooks and the alert rules belong together: one page per alert, each with the same four parts, and nothing that leads nowhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listedMetrics } from '../support/metrics/metrics-list.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const RUNBOOKS = path.join(ROOT, 'docs/runbooks');
const { groups } = parse(readFileSync(path.join(ROOT, 'config/monitoring/rules.yaml'), 'utf8')) as {
  readonly groups: ReadonlyArray<{ readonly rules: readonly Rule[] }>;
};
const RULES = groups.flatMap(({ rules }) => rules);
const page = (name: string): string => readFileSync(path.join(RUNBOOKS, `${name}.md`), 'utf8');

describe('the alert rules', () => {
  it('are twenty, each with its own page', () => {
    expect(RULES).toHaveLength(20);
    const pages = readdirSync(RUNBOOKS).map((file) => file.replace('.md', ''));
    expect(pages.toSorted()).toEqual(RULES.map(({ alert }) => alert).toSorted());
  });

  it.each(RULES)('$alert has what whoever is paged needs', ({ alert, for: pending, labels, annotations }) => {
    expect(pending).toMatch(/^\d+m$/);
    expect(['critical', 'warning', 'info']).toContain(labels['severity']);
    expect(annotations['summary']).toMatch(/^\S.*[^.]$/);
    expect(annotations['description']).toMatch(/\{\{ \$value.*\}\}.*\.$/s);
    expect(annotations['runbook_url']).toMatch(new RegExp(`/docs/runbooks/${alert}\\.md$`));
    expect(annotations['dashboard_url']).toMatch(/\/d\/docket-(compliance|operations)$/);
  });

  it.each(RULES)('$alert asks for metrics that are served', ({ expr }) => {
    const served = new Set(['up', ...listedMetrics().map(({ name }) => name)]);
    const asked = [...expr.matchAll(/([a-z_]+)\{job="docket"/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !served.has(name))).toEqual([]);
  });
});

describe('the runbooks', () => {
  it.each(RULES)('$alert: symptom, cause, what to do, how to verify', ({ alert }) => {
    const headings = [...page(alert).matchAll(/^#+ .*$/gm)].map(([heading]) => heading);
    expect(headings).toEqual([`# ${alert}`, '## Symptom', '## Cause', '## What to do', '## How to verify']);
  });

  it.each(RULES)('$alert links to what is there', ({ alert }) => {
    const links = [...page(alert).matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => path.resolve(RUNBOOKS, link));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
