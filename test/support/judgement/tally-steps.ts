// The steps for the property tests of the tally, each drawn from one number.

import fc from 'fast-check';

import type { ExceptionTarget } from '../../../src/compliance/exceptions/exception-row.ts';
import type { ReviewRow } from '../../../src/compliance/reviews/review-row.ts';
import type { IncidentRow } from '../../../src/compliance/verdict.ts';
import { CLOSURES, DISCLOSURE_SPECS, DISCLOSURES, EVIDENCE, HOUR, SLA_SPECS, VARIANTS } from './tally-variants.ts';

interface Name {
  readonly namespace: string;
  readonly name: string;
}

/** Times are offsets from the hour of the step. */
export type Facts = Pick<
  IncidentRow,
  'severity' | 'recordState' | 'detectedAt' | 'acknowledgedAt' | 'resolvedAt' | 'source' | 'synced' | 'labels'
>;

/** Times are offsets, as those of facts are. */
export type ReviewFacts = Pick<
  ReviewRow,
  | 'incident'
  | 'external'
  | 'createdAt'
  | 'state'
  | 'acknowledgedAt'
  | 'awareAt'
  | 'classifiedAt'
  | 'classifications'
  | 'assessment'
  | 'dataTypes'
  | 'hasNoDisclosureReason'
  | 'disclosures'
  | 'evidence'
  | 'closure'
>;

/** What an exception covers, and until when (an offset, or without end). */
export interface Excepted {
  readonly checkName: string | undefined;
  readonly target: ExceptionTarget;
  readonly isApproved: boolean;
  readonly until: number;
}

export type Step =
  | (Name & { readonly do: 'put'; readonly facts: Facts })
  /** `store` writes its status, with its deadlines. */
  | (Name & { readonly do: 'rewrite' | 'store' | 'remove' })
  | (Name & { readonly do: 'check'; readonly variant: number })
  | (Name & { readonly do: 'uncheck' })
  | (Name & { readonly do: 'review'; readonly facts: ReviewFacts })
  | (Name & { readonly do: 'unreview' })
  | (Name & { readonly do: 'except'; readonly excepted: Excepted })
  | (Name & { readonly do: 'unexcept' })
  | { readonly do: 'sla' | 'disclosure'; readonly name: string; readonly variant: number; readonly age: number }
  /** The source of a namespace names a policy, or none. */
  | { readonly do: 'refer'; readonly namespace: string; readonly policy: string | undefined }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'settle'; readonly which: number; readonly critical: boolean };

const NAMESPACES = ['a', 'a', 'a', 'b'] as const;
const SUBJECTS = ['i1', 'i2', 'i3'] as const;
const CHECKS = ['c1', 'c2', 'c3', 'c4'] as const;
const POLICIES = ['p1', 'p2'] as const;
const OTHERS = ['x1', 'x2', 'x3'] as const;
const LABELS = [undefined, { tier: 'gold' }, { tier: 'iron' }] as const;
const STATES = [undefined, undefined, 'Triaging', 'Resolved', 'Closed'] as const;
const LOSSES = ['Confirmed', 'Confirmed', 'Confirmed', 'Suspected', 'None', undefined] as const;
const GOLD: ExceptionTarget = { kind: 'labels', labels: [['tier', 'gold']] };
// Whole hours reach deadlines exactly, one millisecond passes them. A small step back keeps the verdicts, a large one renews them.
const MOVES_OF_TIME = [0, HOUR, 2 * HOUR, 4 * HOUR, 1, -1, -9_999, -5 * HOUR, HOUR + 1] as const;

const WEIGHTS = {
  ...{ put: 8, rewrite: 1, store: 4, remove: 3, check: 8, uncheck: 1, settle: 4, advance: 8 },
  ...{ review: 8, unreview: 2, except: 2, unexcept: 1, sla: 2, disclosure: 3, refer: 1 },
} satisfies Record<Step['do'], number>;
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array<Step['do']>(weight).fill(kind as Step['do']));

/** Draws all members of a step from one number: drawing a record member by member takes ten times as long. */
class Draw {
  #rest: number;

  constructor(seed: number) {
    this.#rest = seed;
  }

