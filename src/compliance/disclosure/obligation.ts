// What somebody is owed over an incident: the word that policies, verdicts and stored deadlines share.

/** What makes an obligation owed: a confirmed loss of data of a type (`*`: of any), or that the incident is classified as something. */
export type ObligationBasis =
  | { readonly when: 'DataLoss'; readonly dataType: string }
  | { readonly when: 'Classified'; readonly classification: string };

/** One obligation of one incident. Instants are epoch milliseconds. */
export interface Obligation {
  readonly policy: string;
  readonly policyGeneration: number;
  readonly policyUid: string | undefined;
  readonly name: string;
  readonly recipient: string;
  readonly basis: ObligationBasis;
  /** When the incident was classified; before that instant nothing is owed. Undefined for a loss of data, which has no such date. */
  readonly owedFrom: number | undefined;
  /** What has to come before it, by its clocks: of several the first. Undefined where none of them says. */
  readonly follows: { readonly start: 'Aware' | 'Classified' | 'Disclosed'; readonly at: number } | undefined;
  /** The last instant that is on time; undefined while none of its clocks runs: owed without a date. */
  readonly dueAt: number | undefined;
  /** When the recipient was told, by the review; undefined where it says nothing of that. */
  readonly metAt: number | undefined;
}

/** Whether it has happened: what a review dates in the future has not, and counts from then on. */
export function isMet({ metAt }: Pick<Obligation, 'metAt'>, nowMs: number): boolean {
  return metAt !== undefined && metAt <= nowMs;
}
