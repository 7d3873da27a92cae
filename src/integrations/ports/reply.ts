// Telling whoever reported an incident that it is on record. Types only; when a reply is due is decided elsewhere.

export interface Reply {
  readonly externalID: string;
  /** What they are told. */
  readonly incident: { readonly namespace: string; readonly name: string };
  /** The idempotency key: 32 hex characters, the same for each repetition of a reply. */
  readonly key: string;
}

export type ReplyOutcome =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'refused';
      readonly reason: 'NotFound' | 'NotAllowed';
      /** In our words, with what to do; no provider text, no address. */
      readonly message: string;
    };

/** One opened way to reply: lives for one reply. */
export interface Replier extends AsyncDisposable {
  /**
   * Throws a SourceError when it may or may not have been sent: the same reply may be repeated, and goes out under the same Message-ID.
   */
  reply(reply: Reply, signal: AbortSignal): Promise<ReplyOutcome>;
}
