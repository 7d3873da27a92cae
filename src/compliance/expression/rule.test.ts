import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ExpressionInput } from './outcome.ts';
import { compileRule, evaluateRule, MAX_RULE_LENGTH } from './rule.ts';
import { viewOf } from './view.ts';

const INCIDENT = {
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'Incident',
  metadata: { name: 'a', namespace: 'team-a', labels: { team: 'storage' }, annotations: { a: 'b' } },
  spec: {
    title: 'disk full',
    severity: 'Critical',
    detectedAt: '2026-03-02T09:00:00Z',
    resolvedAt: '2026-03-02T10:30:00+01:00',
    assignees: ['ann', 'bob'],
    records: 3,
    share: 0.5,
    big: 9_007_199_254_740_992,
    gone: null,
  },
  status: { state: 'Resolved', counts: { failing: 2 } },
};
const REVIEW = {
  metadata: { name: 'r' },
  spec: {
    dataLoss: { assessment: 'Confirmed', dataTypes: ['CustomerData'] },
    evidence: [
      { name: 'report', kind: 'Report' },
      { name: 'log', kind: 'Log' },
    ],
    tasks: [],
  },
  status: { evidence: [{ name: 'report', state: 'Verified' }], obligations: [{ recipient: 'dpa' }] },
};
const BOTH: ExpressionInput = { incident: INCIDENT, review: REVIEW };
const ALONE: ExpressionInput = { incident: INCIDENT, review: undefined };

const said = (rule: string, input = BOTH): string => evaluateRule(rule, input).kind;

interface Case {
  readonly rule: string;
  readonly want: string;
  readonly because: string;
}

describe('a rule that means something', () => {
  it.each<Case>([
    { rule: "incident.spec.severity == 'Critical'", want: 'true', because: 'it is' },
    { rule: "incident.spec.severity == 'Low'", want: 'false', because: 'it is not' },
    { rule: "incident.spec.severity in ['Critical', 'High']", want: 'true', because: 'it is one of them' },
    { rule: "!(incident.spec.severity in ['Low'])", want: 'true', because: 'it is none of them' },
    { rule: "incident.metadata.labels['team'] == 'storage'", want: 'true', because: 'labels are visible' },
    { rule: "'team' in incident.metadata.labels", want: 'true', because: 'the label is there' },
    { rule: "review.spec.evidence.exists(e, e.kind == 'Report')", want: 'true', because: 'one is' },
    {
      rule: "review.spec.evidence.all(e, e.name != '')",
      want: 'EmptyInput',
      because: 'ask for the size of what may be empty',
    },
    { rule: 'review.spec.evidence.all(e, size(e.name) > 0)', want: 'true', because: 'each has a name' },
    { rule: "review.spec.evidence.exists_one(e, e.kind == 'Log')", want: 'true', because: 'just one is' },
    {
      rule: "size(review.spec.evidence.filter(e, e.kind == 'Bad')) == 0",
      want: 'true',
      because: 'of two, none is bad',
    },
    { rule: "review.spec.evidence.map(e, e.kind) == ['Report', 'Log']", want: 'true', because: 'these are the kinds' },
    {
      rule: "review.status.evidence.all(e, e.state == 'Verified')",
      want: 'true',
      because: 'evidence states are visible',
    },
    { rule: 'size(review.spec.tasks) == 0', want: 'true', because: 'the rule itself asks for emptiness' },
    { rule: '0 == review.spec.tasks.size()', want: 'true', because: 'the same from the other side' },
    { rule: 'size(incident.spec.assignees) <= 2', want: 'true', because: 'two are no more than two' },
    { rule: '!has(incident.spec.closedAt)', want: 'true', because: 'has() is how to ask for absence' },
    { rule: 'has(incident.spec.gone)', want: 'false', because: 'null is as absent' },
    { rule: 'incident.spec.records + 1 == 4', want: 'true', because: 'whole numbers are int' },
    { rule: 'incident.spec.share * 2.0 == 1.0', want: 'true', because: 'others are double' },
    {
      rule: 'incident.spec.big > 9007199254740991.0',
      want: 'true',
      because: 'what JSON does not keep exact is double',
    },
    {
      rule: "timestamp(incident.spec.resolvedAt) - timestamp(incident.spec.detectedAt) < duration('45m')",
      want: 'true',
      because: 'it took half an hour, whatever the offset',
    },
    { rule: "incident.spec.title.matches('^disk .+$')", want: 'true', because: 'it matches' },
    { rule: "incident.status.state == 'Resolved'", want: 'true', because: "the lifecycle's state is visible" },
    { rule: 'incident.status.counts.failing == 2', want: 'ExpressionError', because: 'no rule reads its own result' },
    { rule: 'has(review.status.obligations)', want: 'false', because: 'what Docket concludes is not shown' },
    {
      rule: 'incident.metadata.annotations.a == "b"',
      want: 'ExpressionError',
      because: 'annotations change unnoticed',
    },
  ])('$rule is $want, because $because', ({ rule, want }) => {
    expect(said(rule)).toBe(want);
  });
});

