// The accounts of a system: who can get in. Always a whole listing; accounts are stored nowhere. Types only.

/**
 * `active`: it can be used now. `inactive`: the vendor says that it cannot (suspended, deactivated). `unknown`: the vendor does not say,
 * or says something that this version does not know; it never counts as valid.
 */
export type AccountState = 'active' | 'inactive' | 'unknown';

/** An account as its vendor states it. Texts are one line without control characters; a hidden text is absent, never empty. */
export interface AccountRecord {
  /** The vendor's own id, which outlives a change of name. An invitation has one of its own: the account does not exist yet. */
  readonly id: string;
  /** What the person signs in with or is called by, where that is not the mail address. */
  readonly login?: string;
  readonly email?: string;
  readonly name?: string;
  /** `bot`: an app or a service account, by the vendor's word. `guest`: from outside of the organization (a collaborator, a customer). */
  readonly kind: 'person' | 'bot' | 'guest';
  readonly state: AccountState;
  /** Invited, and never been there. */
  readonly pending: boolean;
  /** By the vendor's names, sorted. Empty where the vendor does not say. */
  readonly roles: readonly string[];
  /** Teams or groups by their names, sorted. Empty where they are not read. */
  readonly groups: readonly string[];
  /** A second factor is set up; absent where the vendor does not say, or does not tell this credential. */
  readonly secondFactor?: boolean;
}

/** An account that could not be read. It counts as unknown. Holds no provider text. */
export interface RejectedAccount {
  readonly reason: 'MissingField' | 'WrongType' | 'InvalidID';
  readonly detail: string;
}

export interface RosterPage {
  /** An account comes once in a listing, whatever its pages did meanwhile. */
  readonly accounts: readonly AccountRecord[];
  readonly rejected: readonly RejectedAccount[];
  /** The listing is complete with this page. One that ends without it was not complete, and nothing may be concluded from it. */
  readonly last: boolean;
}

/** One opened listing of accounts: lives for one sync. */
export interface Roster extends AsyncDisposable {
  /**
   * The scopes that the credential lacks for listing users, by the vendor's names. Empty also where the vendor does not say what a
   * credential has: a refusal then comes with the listing. Throws a SourceError when the system cannot be read at all.
   */
  probe(signal: AbortSignal): Promise<{ readonly missingScopes: readonly string[] }>;
  /** Throws a SourceError on the first answer that is not whole. */
  accounts(signal: AbortSignal): AsyncIterable<RosterPage>;
  /** Parts that the vendor's plan or the credential refused (`teams`, `secondFactor`): accounts come without them. Known after the listing. */
  readonly degraded: ReadonlySet<string>;
}
