// Whether what people wrote at the vendor (labels, notes) speaks of a data loss. Pure. A hint for whoever assesses the incident: no check
// reads it, and no text of the vendor is kept.

/** What is looked for where the spec names no words. */
const DEFAULT_WORDS: readonly string[] = ['data loss', 'data breach', 'data leak', 'data exfiltration'];

/** A note that Docket left there: what a review says is no hint at what it should say. */
const OWN_NOTE = /\[docket [!-~]+\]/;

const MAX_TEXTS = 100;
const MAX_TEXT = 16_384;

/** What a vendor sends as a list; empty for anything else: a hint is not worth an incident. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/**
 * Whole words, in any case, whatever separates them: `data loss` is in `Data-Loss` and `type:data_loss`. One that `no` or `without` stands
 * directly before does not count. An empty list of words finds nothing.
 */
export function dataLossHint(
  texts: readonly unknown[],
  words = DEFAULT_WORDS,
): { readonly dataLossHint?: 'Suspected' } {
  const wanted = words.map(plainWords).filter((word) => word.trim() !== '');
  const isSaid = texts.slice(0, MAX_TEXTS).some((text) => {
    if (typeof text !== 'string' || OWN_NOTE.test(text)) return false;
    const said = plainWords(text.slice(0, MAX_TEXT));
    return wanted.some((word) => said.replaceAll(` no${word}`, ' ').replaceAll(` without${word}`, ' ').includes(word));
  });
  return isSaid ? { dataLossHint: 'Suspected' } : {};
}

/** With one blank around each word. */
function plainWords(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
