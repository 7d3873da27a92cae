// The accounts of a system: who can get in. Always a whole listing; accounts are stored nowhere. Types only.

/** `unknown`: the vendor does not say, or says something that this version does not know. Never counts as valid. */
export type AccountState = 'active' | 'inactive' | 'unknown';

export interface AccountRecord {
  /** The vendor's own id, which outlives a change of name. */
  readonly id: string;
  readonly login?: string;
  readonly email?: string;
  readonly name?: string;
  readonly kind: 'person' | 'bot' | 'guest';
  readonly state: AccountState;
  /** Invited, and never been there. */
  readonly pending: boolean;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** A second factor is set up; absent where the vendor does not say. */
  readonly secondFactor?: boolean;
}

/** An account that could not be read. It counts as unknown. Holds no provider text. */
export interface RejectedAccount {
  readonly reason: 'MissingField' | 'WrongType' | 'InvalidID';
  readonly detail: string;
}

export interface RosterPage {
  readonly accounts: readonly AccountRecord[];
  readonly rejected: readonly RejectedAccount[];
  /** The listing is complete with this page. One that ends without it was not complete, and nothing may be concluded from it. */
  readonly last: boolean;
}

/** One opened listing of accounts: lives for one sync. */
export interface Roster extends AsyncDisposable {
  /** The scopes that the credential lacks for listing users, by the vendor's names. */
  probe(signal: AbortSignal): Promise<{ readonly missingScopes: readonly string[] }>;
  /** Throws a SourceError on the first answer that is not whole. */
  accounts(signal: AbortSignal): AsyncIterable<RosterPage>;
}
