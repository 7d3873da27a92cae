// A listing of incidents, read to its end. Pages have numbers and no order that is promised, and shift while incidents change: a listing of
// several pages is repeated until two passes bring the same. https://apidocs.zenduty.com/#tag/Incidents

import { createPageTokens, nextRequest } from '../kit/paging.ts';
import { Passes } from '../kit/passes.ts';
import { SourceError } from '../ports/failure.ts';
import { rememberNumber } from './account.ts';
import { memberOf, pageOf } from './schema.ts';
import { type Call, type Session } from './session.ts';

export const LIST = 'list incidents';
const PATH = 'api/incidents/filter/';
const PAGE_SIZE = '100';
const MAX_PAGES = 1_000;
const MAX_PASSES = 5;
/** Fields that some answers have and others lack. */
const OPTIONAL = ['urgency', 'summary', 'tags'] as const;

export interface Wanted {
  /** The body of each request. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

const FIRST = {
  path: PATH,
  query: [
    ['page', '1'],
    ['page_size', PAGE_SIZE],
  ],
} as const;

interface Pass {
  /** Counted from 1. */
  readonly number: number;
  readonly isNew: (next: string) => void;
  pages: number;
}

function beginPass(number: number): Pass {
  return { number, isNew: createPageTokens(LIST), pages: 0 };
}

/** Epoch milliseconds; NaN where the item does not say. */
function createdMs(item: unknown): number {
  return Date.parse(String(memberOf(item, 'creation_date')));
}

/** One listing, page by page. What broke off goes on with the page that did not come. */
export class IncidentListing {
  /** The last state of each. */
  readonly #byID = new Map<string, unknown>();
  /** Items without an id, of the first pass. */
  readonly #nameless: unknown[] = [];
  readonly #passes = new Passes();
  #pass: Pass = beginPass(1);
  /** Creation of the newest incident that the passes before this one brought. */
  #newestMs = -Infinity;
  #request: Pick<Call, 'path' | 'query'> = FIRST;
  #isDone = false;

  /** All items. Throws SourceError `incomplete` for a page that repeats, and `malformed` for a response that is not a page. */
  async read(session: Session, wanted: Wanted): Promise<readonly unknown[]> {
    if (this.#request !== FIRST) await this.#goOn(session, wanted);
    while (!this.#isDone) await this.#readPage(session, wanted);
    const all = [...this.#byID.values(), ...this.#nameless];
    learn(session, all);
    return all;
  }

  /** There may be fewer pages by now: then the pass begins anew. */
  async #goOn(session: Session, wanted: Wanted): Promise<void> {
    try {
      await this.#readPage(session, wanted);
    } catch (error) {
      if (!(error instanceof SourceError) || error.kind !== 'not-found') throw error;
      this.#passes.again();
      this.#begin(this.#pass.number);
    }
  }

  async #readPage(session: Session, { body, signal }: Wanted): Promise<void> {
    const answer = await session.ask({ method: 'POST', ...this.#request, body, what: LIST, signal });
    const page = pageOf(answer.body);
    if (page === undefined) {
      throw new SourceError('malformed', `${LIST}: ${answer.status} from Zenduty without a page of incidents`);
    }
    this.#note(page.items);
    if (page.next === undefined) return this.#endPass();
    if (this.#pass.pages >= MAX_PAGES) {
      throw new SourceError('incomplete', `${LIST}: more than ${MAX_PAGES} pages: shorten backfill in the spec`);
    }
    this.#pass.isNew(page.next);
    this.#request = nextRequest(session.base, page.next, LIST);
  }

  #note(items: readonly unknown[]): void {
    this.#pass.pages++;
    for (const item of items) {
      const id = memberOf(item, 'unique_id');
      if (typeof id !== 'string') {
        if (this.#pass.number === 1) this.#nameless.push(item);
        continue;
      }
      this.#passes.note(id, { isNew: createdMs(item) > this.#newestMs });
      this.#byID.set(id, item);
    }
  }

  #endPass(): void {
    const { number, pages } = this.#pass;
    const isWhole = this.#passes.end();
    this.#isDone = pages === 1 || isWhole || number === MAX_PASSES;
    for (const item of this.#byID.values()) this.#newestMs = Math.max(this.#newestMs, createdMs(item) || -Infinity);
    this.#begin(number + 1);
  }

  #begin(number: number): void {
    this.#pass = beginPass(number);
    this.#request = FIRST;
  }
}

/** Keeps what look-ups rest on: which fields the rows have, and the numbers of the incidents. */
function learn({ account, numbers }: Session, all: readonly unknown[]): void {
  for (const name of OPTIONAL) if (all.some((item) => has(item, name))) account.listed.add(name);
  for (const item of all) {
    const [id, number] = [memberOf(item, 'unique_id'), memberOf(item, 'incident_number')];
    if (typeof id === 'string' && Number.isSafeInteger(number)) rememberNumber(numbers, id, Number(number));
  }
}

function has(item: unknown, name: string): boolean {
  const value = memberOf(item, name);
  return value !== undefined && value !== null;
}

/** A detail without the fields that listings of this account lack: a record must not depend on how it was read. */
export function asListed(session: Session, detail: unknown): unknown {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return detail;
  const lacking = new Set<string>(OPTIONAL.filter((name) => !session.account.listed.has(name)));
  return Object.fromEntries(Object.entries(detail).filter(([name]) => !lacking.has(name)));
}
