// A listing of incidents, read to its end. Pages have numbers and no order that is promised, and shift while incidents change: a listing of
// several pages is repeated until it brings no incident that was not seen. https://apidocs.zenduty.com/#tag/Incidents

import { createPageTokens, nextRequest } from '../kit/paging.ts';
import { SourceError } from '../ports/failure.ts';
import { rememberNumber } from './account.ts';
import { memberOf, pageOf } from './schema.ts';
import { type Session } from './session.ts';

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

/** All items, the last state of each. Items without an id are those of the first pass. */
export async function listIncidents(session: Session, wanted: Wanted): Promise<readonly unknown[]> {
  const found: Found = { byID: new Map(), nameless: [] };
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = found.byID.size;
    let pages = 0;
    for await (const items of listOnce(session, wanted)) {
      pages++;
      note(found, items, pass);
    }
    const isStable = pass > 0 && found.byID.size === before;
    if (pages === 1 || isStable) break;
  }
  const all = [...found.byID.values(), ...found.nameless];
  learn(session, all);
  return all;
}

/** Keeps what look-ups rest on: which fields the rows have, and the numbers of the incidents. */
function learn({ account }: Session, all: readonly unknown[]): void {
  for (const name of OPTIONAL) if (all.some((item) => has(item, name))) account.listed.add(name);
  for (const item of all) {
    const [id, number] = [memberOf(item, 'unique_id'), memberOf(item, 'incident_number')];
    if (typeof id === 'string' && Number.isSafeInteger(number)) rememberNumber(account, id, Number(number));
  }
}

interface Found {
  readonly byID: Map<string, unknown>;
  readonly nameless: unknown[];
}

function note({ byID, nameless }: Found, items: readonly unknown[], pass: number): void {
  for (const item of items) {
    const id = memberOf(item, 'unique_id');
    if (typeof id === 'string') byID.set(id, item);
    else if (pass === 0) nameless.push(item);
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

/** Throws SourceError `incomplete` for a page that repeats, and `malformed` for a response that is not a page. */
async function* listOnce(session: Session, { body, signal }: Wanted): AsyncGenerator<readonly unknown[]> {
  const isNew = createPageTokens(LIST);
  const first = [
    ['page', '1'],
    ['page_size', PAGE_SIZE],
  ] as const;
  let request: Pick<ReturnType<typeof nextRequest>, 'path'> & { query: ReadonlyArray<readonly [string, string]> } = {
    path: PATH,
    query: first,
  };
  for (let count = 0; count < MAX_PAGES; count++) {
    const answer = await session.ask({ method: 'POST', ...request, body, what: LIST, signal });
    const page = pageOf(answer.body);
    if (page === undefined) {
      throw new SourceError('malformed', `${LIST}: ${answer.status} from Zenduty without a page of incidents`);
    }
    yield page.items;
    if (page.next === undefined) return;
    isNew(page.next);
    request = nextRequest(session.base, page.next, LIST);
  }
  throw new SourceError('incomplete', `${LIST}: more than ${MAX_PAGES} pages: shorten backfill in the spec`);
}
