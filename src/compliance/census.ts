// Counts incidents by source, severity and state as they come, change and go, so that a scrape and a source's status cost the same
// for a thousand incidents as for a hundred thousand. Its owner reports every change; it reads no store.

import type { IncidentState, Severity } from '../api/v1alpha1/vocabulary.gen.ts';
import { Heap } from '../base/heap.ts';
import { isOpen } from './lifecycle.ts';
import type { IncidentRow } from './verdict.ts';

/** How many incidents share a namespace, source, severity and state. */
export interface CensusGroup {
  readonly namespace: string;
  /** Empty for reported incidents. */
  readonly source: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  readonly count: number;
}

/** The oldest open incident of a namespace, source and severity; epoch milliseconds. */
export interface OldestOpen {
  readonly namespace: string;
  readonly source: string;
  readonly severity: Severity;
  readonly detectedAt: number;
}

interface OpenIncidents {
  readonly namespace: string;
  readonly source: string;
  readonly severity: Severity;
  /** When each was detected, by name. An entry of the heap with another time is stale. */
  readonly detectedAt: Map<string, number>;
  readonly heap: Heap<string>;
}

export class Census {
  readonly #groups = new Map<string, { -readonly [Field in keyof CensusGroup]: CensusGroup[Field] }>();
  readonly #sources = new Map<string, { open: number; total: number }>();
  readonly #namespaces = new Map<string, number>();
  readonly #open = new Map<string, OpenIncidents>();

  /** An incident came (`before` undefined), changed, or went (`after` undefined). */
  move(before: IncidentRow | undefined, after: IncidentRow | undefined): void {
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#add(after);
  }

  /** Non-empty groups. */
  groups(): Iterable<CensusGroup> {
    return this.#groups.values();
  }

  *oldestOpen(): IterableIterator<OldestOpen> {
    for (const { namespace, source, severity, detectedAt, heap } of this.#open.values()) {
      const [name] = heap.take(1, (key, candidate) => detectedAt.get(candidate) === key);
      const oldest = name === undefined ? undefined : detectedAt.get(name);
      if (oldest !== undefined) yield { namespace, source, severity, detectedAt: oldest };
    }
  }

  /** Incidents of one source, by the state that the source gives them. */
  ofSource(namespace: string, source: string): { readonly open: number; readonly total: number } {
    return this.#sources.get(`${namespace}/${source}`) ?? { open: 0, total: 0 };
  }

  /** Incidents of a namespace, the reported ones too. */
  ofNamespace(namespace: string): number {
    return this.#namespaces.get(namespace) ?? 0;
  }

  #add(row: IncidentRow): void {
    this.#namespaces.set(row.namespace, this.ofNamespace(row.namespace) + 1);
    const group = this.#groups.get(groupKey(row));
    if (group === undefined) this.#groups.set(groupKey(row), { ...identity(row), state: row.state, count: 1 });
    else group.count++;
    this.#countSource(row, 1);
    if (isOpen(row.state)) this.#openOf(row).detectedAt.set(row.name, row.detectedAt);
    if (isOpen(row.state)) this.#openOf(row).heap.push(row.detectedAt, row.name);
  }

  #remove(row: IncidentRow): void {
    const left = this.ofNamespace(row.namespace) - 1;
    if (left > 0) this.#namespaces.set(row.namespace, left);
    else this.#namespaces.delete(row.namespace);
    const group = this.#groups.get(groupKey(row));
    if (group !== undefined && --group.count === 0) this.#groups.delete(groupKey(row));
    this.#countSource(row, -1);
    if (!isOpen(row.state)) return;
    const { detectedAt, heap } = this.#openOf(row);
    detectedAt.delete(row.name);
    if (heap.isOvergrown(detectedAt.size)) heap.compact((key, name) => detectedAt.get(name) === key);
    if (detectedAt.size === 0) this.#open.delete(openKey(row));
  }

  #countSource(row: IncidentRow, by: 1 | -1): void {
    if (row.source === undefined) return;
    const key = `${row.namespace}/${row.source}`;
    const counts = this.#sources.get(key) ?? { open: 0, total: 0 };
    counts.total += by;
    if (isOpen(row.recordState)) counts.open += by;
    if (counts.total === 0) this.#sources.delete(key);
    else this.#sources.set(key, counts);
  }

  #openOf(row: IncidentRow): OpenIncidents {
    const key = openKey(row);
    let open = this.#open.get(key);
    if (open === undefined) {
      open = { ...identity(row), detectedAt: new Map(), heap: new Heap() };
      this.#open.set(key, open);
    }
    return open;
  }
}

function identity({
  namespace,
  source = '',
  severity,
}: IncidentRow): Pick<CensusGroup, 'namespace' | 'source' | 'severity'> {
  return { namespace, source, severity };
}

const openKey = ({ namespace, source = '', severity }: IncidentRow): string => `${namespace}/${source}/${severity}`;

const groupKey = (row: IncidentRow): string => `${openKey(row)}/${row.state}`;
