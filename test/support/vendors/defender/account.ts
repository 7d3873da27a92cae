// The state of Microsoft Defender in one tenant: incidents, and what analysts do to them.

export interface StoredIncident {
  readonly id: string;
  readonly number: number;
  readonly createdMs: number;
  readonly comments: string[];
  displayName: string;
  severity: string;
  status: string;
  updatedMs: number;
  redirectTo: string | null;
  classification: string;
  determination: string;
  resolvingComment: string | null;
}

export interface NewIncident {
  readonly id?: string;
  readonly title?: string;
  readonly severity?: string;
  readonly at?: Date;
}

export type Changes = Partial<
  Pick<StoredIncident, 'status' | 'displayName' | 'severity' | 'classification' | 'determination' | 'resolvingComment'>
>;

export class DefenderAccount {
  readonly incidents = new Map<string, StoredIncident>();
  /** Every write over the API, in order: `PATCH 7`, `POST 7`. */
  readonly writes: string[] = [];
  readonly #now: () => Date;
  #serial = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  create({ id, title, severity = 'high', at = this.#now() }: NewIncident = {}): StoredIncident {
    const number = ++this.#serial;
    const own = id ?? String(2_972_000 + number);
    // Graph's times have seven digits of a second: no two of them are equal.
    const createdMs = at.getTime() + (number % 1000) / 1000;
    const incident: StoredIncident = {
      ...{ id: own, number, severity, createdMs, updatedMs: createdMs },
      ...{ displayName: title ?? `Incident ${number}`, status: 'active', redirectTo: null, comments: [] },
      ...{ classification: 'unknown', determination: 'unknown', resolvingComment: null },
    };
    this.incidents.set(own, incident);
    return incident;
  }

  change(id: string, changes: Changes): void {
    const incident = this.#get(id);
    Object.assign(incident, changes, { updatedMs: Math.max(this.#now().getTime(), incident.createdMs) });
  }

  comment(id: string, text: string): void {
    this.#get(id).comments.push(text);
    this.change(id, {});
  }

  merge(id: string, into: string): void {
    this.change(id, { status: 'redirected' });
    this.#get(id).redirectTo = into;
  }

  #get(id: string): StoredIncident {
    const incident = this.incidents.get(id);
    if (incident === undefined) throw new Error(`no incident ${id}`);
    return incident;
  }
}
