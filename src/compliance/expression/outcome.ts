// The outcome of a rule: true, false, or a reason why it is neither. Types and texts only; nothing is evaluated here.

/** Why a rule is neither true nor false. Each is a reason of the Expression check. */
export const expressionFaults = {
  ExpressionInvalid:
    'The rule cannot be read: a syntax error, an unknown name or function, or more than 4096 characters.',
  ExpressionError:
    'The rule failed: a field that is absent or null, values of different types, a number out of range, too much memory.',
  ExpressionTimeout: 'The rule took more than 100 ms of processor time. It is asked again later.',
  ExpressionNotBoolean: 'The rule gives something else than true or false.',
  EmptyInput:
    'The rule would hold for want of input only: it goes through an empty or absent list, or holds whatever the input is.',
  NoReview: 'The rule reads the review, and the incident has none.',
} as const;

export type ExpressionFault = keyof typeof expressionFaults;

export type ExpressionOutcome =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | {
      readonly kind: ExpressionFault;
      /** For the author of the rule. It may quote data, so it never goes into a condition or a metric label. */
      readonly message: string;
      /** Another evaluation may end differently, though nothing changed: it is asked for again later. */
      readonly transient?: true;
    };

/** What a rule is about: an incident, and its review where there is one, as they are stored. */
export interface ExpressionInput {
  readonly incident: object;
  readonly review: object | undefined;
}
