// The data of an incident tracker: the state of each incident, its history and its notes. It deliberately supports no idempotency keys,
// so that a request that is sent twice shows twice.

export interface Change {
  readonly to: 'open' | 'resolved';
  /** `docket`, or the name of a person. */
  readonly by: string;
  /** The sender's comment. */
  readonly reference?: string;
}

export interface TrackedIncident {
  state: 'open' | 'resolved';
  readonly history: Change[];
  readonly notes: string[];
}

export class TrackerAccount {
  readonly incidents = new Map<string, TrackedIncident>();

  /** An incident that is open. */
  open(id: string): TrackedIncident {
    const incident: TrackedIncident = { state: 'open', history: [], notes: [] };
    this.incidents.set(id, incident);
    return incident;
  }

  change(id: string, change: Change): void {
    const incident = this.incidents.get(id);
    if (incident === undefined) throw new Error(`no incident ${id}`);
    incident.state = change.to;
    incident.history.push(change);
  }
}
