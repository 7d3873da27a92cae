// The corpus of hostile rules (test/fixtures/expressions/hostile.yaml) and their inputs. Evaluates nothing.

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { parse } from 'yaml';

import type { ExpressionInput } from '../../../src/compliance/expression/outcome.ts';

const CORPUS = path.join(import.meta.dirname, '../../fixtures/expressions/hostile.yaml');

export type InputName = 'full' | 'empty' | 'none';

export interface HostileRule {
  readonly because: string;
  readonly rule: string;
  /** The accepted kinds of outcome, by input. */
  readonly outcomes: Readonly<Partial<Record<InputName, readonly string[]>>>;
}

interface Group {
  readonly because: string;
  readonly outcomes: readonly string[] | Required<HostileRule['outcomes']>;
  readonly inputs?: readonly InputName[];
  readonly rules: readonly string[];
}

const INPUTS: readonly InputName[] = ['full', 'empty', 'none'];

export const hostileRules: readonly HostileRule[] = (parse(readFileSync(CORPUS, 'utf8')) as Group[]).flatMap(
  ({ because, outcomes, inputs = INPUTS, rules }) => {
    const acceptable = (input: InputName): readonly string[] => ('full' in outcomes ? outcomes[input] : outcomes);
    const byInput = Object.fromEntries(inputs.map((input) => [input, acceptable(input)]));
    return rules.map((rule) => ({ because, rule: written(rule), outcomes: byInput }));
  },
);

/** «text×n» is the text n times over. */
function written(rule: string): string {
  return rule.replaceAll(/«([^«»]*)×(\d+)»/g, (_, text: string, times) => text.repeat(Number(times)));
}

const incident = {
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'Incident',
  metadata: {
    name: 'pagerduty-q1-0123456789ab',
    namespace: 'team-a',
    labels: { team: 'storage' },
    annotations: { x: 'y' },
    managedFields: [{ manager: 'docket' }],
    resourceVersion: '7',
  },
  spec: {
    title: 'disk full',
    severity: 'Critical',
    detectedAt: '2026-03-02T09:00:00Z',
    assignees: ['ann', 'bob'],
    n: 3,
    flag: true,
    nullField: null,
    withNull: ['x', null],
    emptyText: '',
    blankText: ' ',
    longText: `${'a'.repeat(20_000)}c`,
  },
  status: {
    state: 'Triaging',
    counts: { failing: 0 },
    failing: [],
    conditions: [{ type: 'Compliant', status: 'False' }],
  },
};

const review = {
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'IncidentReview',
  metadata: { name: 'disk-full', namespace: 'team-a' },
  spec: {
    dataLoss: { assessment: 'Confirmed', dataTypes: ['CustomerData'] },
    evidence: [{ name: 'report', kind: 'Report' }],
    tasks: [],
    tasksToo: [],
    nothingIn: {},
    emptyText: '',
    longText: 'a'.repeat(20_000),
    big: Array.from({ length: 300 }, (_, index) => index),
  },
  status: { evidence: [] },
};

/** Empties every list, text and map within an object. Numbers and the path to them stay. */
function emptied(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 1) return {};
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, emptied(inside, depth + 1)]));
}

export const hostileInputs: Readonly<Record<InputName, ExpressionInput>> = {
  full: { incident, review },
  empty: { incident: emptied(incident) as object, review: emptied(review) as object },
  none: { incident, review: undefined },
};
