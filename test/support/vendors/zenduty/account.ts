// A Zenduty account in memory: teams with services, incidents and their notes, and the actions of people on them. Knows no HTTP.

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Service extends Named {
  readonly teamID: string;
}

export interface Member {
  readonly id: string;
  readonly username: string;
  name: string;
  email: string;
  /** 1 owner, 2 admin, 3 user. */
  role: number;
  isVerified: boolean;
}

export interface StoredIncident {
  readonly id: string;
  readonly number: number;
  readonly createdAtMs: number;
  title: string;
  summary: string;
  status: 1 | 2 | 3;
  priority: string | null;
  urgency: 0 | 1;
  serviceID: string;
  acknowledgedAtMs: number | undefined;
  resolvedAtMs: number | undefined;
  mergedWith: string | null;
  readonly tags: string[];
  readonly notes: Note[];
  /** How often it was resolved, by whom. */
  readonly resolutions: string[];
}

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly atMs: number;
}

export interface Creation {
  readonly id?: string;
  readonly title?: string;
  readonly summary?: string;
  readonly priority?: string | null;
  readonly urgency?: 0 | 1;
  readonly service?: string;
  readonly at?: Date;
}

export class ZendutyAccount {
  readonly teams: Named[] = [
    { id: 'db61f7ed-ba78-4536-9b2d-256b135a731d', name: 'Security' },
    { id: 'a1b2c3d4-ba78-4536-9b2d-256b135a731d', name: 'Operations' },
  ];
  readonly services: Service[] = [
    {
      id: 'c7fff4c5-2def-41e8-9120-c63f649a825c',
      name: 'Mail gateway',
      teamID: 'db61f7ed-ba78-4536-9b2d-256b135a731d',
    },
    { id: 'd8fff4c5-2def-41e8-9120-c63f649a825c', name: 'Shop', teamID: 'a1b2c3d4-ba78-4536-9b2d-256b135a731d' },
  ];
  readonly incidents = new Map<string, StoredIncident>();
  /** By id, in the order of joining. */
  readonly members = new Map<string, Member>();
  readonly #now: () => Date;
  #serial = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  create({
    id,
    title,
    summary = '',
    priority = null,
    urgency = 1,
    service = 'Mail gateway',
    at,
  }: Creation = {}): StoredIncident {
    const number = ++this.#serial;
    const found = this.services.find((each) => each.name === service || each.id === service);
    if (found === undefined) throw new Error(`no service ${service}`);
    const incident: StoredIncident = {
      id: id ?? `e${number.toString(36).padStart(21, 'X')}`,
      number,
      createdAtMs: (at ?? this.#now()).getTime(),
      title: title ?? `Incident ${number}`,
      ...{ summary, priority, urgency },
      status: 1,
      serviceID: found.id,
      acknowledgedAtMs: undefined,
      resolvedAtMs: undefined,
      mergedWith: null,
      tags: [],
      notes: [],
      resolutions: [],
    };
    this.incidents.set(incident.id, incident);
    return incident;
  }

  acknowledge(id: string, at?: Date): void {
    Object.assign(this.get(id), { status: 2, acknowledgedAtMs: (at ?? this.#now()).getTime() });
  }

  resolve(id: string, at?: Date, by = 'earline'): void {
    const incident = this.get(id);
    Object.assign(incident, { status: 3, resolvedAtMs: (at ?? this.#now()).getTime() });
    incident.resolutions.push(by);
  }

  reopen(id: string): void {
    // The time of the resolution stays.
    this.get(id).status = 1;
  }

  note(id: string, text: string): Note {
    const note = { id: `n${++this.#serial}`, text, atMs: this.#now().getTime() };
    this.get(id).notes.push(note);
    return note;
  }

  delete(id: string): void {
    this.get(id);
    this.incidents.delete(id);
  }

  get(id: string): StoredIncident {
    const incident = this.find(id);
    if (incident === undefined) throw new Error(`no incident ${id}`);
    return incident;
  }

  /** By unique id or by number. */
  find(id: string): StoredIncident | undefined {
    return this.incidents.get(id) ?? [...this.incidents.values()].find(({ number }) => String(number) === id);
  }
}
