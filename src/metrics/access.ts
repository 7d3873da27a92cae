// Gauges of access reviews: how many accounts of each critical system are judged in which way, and whether systems and rosters are read.
// Computed at scrape from the caches; counts come from stored statuses, so every replica has them. No series names an account or a person.

import type { Registry } from 'prom-client';
import { findCondition } from '../api/conditions.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Condition } from '../api/conditions.ts';
import type { CriticalSystem } from '../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../api/v1alpha1/staffroster.gen.ts';
import type { KindFreshness } from '../compliance/freshness.ts';
import type { Lister } from '../runtime/lister.ts';
import type { ObjectRow } from '../runtime/object-row.ts';
import { type GaugeSpec, registerGauge } from './computed-gauge.ts';

type ReadObject = KubeObject & { readonly status?: { readonly conditions?: readonly Condition[] } };

/** The objects of one kind that is read from outside, and how fresh what was read is. */
interface ReadKind<T extends ReadObject> {
  readonly objects: Lister<ObjectRow<T>>;
  readonly freshness: Pick<KindFreshness, 'list'>;
}

export interface AccessSources {
  readonly systems: ReadKind<CriticalSystem>;
  readonly rosters: ReadKind<StaffRoster>;
}

interface Shown {
  readonly isShown: boolean;
}

/** Each account is counted once, by its verdict. */
const VERDICTS = {
  valid: 'Valid',
  expected: 'Expected',
  inactive: 'Inactive',
  invalid: 'Invalid',
  offboarded: 'Offboarded',
  unidentified: 'Unidentified',
  unknown: 'Unknown',
} as const;

export function observeAccess(
  registry: Registry,
  { systems, rosters }: AccessSources,
  shown: Shown = { isShown: true },
): void {
  const gauges = [accountGauge(systems.objects), ...readGauges('system', systems), ...readGauges('roster', rosters)];
  for (const gauge of gauges) registerGauge(registry, gauge, shown);
}

/** A system whose accounts were never read has no series: none is not known to be none. */
function accountGauge(systems: Lister<ObjectRow<CriticalSystem>>): GaugeSpec {
  return {
    name: 'docket_accounts',
    help: 'Accounts of a critical system by how they are judged, as of its last complete reading.',
    labelNames: ['namespace', 'system', 'verdict'],
    *read() {
      for (const { object } of systems.list()) {
        const { accounts } = object.status ?? {};
        if (accounts === undefined) continue;
        const { namespace = '', name } = object.metadata;
        for (const [member, verdict] of Object.entries(VERDICTS)) {
          yield [{ namespace, system: name, verdict }, accounts[member as keyof typeof VERDICTS] ?? 0];
        }
      }
    },
  };
}

function readGauges<T extends ReadObject>(kind: 'system' | 'roster', { objects, freshness }: ReadKind<T>): GaugeSpec[] {
  const labelNames = ['namespace', kind];
  const labelsOf = (key: string): Record<string, string> => {
    const slash = key.indexOf('/');
    return { namespace: key.slice(0, slash), [kind]: key.slice(slash + 1) };
  };
  return [
    {
      name: `docket_${kind}_ready`,
      help: `1 when a ${NAMES[kind]} has the condition Ready, 0 when it has not.`,
      labelNames,
      *read() {
        for (const { object } of objects.list()) {
          const { namespace = '', name } = object.metadata;
          const ready = findCondition(object.status?.conditions, 'Ready');
          yield [{ namespace, [kind]: name }, ready?.status === 'True' ? 1 : 0];
        }
      },
    },
    {
      name: `docket_${kind}_last_success_timestamp_seconds`,
      help: `When a ${NAMES[kind]} was last read to the end; only on the replica that reads it.`,
      labelNames,
      *read() {
        for (const { key, lastSuccessWallMs } of freshness.list()) {
          if (lastSuccessWallMs !== undefined) yield [labelsOf(key), lastSuccessWallMs / 1000];
        }
      },
    },
    {
      name: `docket_${kind}_complete`,
      help: `1 when the last reading of a ${NAMES[kind]} saw everything; only on the replica that reads it.`,
      labelNames,
      *read() {
        for (const { key, complete } of freshness.list()) yield [labelsOf(key), complete ? 1 : 0];
      },
    },
  ];
}

const NAMES = { system: 'critical system', roster: 'staff roster' } as const;
