// The people of an organisation: who works there, and who has left. Always a whole listing; people are stored nowhere. Types only.

/** `pending`: has not started yet. `inactive`: away, or barred for a while. `unknown`: the directory does not say, or in a word that this version does not know. */
export type PersonState = 'active' | 'inactive' | 'offboarded' | 'pending' | 'unknown';

export interface PersonRecord {
  /** What the directory calls the person: its own id, which outlives a change of name. */
  readonly person: string;
  /** The primary mail address. */
  readonly email?: string;
  /** Further mail addresses. What is no address is left out. */
  readonly aliases: readonly string[];
  /** Roles and groups, as the directory names them. */
  readonly roles: readonly string[];
  readonly state: PersonState;
  /** When the person left or will leave, epoch milliseconds; absent where the directory does not say. */
  readonly leftAt?: number;
}

/** A person that could not be read: the listing is not complete. Holds no text of the directory. */
export interface RejectedPerson {
  readonly reason: 'MissingField' | 'WrongType' | 'InvalidID';
  readonly detail: string;
}

export interface DirectoryPage {
  readonly people: readonly PersonRecord[];
  readonly rejected: readonly RejectedPerson[];
  /** The listing is complete with this page. One that ends without it was not complete, and nothing may be concluded from it. */
  readonly last: boolean;
}

/** One opened directory: lives for one sync. */
export interface Directory extends AsyncDisposable {
  /**
   * The scopes that the credential lacks for listing people, by the vendor's names, and the groups of the spec that the directory does not
   * have. Throws a SourceError when it cannot be read at all.
   */
  probe(signal: AbortSignal): Promise<DirectoryProbe>;
  /** A person comes once. Throws a SourceError on the first answer that is not whole. */
  people(signal: AbortSignal): AsyncIterable<DirectoryPage>;
  /** Parts that the credential may not read (`employeeLeaveDateTime`): people come without them. Known after the listing. */
  readonly degraded: ReadonlySet<string>;
}

export interface DirectoryProbe {
  readonly missingScopes: readonly string[];
  readonly unmatched: readonly string[];
}
