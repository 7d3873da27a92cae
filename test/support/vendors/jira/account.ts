// A Jira site in memory: projects, a workflow, issues with their history and comments, and the actions of people on them. Knows no HTTP.

export type Category = 'new' | 'indeterminate' | 'done';

export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: Category;
}

export const STATUSES: readonly Status[] = [
  { id: '1', name: 'Open', category: 'new' },
  { id: '3', name: 'In Progress', category: 'indeterminate' },
  { id: '5', name: 'Resolved', category: 'done' },
  { id: '6', name: 'Closed', category: 'done' },
];

export interface ScreenField {
  readonly required: boolean;
  readonly hasDefaultValue?: boolean;
  readonly allowed?: readonly string[];
}

export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly to: string;
  readonly fields: Readonly<Record<string, ScreenField>>;
  /** The ids of statuses that it leads from; default: all. */
  readonly from?: readonly string[];
}

const RESOLUTIONS = ['Done', "Won't Do", 'Duplicate'];

const WORKFLOW: readonly Transition[] = [
  { id: '11', name: 'Reopen', to: '1', fields: {} },
  { id: '21', name: 'Start', to: '3', fields: {} },
  { id: '31', name: 'Resolve', to: '5', fields: { resolution: { required: false, allowed: RESOLUTIONS } } },
];

export interface User {
  readonly accountId: string;
  /** `atlassian`, `app` or `customer`. */
  readonly accountType: string;
  readonly active: boolean;
  readonly displayName: string;
  /** Undefined: hidden, so that the API leaves it out. */
  readonly emailAddress?: string | undefined;
}

/** The state of an issue at some time. The index shows older ones for a while. */
export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly formerKeys: readonly string[];
  readonly number: number;
  readonly summary: string;
  readonly description: string;
  readonly statusID: string;
  readonly priority: string | null;
  readonly labels: readonly string[];
  readonly resolution: string | null;
  readonly resolvedAtMs: number | undefined;
  readonly categoryChangedAtMs: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly custom: Readonly<Record<string, unknown>>;
}

export interface History {
  readonly atMs: number;
  readonly items: ReadonlyArray<Readonly<Record<string, string | null>>>;
}

export interface Comment {
  readonly id: string;
  readonly atMs: number;
  readonly author: string;
  readonly body: unknown;
}

export interface Creation {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly priority?: string | null;
  readonly labels?: readonly string[];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly at?: Date;
}

interface Stored {
  /** The oldest first. */
  versions: Issue[];
  readonly histories: History[];
  readonly comments: Comment[];
}

export class JiraAccount {
  /** By account id, in the order of joining. */
  readonly users = new Map<string, User>();
  workflow: readonly Transition[] = WORKFLOW;
  /** Workflows may leave the resolution as it is. */
  clearsResolution = true;
  readonly #issues = new Map<string, Stored>();
  readonly #ids = new Map<string, string>();
  readonly #now: () => Date;
  #serial = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  create({ id, title, description = '', priority = 'High', labels = [], custom = {}, at }: Creation = {}): Issue {
    const number = ++this.#serial;
    const atMs = (at ?? this.#now()).getTime();
    const issue: Issue = {
      id: String(10_000 + number),
      key: id ?? `SEC-${number}`,
      formerKeys: [],
      number,
      summary: title ?? `Incident ${number}`,
      ...{ description, priority, labels, custom },
      statusID: '1',
      resolution: null,
      resolvedAtMs: undefined,
      categoryChangedAtMs: atMs,
      createdAtMs: atMs,
      updatedAtMs: atMs,
    };
    this.#issues.set(issue.id, { versions: [issue], histories: [], comments: [] });
    this.#ids.set(issue.key, issue.id);
    return issue;
  }

  acknowledge(key: string, at?: Date): void {
    this.move(key, '3', at);
  }

  resolve(key: string, at?: Date): void {
    this.move(key, '5', at);
  }

  reopen(key: string, at?: Date): void {
    this.move(key, '1', at);
  }

