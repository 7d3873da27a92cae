// ListFindings: criteria, order and page tokens. A token continues after the last finding that was shown, in the same listing only.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListFindings.html

import { type StoredFinding } from './account.ts';
import { awsError } from './errors.ts';

export interface ListingRules {
  /** The largest page. */
  readonly maxResults: number;
  /** Changes of every third finding become visible after this delay. */
  readonly lagMs: number;
  readonly tokenLifeMs: number;
}

export const DEFAULT_LISTING: ListingRules = { maxResults: 50, lagMs: 0, tokenLifeMs: 3_600_000 };

type Condition = Readonly<Record<string, unknown>>;

/** What a finding is compared by, for each criterion that this server knows. */
const ATTRIBUTES: Readonly<Record<string, (finding: StoredFinding) => string | number>> = {
  id: ({ id }) => id,
  region: ({ region }) => region,
  severity: ({ severity }) => severity,
  updatedAt: ({ updatedAtMs }) => updatedAtMs,
  'service.archived': ({ archived }) => String(archived),
};

const COMPARISONS: Readonly<Record<string, (value: string | number, wanted: unknown) => boolean>> = {
  equals: (value, wanted) => (wanted as readonly string[]).includes(String(value)),
  eq: (value, wanted) => (wanted as readonly string[]).includes(String(value)),
  notEquals: (value, wanted) => !(wanted as readonly string[]).includes(String(value)),
  greaterThanOrEqual: (value, wanted) => Number(value) >= Number(wanted),
  gte: (value, wanted) => Number(value) >= Number(wanted),
  greaterThan: (value, wanted) => Number(value) > Number(wanted),
  lessThan: (value, wanted) => Number(value) < Number(wanted),
  lessThanOrEqual: (value, wanted) => Number(value) <= Number(wanted),
};

export interface Asked {
  readonly findings: readonly StoredFinding[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly rules: ListingRules;
  readonly nowMs: number;
}

export function listFindings({ findings, body, rules, nowMs }: Asked): unknown {
  const { maxResults, nextToken, criterion, isDescending: isReversed } = readBody(body);
  const isWanted = criteriaOf(criterion);
  const listing = JSON.stringify([criterion, isReversed]);
  const after = nextToken === '' ? undefined : readToken(nextToken, listing, nowMs);
  const isShown = (each: StoredFinding): boolean => each.number % 3 !== 0 || each.updatedAtMs + rules.lagMs <= nowMs;
  const rest = findings
    .filter((each) => isWanted(each) && isShown(each))
    .sort((a, b) => a.updatedAtMs - b.updatedAtMs || a.number - b.number)
    .filter((each) => after === undefined || isAfter(each, after));
  if (isReversed) rest.reverse();
  const size = Math.min(maxResults, rules.maxResults);
  const [page, last] = [rest.slice(0, size), rest[size - 1]];
  const isMore = rest.length > size && last !== undefined;
  const token = isMore ? writeToken(listing, last, nowMs + rules.tokenLifeMs) : '';
  return { findingIds: page.map(({ id }) => id), nextToken: token };
}

interface ReadBody {
  readonly maxResults: number;
  readonly nextToken: string;
  readonly criterion: Readonly<Record<string, Condition>>;
  readonly isDescending: boolean;
}

function isPageSize(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 50;
}

function readBody(body: Asked['body']): ReadBody {
  const { maxResults = 50, nextToken = '', findingCriteria = {} } = body;
  if (!isPageSize(maxResults)) bad('maxResults');
  const { criterion = {} } = findingCriteria as { criterion?: ReadBody['criterion'] };
  return { maxResults, nextToken: String(nextToken), criterion, isDescending: isDescending(body) };
}

function isDescending({ sortCriteria = {} }: Asked['body']): boolean {
  const { attributeName = 'updatedAt', orderBy = 'ASC' } = sortCriteria as Readonly<Record<string, string>>;
  if (attributeName !== 'updatedAt' || !['ASC', 'DESC'].includes(orderBy)) bad('sortCriteria');
  return orderBy === 'DESC';
}

function criteriaOf(criterion: Readonly<Record<string, Condition>>): (finding: StoredFinding) => boolean {
  const tests = Object.entries(criterion).flatMap(([name, condition]) => {
    const read = ATTRIBUTES[name] ?? bad(`criterion ${name}`);
    return Object.entries(condition).map(([comparison, wanted]) => {
      const compare = COMPARISONS[comparison] ?? bad(`condition ${comparison}`);
      const isList = Array.isArray(wanted) && wanted.every((each) => typeof each === 'string');
      if (/^(eq|equals|notEquals)$/.test(comparison) ? !isList : !Number.isInteger(wanted)) bad(`value of ${name}`);
      return (finding: StoredFinding): boolean => compare(read(finding), wanted);
    });
  });
  return (finding) => tests.every((test) => test(finding));
}

type Place = readonly [updatedAtMs: number, number: number];

function isAfter({ updatedAtMs, number }: StoredFinding, [afterMs, afterNumber]: Place): boolean {
  return updatedAtMs > afterMs || (updatedAtMs === afterMs && number > afterNumber);
}

function writeToken(listing: string, { updatedAtMs, number }: StoredFinding, endsAtMs: number): string {
  return Buffer.from(JSON.stringify([listing, updatedAtMs, number, endsAtMs])).toString('base64');
}

function readToken(token: string, listing: string, nowMs: number): Place {
  const read = parsed(Buffer.from(token, 'base64').toString()) as readonly unknown[] | undefined;
  if (!Array.isArray(read) || read[0] !== listing || Number(read[3]) < nowMs) bad('nextToken');
  return [Number(read[1]), Number(read[2])];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function bad(what: string): never {
  throw awsError(
    400,
    'BadRequestException',
    `The request is rejected because the parameter ${what} has an invalid value.`,
  );
}
