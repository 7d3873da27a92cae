// What somebody is owed over lost data: the word that policies, verdicts and stored deadlines share. A type only.

/** One obligation of one incident. Instants are epoch milliseconds. */
export interface Obligation {
  readonly policy: string;
  readonly policyGeneration: number;
  readonly name: string;
  readonly recipient: string;
  readonly dataType: string;
  /** The last instant that is on time; undefined while none of its clocks runs: owed without a date. */
  readonly dueAt: number | undefined;
  /** When the recipient was told; undefined while it is owed. */
  readonly metAt: number | undefined;
}
