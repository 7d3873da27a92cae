// The provider for the ledger server: an example of a provider that reads by changes, built from the kit. It has the configuration and
// the incidents of the loopback PagerDuty, so that the same tests can run on both.

import { rfc3339 } from '../../../../src/base/instants.ts';
import { accountKey, createAccounts } from '../../../../src/integrations/kit/accounts.ts';
import { mapConcurrently } from '../../../../src/integrations/kit/concurrency.ts';
import { createPageTokens, nextRequest } from '../../../../src/integrations/kit/paging.ts';
import { createRateBudget } from '../../../../src/integrations/kit/rate-budget.ts';
import { type PagerDutyConfig } from '../../../../src/integrations/pagerduty/index.ts';
import { RATE_SIGNALS } from '../../../../src/integrations/pagerduty/limits.ts';
import { isIncidentID, normalizeIncident, type Normalized } from '../../../../src/integrations/pagerduty/normalize.ts';
import { refusal } from '../../../../src/integrations/pagerduty/refusals.ts';
import { errorCodeOf, memberOf } from '../../../../src/integrations/pagerduty/schema.ts';
import type { ChangesPage, ChangesRequest, ChangesStage, Cursor } from '../../../../src/integrations/ports/changes.ts';
import { SourceError } from '../../../../src/integrations/ports/failure.ts';
import type { HttpAnswer, HttpRequest } from '../../../../src/integrations/ports/http.ts';
import type { Lookup } from '../../../../src/integrations/ports/record.ts';
import type { ChangesSource, Provider, SourceContext } from '../../../../src/integrations/provider.ts';
import { TOKEN_EXPIRED, TOO_OLD } from './server.ts';

const LIST = 'list incidents';
const GET = 'get an incident';
const VERSION = 1;

export interface LedgerChoice {
  readonly openSet: ChangesSource['openSet'];
  /** How long a change may be missing from listings after it was made. */
  readonly lookBackMs: number;
}

export function createLedger({ openSet, lookBackMs }: LedgerChoice): Provider<PagerDutyConfig, ChangesSource> {
  const budgetOf = createAccounts((clock) => createRateBudget(clock, RATE_SIGNALS));
  return {
    endpoint: (config) => config.endpoint,
    secretKeys: [['token']],
    open(context) {
      const base = context.config.endpoint ?? '';
      const token = context.secret.get('token')?.reveal() ?? '';
      const http = context.http(base);
      const budget = budgetOf(accountKey([base, token]), context.clock);
      const ask = async (request: Omit<HttpRequest, 'headers'>, what: string): Promise<HttpAnswer> => {
        budget.check(what);
        const headers = {
          accept: 'application/vnd.pagerduty+json;version=2',
          authorization: `Token token=${token}`,
        };
        const answer = await http.send({ ...request, headers });
        budget.note(answer);
        return answer;
      };
      return source({ context, base, lookBackMs, ask, unmapped: new Set() }, openSet);
    },
  };
}

interface Opened {
  readonly context: SourceContext<PagerDutyConfig>;
  readonly base: string;
  readonly lookBackMs: number;
  ask(request: Omit<HttpRequest, 'headers'>, what: string): Promise<HttpAnswer>;
  readonly unmapped: Set<string>;
}

function source(opened: Opened, openSet: ChangesSource['openSet']): ChangesSource {
  return {
    reads: 'changes',
    openSet,
    unmappedSeverities: opened.unmapped,
    degraded: new Set(),
    async probe(signal) {
      const query = [
        ['open', 'true'],
        ['limit', '1'],
      ] as const;
      success(opened, await opened.ask({ path: 'incidents', query, signal }, LIST), LIST);
      return { missingScopes: [], unmatched: [] };
    },
    async *changes(request) {
      yield* changed(opened, request);
      if (request.open) yield* open(opened, request.signal);
    },
    async *lookup(externalIDs, signal) {
      const ask = (id: string, own: AbortSignal): Promise<Lookup> => lookUp(opened, id, own);
      yield* mapConcurrently(externalIDs, { width: 4, signal }, ask);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to release.
    },
  };
}

/** Ascending by the time of the last change. */
async function* changed(opened: Opened, { cursor, since, signal }: ChangesRequest): AsyncGenerator<ChangesPage> {
  const reached = cursor === undefined ? undefined : positionOf(cursor);
  const fromMs = reached === undefined ? since.getTime() : reached - opened.lookBackMs;
  const query = [['updated_since', rfc3339(new Date(fromMs))]] as const;
  let position: Cursor | undefined = cursor;
  let startedMs: number | undefined;
  for await (const { answer, items, last } of pages(opened, { query, signal })) {
    startedMs ??= Date.parse(answer.headers['date'] ?? '');
    for (const item of items) position = furthest(position, item, startedMs);
    yield page(opened, { stage: 'changed', items, last, ...(position === undefined ? {} : { cursor: position }) });
  }
}

