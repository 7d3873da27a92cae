// Random histories of a source while it is read, against a model: a pull must include every incident that exists during the whole pull,
// and a pull of an unchanging source must equal the model.

import fc from 'fast-check';
import { expect } from 'vitest';

import { never, pagesOf, pullAll, pulled, type ReadPage } from '../support/vendors/source-context.ts';
import { hoursAgo, type Stage } from './provider-stage.ts';

const KINDS = [
  'create',
  'backdate',
  'acknowledge',
  'resolve',
  'reopen',
  'remove',
  'rename',
  'purge',
  'settle',
] as const;
export type Operation = readonly [kind: (typeof KINDS)[number], pick: number];

export const operation: fc.Arbitrary<Operation> = fc.tuple(fc.constantFrom(...KINDS), fc.nat(400));

const history = fc.record({
  before: fc.integer({ min: 0, max: 260 }),
  /** All incidents are created in one second, so that the order by creation is not defined. */
  burst: fc.boolean(),
  /** Lists of changes; each list happens between two pages. */
  during: fc.array(fc.array(operation, { maxLength: 12 }), { maxLength: 12 }),
});

export async function equalsModel(stage: Stage, histories: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, async ({ before, burst, during }) => {
      const model = new Model(stage);
      try {
        for (let n = 0; n < before; n++) model.apply(['backdate', burst ? 7 : n]);
        model.begin();
        await expectNothingLost(stage, { model, during });
        await expectTheWorld(stage, model);
      } finally {
        model.clear();
      }
    }),
    { numRuns: histories },
  );
}

const request = { mode: 'full', since: hoursAgo(24 * 60), signal: never } as const;

interface Churn {
  readonly model: Model;
  readonly during: ReadonlyArray<readonly Operation[]>;
}

async function expectNothingLost(stage: Stage, { model, during }: Churn): Promise<void> {
  const changes = during.values();
  const pages: ReadPage[] = [];
  for await (const page of pagesOf(stage.open(), request)) {
    pages.push(page);
    for (const change of changes.next().value ?? []) model.apply(change);
  }
  const { complete, created, open } = pulled(pages);
  expect(complete).toBe(true);
  expect([...model.untouched].filter((id) => !created.has(id))).toEqual([]);
  expect([...model.openThroughout].filter((id) => !open.has(id))).toEqual([]);
  expect([...created.keys(), ...open.keys()].filter((id) => !model.ever.has(id))).toEqual([]);
}

async function expectTheWorld(stage: Stage, model: Model): Promise<void> {
  const { complete, created, open } = await pullAll(stage.open(), request);
  expect(complete).toBe(true);
  expect([...created.keys()].sort()).toEqual([...model.incidents.keys()].sort());
  expect([...open.keys()].sort()).toEqual(model.openIDs());
  for (const [id, incident] of model.incidents) {
    expect(created.get(id)?.title).toBe(incident.title);
    expect(created.get(id)?.state === 'Resolved').toBe(!incident.open);
  }
}

interface Modelled {
  open: boolean;
  title: string;
}

/** Ids are never reused, not even across histories. */
let serial = 0;

export class Model {
  readonly incidents = new Map<string, Modelled>();
  readonly ever = new Set<string>();
  /** Incidents that have existed since `begin`, in any state. */
  untouched = new Set<string>();
  openThroughout = new Set<string>();
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  apply([kind, pick]: Operation): void {
    if (kind === 'create' || kind === 'backdate') return this.#create(kind === 'create' ? undefined : hoursAgo(pick));
    // Deleting a service deletes its incidents, and a bulk resolution resolves many: the listing shrinks by pages.
    if (kind === 'purge') return [...this.incidents.keys()].slice(0, pick % 60).forEach((id) => this.#remove(id));
    if (kind === 'settle')
      return this.openIDs()
        .slice(0, pick % 60)
        .forEach((id) => this.#setOpen(id, false));
    const [id, incident] = [...this.incidents][pick % Math.max(1, this.incidents.size)] ?? [];
    if (id !== undefined && incident !== undefined) this.#change(kind, { id, incident, title: `Renamed ${pick}` });
  }

  #change(
    kind: 'acknowledge' | 'resolve' | 'reopen' | 'remove' | 'rename',
    { id, incident, title }: { readonly id: string; readonly incident: Modelled; readonly title: string },
  ): void {
    switch (kind) {
      case 'rename':
        incident.title = title;
        return this.#stage.upstream.rename(id, title);
      case 'acknowledge':
        return incident.open ? this.#stage.upstream.acknowledge(id) : undefined;
      case 'resolve':
      case 'reopen':
        return incident.open === (kind === 'resolve') ? this.#setOpen(id, kind === 'reopen') : undefined;
      case 'remove':
        return this.#remove(id);
    }
  }

  begin(): void {
    this.untouched = new Set(this.incidents.keys());
    this.openThroughout = new Set(this.openIDs());
  }

  openIDs(): string[] {
    const open = [...this.incidents].filter(([, incident]) => incident.open);
    return open.map(([id]) => id).sort();
  }

  clear(): void {
    for (const id of this.incidents.keys()) this.#remove(id);
  }

  #create(at: Date | undefined): void {
    const id = `M${++serial}`;
    const title = `Incident ${id}`;
    this.#stage.upstream.create({ id, title, ...(at === undefined ? {} : { at }) });
    this.incidents.set(id, { open: true, title });
    this.ever.add(id);
  }

  #setOpen(id: string, open: boolean): void {
    if (open) this.#stage.upstream.reopen(id);
    else this.#stage.upstream.resolve(id);
    const incident = this.incidents.get(id);
    if (incident !== undefined) incident.open = open;
    this.openThroughout.delete(id);
  }

  #remove(id: string): void {
    this.#stage.upstream.remove(id);
    this.incidents.delete(id);
    this.untouched.delete(id);
    this.openThroughout.delete(id);
  }
}
