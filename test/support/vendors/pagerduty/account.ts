// A PagerDuty account in memory: services, teams, people, incidents and their log, and the actions of people on them. Knows no HTTP. It
// behaves like the vendor (a resolved incident no longer shows who acknowledged it).

export type Status = 'triggered' | 'acknowledged' | 'resolved';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Person extends Named {
  readonly email: string;
  /** Default `user`. */
  readonly role?: string;
  /** An invitation is outstanding. */
  readonly invited?: boolean;
  readonly teamIDs?: readonly string[];
}

export interface StoredIncident {
  readonly id: string;
  readonly number: number;
  readonly createdAtMs: number;
  title: string;
  description: string;
  status: Status;
  urgency: 'high' | 'low';
  priority: string | null;
  serviceID: string;
  teamIDs: readonly string[];
  assigneeIDs: readonly string[];
  acknowledgements: ReadonlyArray<{ readonly atMs: number; readonly userID: string }>;
  resolvedAtMs: number | undefined;
  changedAtMs: number;
  updatedAtMs: number;
  mergedInto: string | undefined;
}

export interface StoredLogEntry {
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
  readonly incidentID: string;
  readonly userID: string | undefined;
  /** The text that came with a resolution. */
  readonly resolution?: string;
}

export interface Trigger {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly urgency?: 'high' | 'low';
  readonly priority?: string | null;
  /** An id or a name. A service of that name is created when there is none. */
  readonly service?: string;
  readonly teams?: readonly string[];
  /** Default: now. */
  readonly at?: Date;
}

const DEFAULT_PERSON: Person = { id: 'PUSER01', name: 'Earline Greenholt', email: 'earline.greenholt@example.com' };

export class Account {
  readonly incidents = new Map<string, StoredIncident>();
  readonly services = new Map<string, Named>();
  readonly teams = new Map<string, Named>();
  readonly people = new Map<string, Person>([[DEFAULT_PERSON.id, DEFAULT_PERSON]]);
  /** By incident, oldest first. */
  readonly notes = new Map<string, string[]>();
  logEntries: StoredLogEntry[] = [];
  #serial = 0;
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  addService(name: string, id = this.#id('PSVC')): Named {
    return this.#add(this.services, { id, name });
  }

  addTeam(name: string, id = this.#id('PTEAM')): Named {
    return this.#add(this.teams, { id, name });
  }

  trigger(trigger: Trigger = {}): StoredIncident {
    const number = ++this.#serial;
    const atMs = wholeSecond(trigger.at ?? this.#now());
    const incident: StoredIncident = {
      id: trigger.id ?? `Q${number.toString(36).toUpperCase().padStart(13, '0')}`,
      number,
      createdAtMs: atMs,
      title: trigger.title ?? `Incident ${number}`,
      description: trigger.description ?? '',
      status: 'triggered',
      urgency: trigger.urgency ?? 'high',
      priority: trigger.priority ?? null,
      serviceID: this.#idOf(this.services, trigger.service ?? 'Default Service', (name) => this.addService(name)),
      teamIDs: (trigger.teams ?? []).map((team) => this.#idOf(this.teams, team, (name) => this.addTeam(name))),
      assigneeIDs: [DEFAULT_PERSON.id],
      acknowledgements: [],
      resolvedAtMs: undefined,
      changedAtMs: atMs,
      updatedAtMs: atMs,
      mergedInto: undefined,
    };
    this.incidents.set(incident.id, incident);
    this.#log('trigger_log_entry', incident, atMs);
    this.#log('notify_log_entry', incident, atMs);
    return incident;
  }

  acknowledge(id: string, at?: Date): void {
    this.#change(id, 'acknowledged', { at, entry: 'acknowledge_log_entry' }, (incident, atMs) => {
      incident.acknowledgements = [...incident.acknowledgements, { atMs, userID: DEFAULT_PERSON.id }];
    });
  }

  /** The acknowledgement times out. */
  unacknowledge(id: string, at?: Date): void {
    this.#change(id, 'triggered', { at, entry: 'unacknowledge_log_entry' }, (incident) => {
      incident.acknowledgements = [];
    });
  }

  resolve(id: string, at?: Date, resolution?: string): void {
    this.#change(id, 'resolved', { at, entry: 'resolve_log_entry', resolution }, (incident, atMs) => {
      incident.resolvedAtMs = atMs;
      incident.acknowledgements = [];
      incident.assigneeIDs = [];
    });
  }

  reopen(id: string, at?: Date): void {
    this.#change(id, 'triggered', { at, entry: 'trigger_log_entry' }, (incident) => {
      incident.resolvedAtMs = undefined;
      incident.assigneeIDs = [DEFAULT_PERSON.id];
    });
  }

  /** The vendor keeps at most 2,000 notes for each incident. */
  note(id: string, content: string): void {
    this.get(id);
    this.notes.set(id, [...(this.notes.get(id) ?? []), content]);
  }

  merge(id: string, into: string, at?: Date): void {
    this.resolve(id, at);
    this.get(id).mergedInto = into;
  }

  /** The vendor has no such request: deleting a service deletes its incidents. */
  delete(id: string): void {
    this.get(id);
    this.incidents.delete(id);
    this.logEntries = this.logEntries.filter((entry) => entry.incidentID !== id);
  }

  edit(id: string, fields: Partial<Pick<StoredIncident, 'title' | 'urgency' | 'priority' | 'description'>>): void {
    Object.assign(this.get(id), fields, { updatedAtMs: wholeSecond(this.#now()) });
  }

  setUrgency(id: string, urgency: 'high' | 'low'): void {
    this.edit(id, { urgency });
  }

  moveToService(id: string, service: string): void {
    this.get(id).serviceID = this.#idOf(this.services, service, (name) => this.addService(name));
  }

  get(id: string): StoredIncident {
    const incident = this.incidents.get(id);
    if (incident === undefined) throw new Error(`no incident ${id} in the account`);
    return incident;
  }

  #change(
    id: string,
    status: Status,
    {
      at,
      entry,
      resolution,
    }: { readonly at: Date | undefined; readonly entry: string; readonly resolution?: string | undefined },
    apply: (incident: StoredIncident, atMs: number) => void,
  ): void {
    const incident = this.get(id);
    const atMs = wholeSecond(at ?? this.#now());
    incident.status = status;
    incident.changedAtMs = atMs;
    incident.updatedAtMs = atMs;
    apply(incident, atMs);
    this.#log(entry, incident, atMs, resolution);
  }

  #log(type: string, incident: StoredIncident, atMs: number, resolution?: string): void {
    const userID = type.startsWith('trigger') ? undefined : DEFAULT_PERSON.id;
    const entry = { id: this.#id('R'), type, atMs, incidentID: incident.id, userID };
    this.logEntries.push(resolution === undefined ? entry : { ...entry, resolution });
  }

  #idOf(things: ReadonlyMap<string, Named>, idOrName: string, make: (name: string) => Named): string {
    if (things.has(idOrName)) return idOrName;
    for (const { id, name } of things.values()) if (name === idOrName) return id;
    return make(idOrName).id;
  }

  #add(things: Map<string, Named>, thing: Named): Named {
    things.set(thing.id, thing);
    return thing;
  }

  #id(prefix: string): string {
    return `${prefix}${(++this.#serial).toString(36).toUpperCase().padStart(5, '0')}`;
  }
}

function wholeSecond(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}