describe('emptiness and errors', () => {
  it.each<Case & { readonly negated: string }>([
    {
      rule: 'review.spec.tasks.exists(t, has(t.doneAt))',
      want: 'false',
      negated: 'EmptyInput',
      because: 'a false needs no input, a true does',
    },
    { rule: "'x' in review.spec.tasks", want: 'false', negated: 'EmptyInput', because: 'in goes through the list' },
    {
      rule: "review.spec.tasks == ['x']",
      want: 'false',
      negated: 'EmptyInput',
      because: 'they differ for want of content',
    },
    {
      rule: 'incident.spec.title == 1',
      want: 'false',
      negated: 'ExpressionError',
      because: 'they differ for want of a type',
    },
    {
      rule: 'incident.spec.nothing == 1',
      want: 'ExpressionError',
      negated: 'ExpressionError',
      because: 'an absent field is no answer',
    },
  ])('$rule is $want and its negation $negated, because $because', ({ rule, want, negated }) => {
    expect([said(rule), said(`!(${rule})`)]).toEqual([want, negated]);
  });

  it.each<Case>([
    {
      rule: "incident.spec.nothing == 1 || incident.spec.severity == 'Critical'",
      want: 'true',
      because: 'the other side decides',
    },
    {
      rule: "incident.spec.nothing == 1 && incident.spec.severity == 'Low'",
      want: 'false',
      because: 'the other side decides',
    },
    {
      rule: "review.spec.tasks.all(t, false) || incident.spec.severity == 'Critical'",
      want: 'true',
      because: 'the other side decides',
    },
    {
      rule: "review.spec.tasks.all(t, true) && incident.spec.severity == 'Critical'",
      want: 'EmptyInput',
      because: 'both have to hold',
    },
    { rule: "review.spec.evidence.exists(e, e.kind == 'Report' || e.no)", want: 'true', because: 'one item decides' },
    { rule: 'review.spec.evidence.all(e, e.no)', want: 'ExpressionError', because: 'no item decides' },
  ])('$rule is $want, because $because', ({ rule, want }) => {
    expect(said(rule)).toBe(want);
  });
});

describe('an incident without a review', () => {
  it.each<Case>([
    { rule: "review.spec.dataLoss.assessment == 'None'", want: 'NoReview', because: 'there is none' },
    { rule: '!has(review.spec.dataLoss)', want: 'NoReview', because: 'of what is not there nothing is absent' },
    {
      rule: "incident.spec.severity == 'Critical' || has(review.spec.closure)",
      want: 'true',
      because: 'the other side decides',
    },
    {
      rule: "has(review.spec.closure) || incident.spec.severity == 'Critical'",
      want: 'true',
      because: 'on either side',
    },
    {
      rule: "incident.spec.severity != 'Critical' || has(review.spec.closure)",
      want: 'NoReview',
      because: 'it does not decide',
    },
    {
      rule: "incident.spec.severity == 'Low' && has(review.spec.closure)",
      want: 'false',
      because: 'the other side decides',
    },
    {
      rule: "incident.spec.severity == 'Critical' ? size(incident.spec.assignees) == 2 : has(review.spec.x)",
      want: 'true',
      because: 'the review is not read',
    },
  ])('$rule is $want, because $because', ({ rule, want }) => {
    expect(said(rule, ALONE)).toBe(want);
  });
});

describe('compileRule', () => {
  it.each([
    { rule: 'incident.', says: 'cannot read the rule' },
    { rule: 'now() > incident', says: 'unknown function now' },
    { rule: 'incidents.spec', says: 'unknown name incidents' },
    { rule: 'incident.spec.l.all(review, true)', says: 'the name review is taken' },
    { rule: `incident.spec.title == '${'x'.repeat(MAX_RULE_LENGTH)}'`, says: 'more than 4096 characters' },
  ])('says what is wrong with $rule', ({ rule, says }) => {
    expect(compileRule(rule)).toMatchObject({ ok: false, message: expect.stringContaining(says) as string });
  });
});

/** Random rules, over fields that are present, empty or absent. */
const operands = fc.constantFrom(
  ...[
    'incident.spec.title',
    'incident.spec.records',
    'incident.spec.nothing',
    'incident.spec.assignees',
    "'disk full'",
    '3',
  ],
  ...[
    'review.spec.tasks',
    'review.spec.evidence',
    'size(review.spec.tasks)',
    '[]',
    "''",
    'null',
    'review.spec.nothing',
  ],
);
const { rule: anyRule } = fc.letrec<{ rule: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc.tuple(operands, fc.constantFrom('==', '!=', '<', '>=', 'in'), operands).map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(operands, fc.constantFrom('all', 'exists', 'exists_one'), operands)
      .map(([list, macro, other]) => `(${list}).${macro}(x, x == ${other})`),
    fc.constantFrom(
      'has(incident.spec.title)',
      'has(review.spec.nothing)',
      'has(incident.spec.nothing.x)',
      'true',
      'false',
    ),
  ),
  rule: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    tie('leaf'),
    tie('rule').map((rule) => `!(${rule})`),
    fc.tuple(tie('rule'), fc.constantFrom('&&', '||'), tie('rule')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('rule'), tie('rule'), tie('rule')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
  ),
}));

const CEL = celEnv();

describe('law', () => {
  it("what is decided is CEL's own decision, and true of nothing is never true", () => {
    const seen = new Set<string>();
    const bindings = { incident: viewOf('incident', INCIDENT), review: viewOf('review', REVIEW) };
    fc.assert(
      fc.property(anyRule, (rule) => {
        const cel = plan(CEL, parse(rule))(bindings);
        const { kind } = evaluateRule(rule, BOTH);
        seen.add(kind);
        if (kind === 'true' || kind === 'false') expect(cel).toBe(kind === 'true');
        if (cel === false) expect(['false', 'EmptyInput']).toContain(kind);
        if (isCelError(cel)) expect(['true', 'false']).not.toContain(kind);
        expect(evaluateRule(rule, { incident: {}, review: {} }).kind).not.toBe('true');
      }),
      { numRuns: 400 },
    );
    expect([...seen].toSorted()).toEqual(['EmptyInput', 'ExpressionError', 'false', 'true']);
  });
});
