// The state of a GuardDuty account: detectors and findings by region, and what its users do to them.

export interface StoredFinding {
  readonly id: string;
  readonly region: string;
  readonly createdAtMs: number;
  /** Counts up by creation: every third finding is shown late, where a server does so. */
  readonly number: number;
  title: string;
  severity: number;
  archived: boolean;
  updatedAtMs: number;
}

export interface NewFinding {
  readonly id?: string;
  readonly region?: string;
  readonly title?: string;
  readonly severity?: number;
  readonly at?: Date;
}

export interface AccountRules {
  /** Whether archiving changes the time of the last change. Nobody documents that it does. */
  readonly archivingUpdates: boolean;
  /** Findings older than this are gone; undefined keeps them. GuardDuty keeps them for 90 days. */
  readonly keptMs: number | undefined;
}

const HOME_REGION = 'eu-west-1';

export class GuardDutyAccount {
  /** Detector IDs by region. A region without one has no GuardDuty. */
  readonly detectors = new Map<string, string>([[HOME_REGION, detectorIDOf(HOME_REGION)]]);
  rules: AccountRules = { archivingUpdates: true, keptMs: undefined };
  readonly #findings = new Map<string, StoredFinding>();
  readonly #now: () => Date;
  #serial = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  enable(region: string): void {
    this.detectors.set(region, detectorIDOf(region));
  }

  create({ id, region = HOME_REGION, title, severity = 8, at = this.#now() }: NewFinding = {}): StoredFinding {
    const number = ++this.#serial;
    const own = id ?? number.toString(16).padStart(32, '0');
    const createdAtMs = at.getTime();
    const made = { id: own, region, number, createdAtMs, updatedAtMs: createdAtMs, severity, archived: false };
    const finding = { ...made, title: title ?? `Finding ${number}` };
    this.#findings.set(keyOf(region, own), finding);
    return finding;
  }

  find(region: string, id: string): StoredFinding | undefined {
    const finding = this.#findings.get(keyOf(region, id));
    return finding !== undefined && this.#isKept(finding) ? finding : undefined;
  }

  inRegion(region: string): StoredFinding[] {
    return [...this.#findings.values()].filter((finding) => finding.region === region && this.#isKept(finding));
  }

  setArchived(region: string, id: string, archived: boolean): void {
    const finding = this.#get(region, id);
    finding.archived = archived;
    if (this.rules.archivingUpdates) finding.updatedAtMs = this.#now().getTime();
  }

  /** GuardDuty saw it again. */
  recur(region: string, id: string, title?: string): void {
    const finding = this.#get(region, id);
    finding.title = title ?? finding.title;
    finding.updatedAtMs = this.#now().getTime();
  }

  remove(region: string, id: string): void {
    this.#findings.delete(keyOf(region, id));
  }

  #get(region: string, id: string): StoredFinding {
    const finding = this.#findings.get(keyOf(region, id));
    if (finding === undefined) throw new Error(`no finding ${id} in ${region}`);
    return finding;
  }

  #isKept({ updatedAtMs }: StoredFinding): boolean {
    const { keptMs } = this.rules;
    return keptMs === undefined || updatedAtMs >= this.#now().getTime() - keptMs;
  }
}

function keyOf(region: string, id: string): string {
  return `${region}/${id}`;
}

function detectorIDOf(region: string): string {
  return Buffer.from(region).toString('hex').padEnd(32, '0').slice(0, 32);
}
