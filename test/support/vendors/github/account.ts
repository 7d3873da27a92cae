// The state of a GitHub organization: repositories, issues, alerts, advisories, and what people do with them. Tests drive it directly.

import type { Stream } from '../../../../src/integrations/github/normalize-id.ts';
import type { Organization } from './organization.ts';

export interface Repo {
  readonly fullName: string;
  hasIssues: boolean;
  /** Streams that are switched off. */
  readonly off: Set<Stream>;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly atMs: number;
}

export interface Event {
  readonly id: number;
  readonly event: 'closed' | 'reopened';
  readonly atMs: number;
}

/** A finding of any stream. Times are epoch milliseconds of whole seconds, as GitHub has them. */
export interface Stored {
  readonly stream: Stream;
  readonly fullName: string;
  readonly number: string;
  /** The order of creation. */
  readonly serial: number;
  title: string;
  state: string;
  severity: string;
  labels: string[];
  readonly createdMs: number;
  updatedMs: number;
  doneMs: number | undefined;
  stateReason: string | undefined;
  reason: string | undefined;
  comment: string | undefined;
  validity: string;
  readonly isPullRequest: boolean;
  readonly comments: Comment[];
  readonly events: Event[];
}

export interface NewFinding {
  readonly title?: string;
  readonly at?: Date;
  readonly severity?: string;
  readonly labels?: readonly string[];
  readonly validity?: string;
  readonly isPullRequest?: boolean;
}

const OPEN_STATES: Readonly<Record<Stream, string>> = {
  Issues: 'open',
  DependabotAlerts: 'open',
  CodeScanningAlerts: 'open',
  SecretScanningAlerts: 'open',
  SecurityAdvisories: 'triage',
};
const DONE_STATES: Readonly<Record<Stream, string>> = {
  Issues: 'closed',
  DependabotAlerts: 'fixed',
  CodeScanningAlerts: 'fixed',
  SecretScanningAlerts: 'resolved',
  SecurityAdvisories: 'published',
};

export class Account {
  readonly repos = new Map<string, Repo>();
  readonly findings = new Map<string, Stored>();
  /** By their logins. */
  readonly organizations = new Map<string, Organization>();
  /** Names that were given up for others: requests are redirected. */
  readonly renamed = new Map<string, string>();
  readonly #now: () => Date;
  #serial = 0;
  readonly #numbers = new Map<string, number>();

  addOrganization(login: string): Organization {
    const organization: Organization = { login, people: new Map(), invitations: [], hasSaml: false };
    this.organizations.set(login, organization);
    return organization;
  }

  constructor(now: () => Date) {
    this.#now = now;
  }

  addRepo(fullName: string): Repo {
    const repo = { fullName, hasIssues: true, off: new Set<Stream>() };
    this.repos.set(fullName.toLowerCase(), repo);
    return repo;
  }

  repo(fullName: string): Repo | undefined {
    return this.repos.get(fullName.toLowerCase());
  }

  get nowMs(): number {
    return Math.floor(this.#now().getTime() / 1000) * 1000;
  }

  /** Returns its ID as Docket writes it. */
  create(stream: Stream, fullName: string, finding: NewFinding = {}): string {
    const serial = ++this.#serial;
    const number = stream === 'SecurityAdvisories' ? ghsaOf(serial) : String(this.#nextNumber(stream, fullName));
    const createdMs = finding.at === undefined ? this.nowMs : Math.floor(finding.at.getTime() / 1000) * 1000;
    const id = `${fullName}/${stream}/${number}`;
    this.findings.set(id, {
      stream,
      fullName,
      number,
      serial,
      title: finding.title ?? `Finding ${serial}`,
      state: OPEN_STATES[stream],
      severity: finding.severity ?? 'high',
      labels: [...(finding.labels ?? [])],
      createdMs,
      updatedMs: createdMs,
      doneMs: undefined,
      stateReason: undefined,
      reason: undefined,
      comment: undefined,
      validity: finding.validity ?? 'unknown',
      isPullRequest: finding.isPullRequest ?? false,
      comments: [],
      events: [],
    });
    return id;
  }

  /** Issues and pull requests share their numbers. */
  #nextNumber(stream: Stream, fullName: string): number {
    const key = `${fullName}/${stream}`;
    const number = (this.#numbers.get(key) ?? 0) + 1;
    this.#numbers.set(key, number);
    return number;
  }

  get(id: string): Stored {
    const found = this.findings.get(id);
    if (found === undefined) throw new Error(`no finding ${id}`);
    return found;
  }

  resolve(id: string, state?: string): void {
    const finding = this.get(id);
    this.edit(id, { state: state ?? DONE_STATES[finding.stream], doneMs: this.nowMs, stateReason: 'completed' });
    finding.events.push({ id: ++this.#serial, event: 'closed', atMs: this.nowMs });
  }

  reopen(id: string): void {
    const finding = this.get(id);
    const none = { doneMs: undefined, reason: undefined, comment: undefined };
    this.edit(id, { state: OPEN_STATES[finding.stream], stateReason: 'reopened', ...none });
    finding.events.push({ id: ++this.#serial, event: 'reopened', atMs: this.nowMs });
  }

  edit(id: string, changes: Partial<Stored>): void {
    Object.assign(this.get(id), changes, { updatedMs: this.nowMs });
  }

  comment(id: string, body: string): Comment {
    const comment = { id: ++this.#serial, body, atMs: this.nowMs };
    this.get(id).comments.push(comment);
    this.edit(id, {});
    return comment;
  }

  remove(id: string): void {
    this.findings.delete(id);
  }
}

const LETTERS = '23456789cfghjmpqrvwx';

function ghsaOf(serial: number): string {
  const letter = (place: number): string =>
    LETTERS[Math.floor(serial / LETTERS.length ** place) % LETTERS.length] ?? '2';
  const block = (from: number): string => [0, 1, 2, 3].map((place) => letter(from + place)).join('');
  return `GHSA-${block(0)}-${block(4)}-${block(8)}`;
}