  /** Moves the issue to another status. */
  move(key: string, statusID: string, at?: Date, resolution = 'Done'): void {
    const { statusID: from } = this.get(key);
    const atMs = (at ?? this.#now()).getTime();
    const category = categoryOf(statusID);
    const isDone = category === 'done';
    const items = [{ field: 'status', fieldId: 'status', from, to: statusID, fromString: from, toString: statusID }];
    const resolved = isDone ? { resolution, resolvedAtMs: atMs } : {};
    const cleared = !isDone && this.clearsResolution ? { resolution: null, resolvedAtMs: undefined } : {};
    const changed = category === categoryOf(from) ? {} : { categoryChangedAtMs: atMs };
    this.#change(key, { statusID, ...resolved, ...cleared, ...changed }, { atMs, items });
  }

  edit(key: string, fields: Partial<Pick<Issue, 'summary' | 'priority' | 'labels' | 'custom' | 'description'>>): void {
    this.#change(key, fields, { atMs: this.#now().getTime(), items: [{ field: 'summary', fieldId: 'summary' }] });
  }

  /** To another project: the issue keeps its id, gets another key, and answers to the old one. */
  moveToKey(key: string, to: string): void {
    const { id, formerKeys } = this.get(key);
    const items = [{ field: 'Key', fromString: key, toString: to }];
    this.#change(key, { key: to, formerKeys: [...formerKeys, key] }, { atMs: this.#now().getTime(), items });
    this.#ids.set(to, id);
  }

  comment(key: string, body: unknown, author = 'Earline Greenholt'): Comment {
    const { id } = this.get(key);
    const atMs = this.#now().getTime();
    const comment = { id: String(++this.#serial), atMs, author, body };
    this.#stored(id).comments.push(comment);
    this.#change(key, {}, { atMs, items: [] });
    return comment;
  }

  delete(key: string): void {
    const { id } = this.get(key);
    this.#issues.delete(id);
    for (const [each, own] of this.#ids) if (own === id) this.#ids.delete(each);
  }

  /** By key, former key or id; keys in any case. */
  find(keyOrID: string): Issue | undefined {
    const key = [...this.#ids.keys()].find((each) => each.toLowerCase() === keyOrID.toLowerCase());
    const id = this.#ids.get(keyOrID) ?? (key === undefined ? keyOrID : this.#ids.get(key));
    return this.#issues.get(id ?? '')?.versions.at(-1);
  }

  get(key: string): Issue {
    const issue = this.find(key);
    if (issue === undefined) throw new Error(`no issue ${key}`);
    return issue;
  }

  /** The issues as they were `lagMs` ago, where `lags` says so. */
  indexed(lags: (issue: Issue) => number): Issue[] {
    const nowMs = this.#now().getTime();
    return [...this.#issues.values()]
      .flatMap(({ versions }) => {
        const [first] = versions;
        const lagMs = first === undefined ? 0 : lags(first);
        return versions.findLast(({ updatedAtMs }, index) => index === 0 || updatedAtMs + lagMs <= nowMs) ?? [];
      })
      .filter((issue) => issue.updatedAtMs + lags(issue) <= nowMs || lags(issue) === 0);
  }

  historiesOf(id: string): readonly History[] {
    return this.#stored(id).histories;
  }

  commentsOf(id: string): readonly Comment[] {
    return this.#stored(id).comments;
  }

  #stored(id: string): Stored {
    const stored = this.#issues.get(id);
    if (stored === undefined) throw new Error(`no issue ${id}`);
    return stored;
  }

  #change(key: string, fields: Partial<Issue>, history: History): void {
    const issue = this.get(key);
    const stored = this.#stored(issue.id);
    const updatedAtMs = Math.max(history.atMs, issue.updatedAtMs);
    stored.versions = [...stored.versions.slice(-3), { ...issue, ...fields, updatedAtMs }];
    if (history.items.length > 0) stored.histories.push(history);
  }
}

export function categoryOf(statusID: string): Category {
  return STATUSES.find(({ id }) => id === statusID)?.category ?? 'new';
}
