// State gauges, computed at scrape from the caches, so a deleted object has no series. There is no series per incident or person.
// Freshness is known only to the replica that polls, and has no series on the others.

import type { Registry } from 'prom-client';
import type { CheckException } from '../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import { CHECK_RESULTS, type CheckResult, EXCEPTION_STATES } from '../api/v1alpha1/vocabulary.gen.ts';
import type { Census } from '../compliance/census.ts';
import type { DisclosureBook } from '../compliance/disclosure/book.ts';
import type { KindFreshness } from '../compliance/freshness.ts';
import { checkSeries } from './check-series.ts';
import { type GaugeSpec, type Labels, registerGauge } from './computed-gauge.ts';
import { controlResults } from './controls.ts';
import type { Lister } from '../runtime/lister.ts';
import type { ObjectRow } from '../runtime/object-row.ts';

export interface StateSources {
  readonly checks: Lister<ObjectRow<ComplianceCheck>>;
  readonly census: Pick<Census, 'groups' | 'oldestOpen'>;
  /** Of the kind IncidentSource. */
  readonly freshness: Pick<KindFreshness, 'list'>;
  readonly disclosures: Pick<DisclosureBook, 'byRecipient'>;
}

/** What may be shown of stored results: a process that has not read the cluster shows nothing. */
export interface ShownResults {
  readonly isShown: boolean;
  readonly shownResult: (check: ComplianceCheck) => CheckResult;
}

const AS_STORED: ShownResults = { isShown: true, shownResult: ({ status }) => status?.result ?? 'Unknown' };

const SUBJECT_RESULTS = ['passing', 'due', 'failing', 'unknown', 'exempted'] as const;

export function observeState(
  registry: Registry,
  { checks, census, freshness, disclosures }: StateSources,
  shown: ShownResults = AS_STORED,
): void {
  const objects = (): ComplianceCheck[] => Array.from(checks.list(), ({ object }) => asShown(object, shown));
  const gauges: GaugeSpec[] = [
    ...checkGauges(objects),
    ...incidentGauges(census),
    ...sourceGauges(freshness),
    ...disclosureGauges(disclosures),
  ];
  for (const spec of gauges) registerGauge(registry, spec, shown);
}

/** The gauges of exceptions: one series per namespace that has any, and state. */
export function observeExceptions(
  registry: Registry,
  exceptions: Lister<ObjectRow<CheckException>>,
  shown: ShownResults = AS_STORED,
): void {
  const byNamespace = (): Array<[namespace: string, CheckException[]]> => {
    const objects = [...exceptions.list()].map((row) => row.object);
    return [...Map.groupBy(objects, ({ metadata }) => metadata.namespace ?? '')];
  };
  for (const spec of exceptionGauges(byNamespace)) registerGauge(registry, spec, shown);
}

/** A check with the result that may be shown. */
function asShown(check: ComplianceCheck, { shownResult }: ShownResults): ComplianceCheck {
  const result = shownResult(check);
  return result === check.status?.result ? check : { ...check, status: { ...check.status, result } };
}

function checkGauges(objects: () => ComplianceCheck[]): GaugeSpec[] {
  return [...resultGauges(objects), ...descriptionGauges(objects)];
}

function resultGauges(objects: () => ComplianceCheck[]): GaugeSpec[] {
  return [
    {
      name: 'docket_check_result',
      help: 'The result of a check: 1 for the one it has, 0 for the others.',
      labelNames: ['namespace', 'check', 'type', 'result'],
      *read() {
        for (const { labels, results } of checkSeries(objects())) {
          for (const { type, result: own } of results) {
            for (const result of CHECK_RESULTS) yield [{ ...labels, type, result }, own === result ? 1 : 0];
          }
        }
      },
    },
    {
      name: 'docket_check_subjects',
      help: 'Subjects of a check by how it judges them.',
      labelNames: ['namespace', 'check', 'result'],
      *read() {
        for (const { labels, counts } of checkSeries(objects())) {
          for (const result of SUBJECT_RESULTS) {
            yield [{ ...labels, result: capitalised(result) }, counts[result] ?? 0];
          }
        }
      },
    },
  ];
}