async function* open(opened: Opened, signal: AbortSignal): AsyncGenerator<ChangesPage> {
  for await (const { items, last } of pages(opened, { query: [['open', 'true']], signal })) {
    yield page(opened, { stage: 'open', items, last });
  }
}

function positionOf({ version, data }: Cursor): number {
  if (version === VERSION && typeof data === 'number' && Number.isSafeInteger(data)) return data;
  throw new SourceError('cursor-expired', `${LIST}: the stored position is not of this version: reading everything`);
}

/** The position stays before changes made after the reading began, because another change of that time may not be visible yet. */
function furthest(position: Cursor | undefined, item: unknown, startedMs: number): Cursor | undefined {
  const [id, updatedMs] = [memberOf(item, 'id'), Date.parse(String(memberOf(item, 'updated_at')))];
  if (typeof id !== 'string' || !(updatedMs <= startedMs)) return position;
  const before = typeof position?.data === 'number' ? position.data : 0;
  return updatedMs >= before ? { version: VERSION, data: updatedMs, anchor: id } : position;
}

interface Asked {
  readonly query: NonNullable<HttpRequest['query']>;
  readonly signal: AbortSignal;
}

interface RawPage {
  readonly answer: HttpAnswer;
  readonly items: readonly unknown[];
  readonly last: boolean;
}

async function* pages(opened: Opened, { query, signal }: Asked): AsyncGenerator<RawPage> {
  const isNew = createPageTokens(LIST);
  let request: Pick<HttpRequest, 'path' | 'query'> = { path: 'incidents', query };
  for (;;) {
    const answer = success(opened, await opened.ask({ ...request, signal }, LIST), LIST);
    const [items, next] = [memberOf(answer.body, 'incidents'), memberOf(answer.body, 'next')];
    if (!Array.isArray(items)) throw new SourceError('malformed', `${LIST}: the answer holds no list`);
    const last = typeof next !== 'string';
    yield { answer, items: items as readonly unknown[], last };
    if (last) return;
    isNew(next);
    request = nextRequest(opened.base, next, LIST);
  }
}

function success(opened: Opened, answer: HttpAnswer, what: string): HttpAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const code = errorCodeOf(answer.body);
  if (code === TOKEN_EXPIRED) throw new SourceError('incomplete', `${what}: the page token has expired`);
  if (code === TOO_OLD) throw new SourceError('cursor-expired', `${what}: the position is too old`);
  throw refusal(answer, { what, scope: 'incidents.read', credential: 'token' }, opened.context.clock.now());
}

function page(
  opened: Opened,
  {
    items,
    ...rest
  }: Pick<ChangesPage, 'last' | 'cursor'> & { readonly stage: ChangesStage; readonly items: readonly unknown[] },
): ChangesPage {
  const all = items.map((item) => normalized(opened, item));
  const records = all.flatMap((each) => (each.kind === 'record' && isSelected(opened, each) ? [each.record] : []));
  const rejected = all.flatMap((each) => (each.kind === 'rejected' ? [each.item] : []));
  if (rejected.length > 0 && rejected.length === items.length) {
    throw new SourceError('malformed', `${LIST}: none of ${items.length} incidents can be read`);
  }
  return { ...rest, records, rejected };
}

function normalized({ context, unmapped }: Opened, item: unknown): Normalized {
  const { severityMap, dataPolicy } = context;
  const result = normalizeIncident(item, { severityMap, dataPolicy });
  if (result.kind === 'record' && result.unmapped !== undefined) unmapped.add(result.unmapped);
  return result;
}

function isSelected({ context }: Opened, { selectors }: Extract<Normalized, { kind: 'record' }>): boolean {
  const urgencies = (context.config.urgencies ?? []).map((urgency) => urgency.toLowerCase());
  return urgencies.length === 0 || urgencies.includes(selectors.urgency ?? '');
}

async function lookUp(opened: Opened, externalID: string, signal: AbortSignal): Promise<Lookup> {
  if (!isIncidentID(externalID)) return { kind: 'gone', externalID };
  const answer = await opened.ask({ path: `incidents/${externalID}`, signal }, GET);
  if (answer.status === 404) return { kind: 'gone', externalID };
  const result = normalized(opened, memberOf(success(opened, answer, GET).body, 'incident'));
  if (result.kind === 'rejected') return { kind: 'rejected', externalID, item: result.item };
  return { kind: 'found', record: result.record, inScope: isSelected(opened, result) };
}
