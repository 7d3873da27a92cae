// Sums up the pages of one reading: which incidents came, whether each stage was read to its end, and how far the cursor may advance.

import type { ChangesPage, Cursor } from '../../integrations/ports/changes.ts';
import type { PullPage } from '../../integrations/ports/listing.ts';
import type { IgnoredItems, RejectedItem } from '../../integrations/ports/record.ts';
import type { ReadingPlan } from './plan-reading.ts';

type Page = PullPage | ChangesPage;

export class Answer {
  readonly seen = new Set<string>();
  readonly rejected: RejectedItem[] = [];
  #ignored: IgnoredItems = {};
  #cursor: Cursor | undefined;
  /** Stages in which an item was left out that cannot be looked up by its ID. */
  readonly #nameless = new Set<'dated' | 'open'>();
  /** IDs from the stage that reads by time, not from the open set. */
  readonly #dated = new Set<string>();
  readonly #whole = new Set<'dated' | 'open'>();
  readonly #plan: ReadingPlan;

  constructor(plan: ReadingPlan) {
    this.#plan = plan;
  }

  /** Called when a page has arrived. */
  take(page: Page): void {
    const ids = [...page.records, ...page.rejected].flatMap((item) => item.externalID ?? []);
    for (const id of ids) {
      this.seen.add(id);
      if (page.stage !== 'open') this.#dated.add(id);
    }
    this.rejected.push(...page.rejected);
    if ('ignored' in page && page.ignored !== undefined) this.#ignored = sum(this.#ignored, page.ignored);
    const stage = page.stage === 'open' ? 'open' : 'dated';
    if (page.rejected.some((item) => item.externalID === undefined)) this.#nameless.add(stage);
    if (page.last) this.#whole.add(stage);
  }

  /** Called when the records of a page are stored. The cursor stays before a page with an unreadable item that has no ID. */
  stored(page: Page): void {
    if ('cursor' in page && page.cursor !== undefined && this.#nameless.size === 0) this.#cursor = page.cursor;
  }

  /** Covers only records that are stored or are looked up by ID at the next sync. Undefined when the cursor does not advance. */
  get cursor(): Cursor | undefined {
    return this.#nameless.has('open') ? undefined : this.#cursor;
  }

  get ignored(): IgnoredItems {
    return this.#ignored;
  }

  get isWhole(): boolean {
    return this.#whole.has('dated') && (!this.#plan.open || this.#whole.has('open'));
  }

  /** Whether the incident that a delta must bring again is missing, or all of those that a full reading must bring. */
  get isSuspicious(): boolean {
    const { anchor, expected } = this.#plan;
    return anchor === undefined ? this.lacksAll(expected) : !this.#dated.has(anchor);
  }

  lacksAll(ids: ReadonlySet<string>): boolean {
    return ids.size > 0 && ![...ids].some((id) => this.seen.has(id));
  }
}

function sum(one: IgnoredItems, other: IgnoredItems): IgnoredItems {
  const all = { ...one };
  for (const [reason, count] of Object.entries(other)) all[reason] = (all[reason] ?? 0) + count;
  return all;
}