function descriptionGauges(objects: () => ComplianceCheck[]): GaugeSpec[] {
  return [
    {
      name: 'docket_check_info',
      help: 'Always 1; carries what a check says of itself.',
      labelNames: ['namespace', 'check', 'severity', 'owner'],
      *read() {
        for (const { labels, severity, owner } of checkSeries(objects())) yield [{ ...labels, severity, owner }, 1];
      },
    },
    {
      name: 'docket_check_next_deadline_timestamp_seconds',
      help: 'When the next subject of a check fails unless something is done.',
      labelNames: ['namespace', 'check'],
      *read() {
        for (const { labels, nextDeadline } of checkSeries(objects())) {
          if (nextDeadline !== undefined) yield [labels, nextDeadline / 1000];
        }
      },
    },
    {
      name: 'docket_control_result',
      help: 'The worst result of the checks of a namespace that are evidence for a control: 1 for the one it has, 0 for the others.',
      labelNames: ['namespace', 'framework', 'control', 'result'],
      *read() {
        for (const { result: own, ...labels } of controlResults(objects())) {
          for (const result of CHECK_RESULTS) yield [{ ...labels, result }, own === result ? 1 : 0];
        }
      },
    },
  ];
}

function incidentGauges(census: StateSources['census']): GaugeSpec[] {
  return [
    {
      name: 'docket_incidents',
      help: 'Incidents on record.',
      labelNames: ['namespace', 'source', 'severity', 'state'],
      *read() {
        for (const { namespace, source, severity, state, count } of census.groups()) {
          yield [{ namespace, source, severity, state }, count];
        }
      },
    },
    {
      name: 'docket_incident_oldest_open_timestamp_seconds',
      help: 'When the oldest incident that is still open was detected.',
      labelNames: ['namespace', 'source', 'severity'],
      *read() {
        for (const { namespace, source, severity, detectedAt } of census.oldestOpen()) {
          yield [{ namespace, source, severity }, detectedAt / 1000];
        }
      },
    },
  ];
}

function exceptionGauges(byNamespace: () => Array<[namespace: string, CheckException[]]>): GaugeSpec[] {
  const stateOf = ({ status }: CheckException): string => status?.state ?? 'Pending';
  return [
    {
      name: 'docket_exceptions',
      help: 'Exceptions by state.',
      labelNames: ['namespace', 'state'],
      read: () =>
        byNamespace().flatMap(([namespace, objects]) =>
          EXCEPTION_STATES.map(
            (state) => [{ namespace, state }, objects.filter((each) => stateOf(each) === state).length] as const,
          ),
        ),
    },
    {
      name: 'docket_exception_next_expiry_timestamp_seconds',
      help: 'When the next exception that applies ends.',
      labelNames: ['namespace'],
      read: () =>
        byNamespace().flatMap(([namespace, objects]) => {
          const active = objects.filter((each) => stateOf(each) === 'Active');
          const ends = active.flatMap(({ status }) => (status?.expiresAt === undefined ? [] : [status.expiresAt]));
          if (ends.length === 0) return [];
          return [[{ namespace }, Math.min(...ends.map((end) => Date.parse(end))) / 1000] as const];
        }),
    },
  ];
}

function sourceGauges(freshness: StateSources['freshness']): GaugeSpec[] {
  const labelNames = ['namespace', 'source'];
  return [
    {
      name: 'docket_source_last_success_timestamp_seconds',
      help: 'When a source was last read to the end; only on the replica that reads it.',
      labelNames,
      *read() {
        for (const { key, lastSuccessWallMs } of freshness.list()) {
          if (lastSuccessWallMs !== undefined) yield [sourceLabels(key), lastSuccessWallMs / 1000];
        }
      },
    },
    {
      name: 'docket_source_complete',
      help: '1 when the last sync of a source saw everything that it selects; only on the replica that reads it.',
      labelNames,
      *read() {
        for (const { key, complete } of freshness.list()) yield [sourceLabels(key), complete ? 1 : 0];
      },
    },
  ];
}

/** Recipients are free text of a policy, so they are escaped. A recipient that no policy names has no series. */
function disclosureGauges(disclosures: StateSources['disclosures']): GaugeSpec[] {
  const labelNames = ['namespace', 'recipient'];
  return [
    {
      name: 'docket_disclosure_next_deadline_timestamp_seconds',
      help: 'By when the next disclosure to a recipient must be made, of those that are not overdue.',
      labelNames,
      *read() {
        for (const { namespace, recipient, nextDueAt } of disclosures.byRecipient()) {
          if (nextDueAt !== undefined) yield [{ namespace, recipient }, nextDueAt / 1000];
        }
      },
    },
    {
      name: 'docket_disclosures_overdue',
      help: 'Disclosures that are owed to a recipient and late; 0 while some are owed and none is late.',
      labelNames,
      *read() {
        for (const { namespace, recipient, overdue } of disclosures.byRecipient()) {
          yield [{ namespace, recipient }, overdue];
        }
      },
    },
  ];
}

function sourceLabels(key: string): Labels {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), source: key.slice(slash + 1) };
}

const capitalised = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
