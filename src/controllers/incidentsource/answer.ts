// What the pages of one reading amount to: which incidents came, whether each stage was read to its end, and how far the cursor may go.

import type { ChangesPage, Cursor } from '../../integrations/ports/changes.ts';
import type { PullPage } from '../../integrations/ports/listing.ts';
import type { RejectedItem } from '../../integrations/ports/record.ts';
import type { ReadingPlan } from './plan-reading.ts';

type Page = PullPage | ChangesPage;

export class Answer {
  readonly seen = new Set<string>();
  readonly rejected: RejectedItem[] = [];
  #cursor: Cursor | undefined;
  /** Where something was left out that cannot be asked for by its ID. */
  readonly #nameless = new Set<'dated' | 'open'>();
  /** What came in the stage that goes by time, not among what is open. */
  readonly #dated = new Set<string>();
  readonly #whole = new Set<'dated' | 'open'>();
  readonly #plan: ReadingPlan;

  constructor(plan: ReadingPlan) {
    this.#plan = plan;
  }

  /** A page came. */
  take(page: Page): void {
    const ids = [...page.records, ...page.rejected].flatMap((item) => item.externalID ?? []);
    for (const id of ids) {
      this.seen.add(id);
      if (page.stage !== 'open') this.#dated.add(id);
    }
    this.rejected.push(...page.rejected);
    const stage = page.stage === 'open' ? 'open' : 'dated';
    if (page.rejected.some((item) => item.externalID === undefined)) this.#nameless.add(stage);
    if (page.last) this.#whole.add(stage);
  }

  /** The records of a page are stored. The cursor stays before a page with an item that could not be read and has no ID. */
  stored(page: Page): void {
    if ('cursor' in page && page.cursor !== undefined && this.#nameless.size === 0) this.#cursor = page.cursor;
  }

  /** Covers only what is stored, and what is asked for by its ID at the next sync. Undefined: no further than before. */
  get cursor(): Cursor | undefined {
    return this.#nameless.has('open') ? undefined : this.#cursor;
  }

  get isWhole(): boolean {
    return this.#whole.has('dated') && (!this.#plan.open || this.#whole.has('open'));
  }

  /** The incident that a delta has to bring again did not come, or none of those that a full reading must bring. */
  get isSuspicious(): boolean {
    const { anchor, expected } = this.#plan;
    return anchor === undefined ? this.lacksAll(expected) : !this.#dated.has(anchor);
  }

  lacksAll(ids: ReadonlySet<string>): boolean {
    return ids.size > 0 && ![...ids].some((id) => this.seen.has(id));
  }
}
