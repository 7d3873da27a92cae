// Two hundred checks, like those of a team with many frameworks: every type, with selectors, grace periods and parameters of many kinds.

import type { ComplianceCheck, ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { ExpressionOutcome } from '../../../src/compliance/expression/outcome.ts';
import type { IncidentRow } from '../../../src/compliance/verdict.ts';
import { CATEGORIES, metadata, pick, SEVERITIES, SOURCE, TEAMS, ZONES } from './vocabulary.ts';

const CHECKS = 200;
/** Checks over sources: few, as there is one source. */
const OVER_SOURCES = 4;
const GRACE = ['0s', '1h', '4h'] as const;

type AccessType = 'AccessRemoved' | 'UserIdentified' | 'AccessValid' | 'AccessRuleDefined' | 'AccessReviewed';
type IncidentType = Exclude<ComplianceCheckSpec['type'], 'SourceHealthy' | AccessType>;
type Selector = NonNullable<ComplianceCheckSpec['selector']>;

/** The parameters of a type; `variant` counts the checks of the type. */
const PARAMETERS: { readonly [Type in IncidentType]: (variant: number) => Partial<ComplianceCheckSpec> } = {
  IncidentClosed: () => ({}),
  ResponseOnTime: () => ({}),
  ResolutionOnTime: () => ({}),
  DataLossReported: (variant) => ({
    dataLossReported: {
      severities: variant % 2 === 0 ? ['Critical', 'High'] : [...SEVERITIES],
      ...(variant % 3 === 0 ? {} : { within: pick(['24h', '72h'], variant) }),
    },
  }),
  DisclosuresMade: (variant) => ({
    disclosuresMade: { severities: variant % 2 === 0 ? ['Critical', 'High'] : [...SEVERITIES] },
  }),
  EvidenceUploaded: (variant) => ({
    evidenceUploaded: {
      required: variant % 2 === 0 ? 'OnDataLoss' : 'Always',
      ...(variant % 3 === 0 ? {} : { kinds: variant % 3 === 1 ? ['Report'] : ['Report', 'Log'] }),
      verification: variant % 5 === 4 ? 'Verified' : 'Attested',
    },
  }),
  ReviewComplete: (variant) => ({ reviewComplete: { within: pick(['5d', '7d', '14d'], variant) } }),
  Expression: (variant) => ({ expression: { rule: pick(RULES, variant), failureReason: 'RuleBroken' } }),
};

const RULES = [
  'incident.spec.severity != "Critical" || incident.spec.state == "Resolved"',
  'incident.spec.title.size() < 40',
  'has(review.owner) && incident.spec.zone != "lab"',
  'incident.spec.category in ["Malware", "Phishing", "Outage"]',
] as const;

const TYPES = Object.keys(PARAMETERS) as readonly IncidentType[];

/** Created before every incident, so that no incident is excused for being older than the check. */
export function* worldChecks(): IterableIterator<ComplianceCheck> {
  for (let number = 0; number < CHECKS - OVER_SOURCES; number++) {
    const type = pick(TYPES, number);
    const variant = Math.floor(number / TYPES.length);
    const selector = type === 'Expression' ? narrow(variant) : selectorOf(variant);
    yield check(`${type.toLowerCase()}-${variant}`, {
      ...{ type, selector, severity: pick(SEVERITIES, variant), gracePeriod: pick(GRACE, variant) },
      ...PARAMETERS[type](variant),
    });
  }
  for (let number = 0; number < OVER_SOURCES; number++) {
    yield check(`sourcehealthy-${number}`, {
      type: 'SourceHealthy',
      severity: 'Medium',
      gracePeriod: pick(GRACE, number),
    });
  }
}

function check(name: string, spec: ComplianceCheckSpec): ComplianceCheck {
  return { apiVersion: 'docket.dev/v1alpha1', kind: 'ComplianceCheck', metadata: metadata(name), spec };
}

function selectorOf(variant: number): Selector {
  const selectors: readonly Selector[] = [
    {},
    { severities: ['Critical', 'High'] },
    { sourceRefs: [{ name: SOURCE }], severities: [pick(SEVERITIES, variant)] },
    { zones: [pick(ZONES, variant)], detectedWithin: '90d' },
    { matchLabels: { team: pick(TEAMS, variant) } },
    { categories: [pick(CATEGORIES, variant)], origins: ['Fixture', 'Reported'] },
  ];
  return pick(selectors, variant);
}

/** Selects few incidents, as each takes an evaluation, and those would dominate a run. */
function narrow(variant: number): Selector {
  return { zones: [pick(ZONES, variant)], severities: [pick(SEVERITIES, variant), pick(SEVERITIES, variant + 2)] };
}

/** The outcome of a rule for an incident, where evaluating it is not measured. Twins have the same outcome. */
export function outcomeOf(rule: string, { severity, category = '' }: IncidentRow): ExpressionOutcome {
  return { kind: (rule.length + severity.length + category.length) % 3 === 0 ? 'false' : 'true' };
}
