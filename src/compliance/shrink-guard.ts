// The guard against a listing that is suddenly much shorter, or empty: a vendor that answers with half of the accounts, a file that was cut
// off. Nothing is concluded from such a listing until a person confirms its very count. Pure.

/** What a listing is compared with. */
export interface Guarded {
  /** How long the last good listing was; undefined where none is on record. */
  readonly before: number | undefined;
  readonly count: number;
  /** By how many percent a listing may shrink. */
  readonly maxShrink: number;
  /** The annotation docket.dev/confirmShrink. */
  readonly confirmation: string | undefined;
  /** The annotation as it was used before. A confirmation holds once: it is used up while the annotation stays as it is. */
  readonly used: string | undefined;
}

/** A critical system or a staff roster, as far as the guard reads it. */
interface GuardedObject {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> | undefined };
  readonly spec: { readonly maxShrink: number };
  readonly status?: { readonly confirmedShrink?: string } | undefined;
}

/** Compares a listing of `count` with the last good one of the object, which had `before`. */
export function guardedBy(
  { metadata, spec, status }: GuardedObject,
  { before, count }: Pick<Guarded, 'before' | 'count'>,
): Guarded {
  const confirmation = metadata.annotations?.[CONFIRM_SHRINK];
  return { before, count, maxShrink: spec.maxShrink, confirmation, used: status?.confirmedShrink };
}

/** `confirmed`: it shrank too far, and somebody confirmed this count just now. */
export type ShrinkJudgement = { readonly kind: 'taken' } | { readonly kind: 'confirmed' } | { readonly kind: 'shrunk' };

/** A new value of this annotation confirms a listing that shrank: it holds the count that the condition names. */
export const CONFIRM_SHRINK = 'docket.dev/confirmShrink';

/** Nothing at all is suspicious at the first reading too. As many as before is no shrinking, even none as none was confirmed. */
export function judgeShrink({ before, count, maxShrink, confirmation, used }: Guarded): ShrinkJudgement {
  if (count === before || !isShrunk(before, count, maxShrink)) return { kind: 'taken' };
  const isConfirmed = confirmation === String(count) && confirmation !== used;
  return { kind: isConfirmed ? 'confirmed' : 'shrunk' };
}

function isShrunk(before: number | undefined, count: number, maxShrink: number): boolean {
  if (count === 0) return true;
  return before !== undefined && (before - count) * 100 > maxShrink * before;
}

/** For the status: the confirmation that was used, for as long as the annotation stays as it was. */
export function usedConfirmation(
  judgement: ShrinkJudgement | undefined,
  { confirmation, used }: Pick<Guarded, 'confirmation' | 'used'>,
): string | undefined {
  if (judgement?.kind === 'confirmed') return confirmation;
  return used === confirmation ? used : undefined;
}

/** For the condition. `what`: such as `accounts`. */
export function shrunkMessage({ before, count, maxShrink }: Guarded, what: string): string {
  const change =
    before === undefined ? `The listing has ${count} ${what}` : `The listing shrank from ${before} to ${count} ${what}`;
  const limit =
    count === 0 ? 'an empty listing is never trusted by itself' : `more than maxShrink (${maxShrink}%) allows`;
  return `${change}: ${limit}. Nothing is judged by it. If it is right, confirm it once: annotate with ${CONFIRM_SHRINK}=${count}.`;
}
