// A part of JQL, evaluated as Jira does: operators AND, OR, NOT, comparisons and lists, and ORDER BY. A date literal is read in the account's
// time zone and has minutes; a number is an instant in milliseconds. Values that do not exist make the query invalid.

import { categoryOf, STATUSES, type Issue } from './account.ts';

export type Predicate = (issue: Issue) => boolean;

export interface Query {
  readonly matches: Predicate;
  /** Fields in order, each ascending or descending. */
  readonly order: ReadonlyArray<{ readonly field: string; readonly sign: 1 | -1 }>;
}

export interface JqlContext {
  /** Minutes east of UTC. */
  readonly timeZoneMinutes: number;
  exists(key: string): boolean;
}

/** Thrown for a query that Jira refuses with status 400. */
export class JqlError extends Error {}

const TOKEN = /\s*(?:(>=|<=|!=|!~|[=<>~(),])|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s=<>!~(),"']+))/y;

interface Token {
  readonly text: string;
  readonly kind: 'operator' | 'quoted' | 'word';
}

export function parseJql(jql: string, context: JqlContext): Query {
  const parser = new Parser(tokensOf(jql), context);
  return parser.query();
}

function tokensOf(jql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = jql.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw new JqlError('Error in the JQL Query');
    const [, operator, double, single, word] = match;
    if (operator !== undefined) tokens.push({ text: operator, kind: 'operator' });
    else if (word !== undefined) tokens.push({ text: word, kind: 'word' });
    else tokens.push({ text: (double ?? single ?? '').replaceAll(/\\(.)/g, '$1'), kind: 'quoted' });
  }
  return tokens;
}

const MAX_ORDER = 7;

class Parser {
  readonly #tokens: Token[];
  readonly #context: JqlContext;
  #at = 0;

  constructor(tokens: Token[], context: JqlContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  query(): Query {
    if (this.#tokens.length === 0 || this.#isWord('order')) {
      throw new JqlError('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
    }
    const matches = this.#or();
    const order = this.#order();
    if (this.#at < this.#tokens.length) throw new JqlError('Error in the JQL Query');
    return { matches, order };
  }

  #or(): Predicate {
    let left = this.#and();
    while (this.#take('or')) {
      const [one, other] = [left, this.#and()];
      left = (issue) => one(issue) || other(issue);
    }
    return left;
  }

  #and(): Predicate {
    let left = this.#not();
    while (this.#take('and')) {
      const [one, other] = [left, this.#not()];
      left = (issue) => one(issue) && other(issue);
    }
    return left;
  }

  #not(): Predicate {
    if (this.#take('not')) {
      const inner = this.#not();
      return (issue) => !inner(issue);
    }
    if (!this.#take('(')) return this.#clause();
    const inner = this.#or();
    this.#expect(')');
    return inner;
  }

  #clause(): Predicate {
    const field = this.#next().text.toLowerCase();
    if (this.#take('is')) {
      const isNegated = this.#take('not');
      this.#expect('empty');
      return (issue) => (valuesOf(issue, field).length === 0) !== isNegated;
    }
    const isNegatedList = this.#take('not');
    if (this.#take('in')) return this.#list(field, isNegatedList);
    const operator = this.#next().text;
    return this.#comparison(field, operator, this.#value(field));
  }

  #list(field: string, isNegated: boolean): Predicate {
    this.#expect('(');
    const values: Operand[] = [];
    do values.push(this.#value(field));
    while (this.#take(','));
    this.#expect(')');
    return (issue) => values.some((value) => isEqual(issue, field, value)) !== isNegated;
  }

  #comparison(field: string, operator: string, value: Operand): Predicate {
    switch (operator) {
      case '=':
        return (issue) => isEqual(issue, field, value);
      case '!=':
        return (issue) => !isEqual(issue, field, value);
      case '~':
        return ({ summary }) => summary.toLowerCase().includes(value.text.toLowerCase());
      case '>=':
        return (issue) => instantOf(issue, field) >= value.ms;
      case '>':
        return (issue) => instantOf(issue, field) > value.ms;
      case '<=':
        return (issue) => instantOf(issue, field) <= value.ms;
      case '<':
        return (issue) => instantOf(issue, field) < value.ms;
      default:
        throw new JqlError(`Error in the JQL Query: unexpected ${operator}`);
    }
  }

  #value(field: string): Operand {
    const { text, kind } = this.#next();
    if (kind === 'operator') throw new JqlError('Error in the JQL Query: a value is missing');
    if (KEY_FIELDS.has(field) && !this.#context.exists(text)) {
      throw new JqlError(`An issue with key '${text}' does not exist for field '${field}'.`);
    }
    return { text, ms: this.#instant(text) };
  }

  /** Relative times count in minutes, hours or days from now; they are not needed here. */
  #instant(text: string): number {
    if (/^\d{10,}$/.test(text)) return Number(text);
    const literal = /^(\d{4})[-/](\d{2})[-/](\d{2})(?: (\d{2}):(\d{2}))?$/.exec(text);
    if (literal === null) return Number.NaN;
    const [, year, month, day, hour = '0', minute = '0'] = literal;
    const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
    return local - this.#context.timeZoneMinutes * 60_000;
  }

  #order(): Query['order'] {
    if (!this.#take('order')) return [];
    this.#expect('by');
    const order: Array<Query['order'][number]> = [];
    do {
      const field = this.#next().text.toLowerCase();
      const isDescending = this.#take('desc');
      if (!isDescending) this.#take('asc');
      order.push({ field, sign: isDescending ? -1 : 1 });
    } while (this.#take(','));
    if (order.length > MAX_ORDER) throw new JqlError('JQL can be ordered by at most 7 fields.');
    return order;
  }

  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new JqlError('Error in the JQL Query: it ends too early');
    return token;
  }

  #isWord(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && token.kind !== 'quoted' && token.text.toLowerCase() === text;
  }

  #take(text: string): boolean {
    const isThere = this.#isWord(text);
    if (isThere) this.#at++;
    return isThere;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new JqlError(`Error in the JQL Query: expecting ${text}`);
  }
}

