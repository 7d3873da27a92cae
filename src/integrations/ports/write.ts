// Writing to the vendor: resolving an incident, leaving a note on it. A command can be repeated without harm: the writer looks before
// it writes. Types only; when a command is due is decided elsewhere.

interface Command {
  readonly externalID: string;
  /**
   * The idempotency key: the same for each repetition of a command, and different for every other one. Short, printable, without
   * blanks. A note carries it as its marker, so that a note which is there already is found.
   */
  readonly key: string;
  /**
   * The time of the facts that the command was decided on, RFC 3339. If the incident was reopened or moved by somebody at that instant or
   * later, the outcome is `conflict` and nothing is written: vendors' times are of whole seconds, and in doubt the person wins.
   */
  readonly decidedOn: string;
}

export type WriteCommand =
  | (Command & {
      readonly kind: 'resolve';
      /** Why, in the words of the closure; goes where the vendor asks for a reason or a resolution. */
      readonly summary: string;
      /** The text of the note that follows, for a vendor that takes a note with the resolution only. */
      readonly note?: string;
    })
  | (Command & { readonly kind: 'note'; readonly text: string });

/** Why a vendor refused, as the reason of a condition. */
export type WriteRefusal = 'MissingPermission' | 'MissingField' | 'NotFound' | 'NotAllowed';

/**
 * `applied`: this call wrote it. `already`: it was so before, by an earlier attempt or by somebody else.
 * `conflict`: somebody changed the incident since the decision. `refused`: the vendor said no, and will say so again.
 * `unsupported`: this vendor has no such thing.
 */
export type WriteOutcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'already' }
  | { readonly kind: 'conflict' }
  | {
      readonly kind: 'refused';
      readonly reason: WriteRefusal;
      /** In our words, with what to do; no provider text, no secret. */
      readonly message: string;
    }
  | { readonly kind: 'unsupported' };

/** One opened way to write: lives for one command or a few. */
export interface Writer extends AsyncDisposable {
  /** The scopes that the credential lacks for writing, by the vendor's names. Empty: all is well, or the vendor does not say. */
  probe(signal: AbortSignal): Promise<{ readonly missingScopes: readonly string[] }>;
  /**
   * Looks first, then writes at most once. When the answer to the write is lost or ambiguous (time-out, reset, 5xx), it reads back what
   * became of it. Throws a SourceError when the outcome is still unknown or nothing could be sent: the same command may be repeated.
   */
  write(command: WriteCommand, signal: AbortSignal): Promise<WriteOutcome>;
}