  below(choices: number): number {
    const drawn = this.#rest % choices;
    this.#rest = Math.floor(this.#rest / choices);
    return drawn;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  hour(): number {
    return (this.below(11) - 8) * HOUR;
  }

  maybeHour(): number | undefined {
    const hours = this.below(8);
    return hours < 3 ? undefined : (hours - 6) * HOUR;
  }

  name(names: readonly string[]): Name {
    return { namespace: this.pick(NAMESPACES), name: this.pick(names) };
  }
}

const DECODERS: { readonly [Kind in Step['do']]: (draw: Draw) => Extract<Step, { do: Kind }> | Step } = {
  put: (draw) => ({ do: 'put', ...draw.name(SUBJECTS), facts: facts(draw) }),
  rewrite: (draw) => ({ do: 'rewrite', ...draw.name(SUBJECTS) }),
  store: (draw) => ({ do: 'store', ...draw.name(SUBJECTS) }),
  remove: (draw) => ({ do: 'remove', ...draw.name(SUBJECTS) }),
  check: (draw) => ({ do: 'check', ...draw.name(CHECKS), variant: draw.below(VARIANTS.length) }),
  uncheck: (draw) => ({ do: 'uncheck', ...draw.name(CHECKS) }),
  review: (draw) => ({ do: 'review', ...draw.name(OTHERS), facts: reviewFacts(draw) }),
  unreview: (draw) => ({ do: 'unreview', ...draw.name(OTHERS) }),
  except: (draw) => ({ do: 'except', ...draw.name(OTHERS), excepted: excepted(draw) }),
  unexcept: (draw) => ({ do: 'unexcept', ...draw.name(OTHERS) }),
  sla: (draw) => ({ do: 'sla', name: draw.pick(POLICIES), variant: draw.below(SLA_SPECS.length), age: draw.below(3) }),
  disclosure: (draw) => {
    return { do: 'disclosure', name: draw.pick(POLICIES), variant: draw.below(DISCLOSURE_SPECS.length), age: 0 };
  },
  refer: (draw) => ({ do: 'refer', namespace: draw.pick(NAMESPACES), policy: draw.pick([undefined, ...POLICIES]) }),
  advance: (draw) => ({ do: 'advance', ms: draw.pick(MOVES_OF_TIME) }),
  settle: (draw) => ({ do: 'settle', which: draw.below(10), critical: draw.below(2) === 0 }),
};

function facts(draw: Draw): Facts {
  return {
    severity: draw.pick(['Critical', 'High']),
    recordState: draw.pick(['Detected', 'Detected', 'Resolved', 'Resolved', 'Closed']),
    detectedAt: draw.hour(),
    acknowledgedAt: draw.maybeHour(),
    resolvedAt: draw.maybeHour(),
    source: draw.pick(['pagerduty', 'pagerduty', undefined]),
    synced: draw.pick([undefined, undefined, 'OutOfScope']),
    labels: draw.pick(LABELS),
  };
}

function reviewFacts(draw: Draw): ReviewFacts {
  const about = draw.pick(SUBJECTS);
  const isExternal = draw.below(3) === 0;
  return {
    incident: isExternal ? undefined : about,
    external: isExternal ? { source: 'pagerduty', externalID: about } : undefined,
    createdAt: draw.below(3),
    assessment: draw.pick(LOSSES),
    disclosures: draw.pick(DISCLOSURES),
    evidence: draw.pick(EVIDENCE),
    closure: draw.pick(CLOSURES),
    state: draw.pick(STATES),
    dataTypes: draw.pick([[], ['PHI']]),
    hasNoDisclosureReason: draw.below(2) === 0,
    awareAt: draw.maybeHour(),
    classifiedAt: draw.maybeHour(),
    acknowledgedAt: draw.maybeHour(),
    classifications: answers(draw),
  };
}

/** A No half as often as a Yes, and often nothing. */
function answers(draw: Draw): ReviewFacts['classifications'] {
  const outcome = draw.pick(['Yes', 'Yes', 'No', undefined, undefined] as const);
  return outcome === undefined ? [] : [{ name: 'Significant', outcome, at: draw.hour() }];
}

function excepted(draw: Draw): Excepted {
  return {
    checkName: draw.pick([undefined, ...CHECKS]),
    target: draw.pick([GOLD, ...SUBJECTS.map((name) => ({ kind: 'name', member: 'incidentRef', name }) as const)]),
    isApproved: draw.below(4) > 0,
    until: draw.below(4) === 0 ? Number.POSITIVE_INFINITY : draw.hour() + 3 * HOUR,
  };
}

/** Evenly drawn, and shrinking towards smaller numbers. */
const seed = fc.noBias(fc.maxSafeNat());

/** One step of one kind. */
export const stepOf = (kind: Step['do']): fc.Arbitrary<Step> => seed.map((drawn) => DECODERS[kind](new Draw(drawn)));

/** One step of any kind. */
export const step: fc.Arbitrary<Step> = seed.map((drawn) => {
  const draw = new Draw(drawn);
  return DECODERS[draw.pick(KINDS)](draw);
});