interface Operand {
  readonly text: string;
  readonly ms: number;
}

const KEY_FIELDS = new Set(['key', 'issuekey', 'issue', 'id']);
const PROJECTS: Readonly<Record<string, string>> = { SEC: 'Security', OPS: 'Operations' };

export function projectOf({ key }: Issue): { readonly key: string; readonly name: string } {
  const prefix = key.split('-')[0] ?? '';
  const project = Object.hasOwn(PROJECTS, prefix) ? prefix : 'SEC';
  return { key: project, name: PROJECTS[project] ?? '' };
}

function valuesOf(issue: Issue, field: string): readonly string[] {
  if (KEY_FIELDS.has(field)) return [issue.key, issue.id, ...issue.formerKeys];
  const status = STATUSES.find(({ id }) => id === issue.statusID);
  switch (field) {
    case 'project':
      return Object.values(projectOf(issue));
    case 'status':
      return [issue.statusID, status?.name ?? ''];
    case 'statuscategory':
      return CATEGORY_NAMES[categoryOf(issue.statusID)];
    case 'labels':
      return issue.labels;
    case 'priority':
      return issue.priority === null ? [] : [issue.priority];
    case 'resolution':
      return issue.resolution === null ? ['Unresolved'] : [issue.resolution];
    case 'issuetype':
      return ['Incident'];
    default:
      throw new JqlError(`Field '${field}' does not exist or you do not have permission to view it.`);
  }
}

const CATEGORY_NAMES = {
  new: ['new', 'To Do', '2'],
  indeterminate: ['indeterminate', 'In Progress', '4'],
  done: ['done', 'Done', '3'],
} as const;

function isEqual(issue: Issue, field: string, { text }: Operand): boolean {
  return valuesOf(issue, field).some((value) => value.toLowerCase() === text.toLowerCase());
}

function instantOf(issue: Issue, field: string): number {
  if (field === 'updated') return issue.updatedAtMs;
  if (field === 'created') return issue.createdAtMs;
  throw new JqlError(`The operator is not supported by the '${field}' field.`);
}

export function compareBy(order: Query['order']): (one: Issue, other: Issue) => number {
  return (one, other) => {
    for (const { field, sign } of order) {
      const difference = KEY_FIELDS.has(field)
        ? one.number - other.number
        : instantOf(one, field) - instantOf(other, field);
      if (difference !== 0) return sign * difference;
    }
    return other.number - one.number;
  };
}
