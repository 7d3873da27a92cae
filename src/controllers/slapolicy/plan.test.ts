// What the status of an SLAPolicy says: whether it is used. Of several that want to be the default, one is.

import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/builders/compliance.ts';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import type { SLAPolicy, SLAPolicySpec, SLAPolicyStatus } from '../../api/v1alpha1/slapolicy.gen.ts';
import { Policies } from '../../compliance/policies.ts';
import { generalClaimant } from '../../compliance/sla.ts';
import { plan, type SlaPolicyObservation } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-05T10:00:00Z');

function aPolicy(name: string, day: number, spec: Partial<SLAPolicySpec> = {}): SLAPolicy {
  const creationTimestamp = new Date(at('2026-01-01T00:00:00Z') + day * 86_400_000).toISOString();
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'SLAPolicy',
    metadata: { name, generation: 2, resourceVersion: '41', creationTimestamp },
    spec: { targets: [{ severity: 'High', resolveWithin: '3d' }], ...spec },
  };
}

/** What is observed of the first of some policies. */
function observed(all: readonly SLAPolicy[], status?: SLAPolicyStatus): SlaPolicyObservation {
  const policies = new Policies();
  for (const object of all) policies.setSla(object.metadata.name, object);
  const [first] = all;
  const compiled = policies.compiledSla(first?.metadata.name ?? '');
  if (first === undefined || compiled === undefined) throw new Error('give the policy that is meant');
  return {
    object: status === undefined ? first : { ...first, status },
    compiled,
    general: generalClaimant(policies.slaClaims),
  };
}

function statusOf(all: readonly SLAPolicy[]): SLAPolicyStatus {
  const status = plan(observed(all), NOW).status?.next as SLAPolicyStatus;
  expectValidConditions(status);
  expect(plan(observed(all, status), LATER).status?.next).toEqual(status);
  return status;
}

const DEFAULT = { default: true } as const;
const SCOPED = { appliesTo: { namespaces: ['team-a'] } };
const UTOPIA = { calendar: { timeZone: 'Utopia/Nowhere', days: ['Mon'] } } as Partial<SLAPolicySpec>;

interface Row {
  readonly name: string;
  readonly because: string;
  readonly all: readonly SLAPolicy[];
  readonly want: string;
  readonly message?: RegExp;
}

const ROWS: readonly Row[] = [
  { name: 'the only one', because: 'it is for all', all: [aPolicy('a', 1)], want: 'True InUse' },
  { name: 'the default', because: 'it is one', all: [aPolicy('a', 1, DEFAULT)], want: 'True InUse' },
  {
    name: 'a younger default',
    because: 'of several the oldest counts',
    all: [aPolicy('a', 2, DEFAULT), aPolicy('b', 1, DEFAULT)],
    want: 'True AnotherDefault',
    message: /^The policy "b" is the default .*slaPolicyRef/,
  },
  {
    name: 'an older default',
    because: 'of several the oldest counts',
    all: [aPolicy('a', 1, DEFAULT), aPolicy('b', 2, DEFAULT)],
    want: 'True InUse',
  },
  {
    name: 'a default of the same second',
    because: 'the name decides',
    all: [aPolicy('b', 1, DEFAULT), aPolicy('a', 1, DEFAULT)],
    want: 'True AnotherDefault',
  },
  {
    name: 'a younger default that selects some',
    because: 'for those it counts',
    all: [aPolicy('a', 2, { ...DEFAULT, ...SCOPED }), aPolicy('b', 1, DEFAULT)],
    want: 'True AnotherDefault',
    message: /for the incidents that it selects/,
  },
  {
    name: 'one that selects some, beside a default',
    because: 'it does not ask to be the default',
    all: [aPolicy('a', 2, SCOPED), aPolicy('b', 1, DEFAULT)],
    want: 'True InUse',
    message: /that it selects/,
  },
  {
    name: 'one that selects none in particular, beside a default',
    because: 'the default goes first, however young',
    all: [aPolicy('a', 1), aPolicy('b', 2, DEFAULT)],
    want: 'True AnotherDefault',
  },
  {
    name: 'the younger of two that select none in particular',
    because: 'the oldest counts',
    all: [aPolicy('a', 2), aPolicy('b', 1)],
    want: 'True AnotherDefault',
    message: /"b" is older/,
  },
  {
    name: 'a default beside an older one that cannot be used',
    because: 'it is the default until somebody mends or deletes it: nothing is judged by another in its place',
    all: [aPolicy('a', 2, DEFAULT), aPolicy('b', 1, { ...DEFAULT, ...UTOPIA })],
    want: 'True AnotherDefault',
  },
  {
    name: 'one in a time zone that is none',
    because: 'only a person can mend it',
    all: [aPolicy('a', 1, UTOPIA)],
    want: 'False InvalidSpec',
    message: /Utopia/,
  },
];

describe('the status of an SLAPolicy', () => {
  it.each(ROWS)('of $name says $want, as $because', ({ all, want, message = /./ }) => {
    const status = statusOf(all);
    const [ready] = status.conditions ?? [];
    expect([ready?.type, `${ready?.status} ${ready?.reason}`]).toEqual(['Ready', want]);
    expect(ready?.message).toMatch(message);
    const [object] = all;
    if (object === undefined) throw new Error('no policy');
    expect(kstatusOf({ ...object, status })).toBe(want.startsWith('True') ? 'Current' : 'Failed');
  });
});
