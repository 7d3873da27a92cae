// Quoted strings and comments in the value of a header field. Pure. https://www.rfc-editor.org/rfc/rfc5322#section-3.2.2

export interface Piece {
  readonly text: string;
  /** It stood in quotes, which are not in the text. */
  readonly isQuoted: boolean;
}

const NESTING: ReadonlyMap<string, number> = new Map([
  ['(', 1],
  [')', -1],
]);
const TOKENS = /\\[^]?|["()]|[^\\"()]+/g;

/** The value without comments, which may nest. Undefined when a comment or a quoted string does not end. */
export function piecesOf(value: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let depth = 0;
  let isQuoted = false;
  for (const [text] of value.matchAll(TOKENS)) {
    if (text.startsWith('\\')) continue;
    if (text === '"' && depth === 0) isQuoted = !isQuoted;
    else if (isQuoted) pieces.push({ text, isQuoted });
    else if (NESTING.has(text)) depth = nested(depth, text);
    else if (depth === 0) pieces.push({ text, isQuoted });
  }
  return depth === 0 && !isQuoted ? pieces : undefined;
}

function nested(depth: number, parenthesis: string): number {
  return Math.max(0, depth + (NESTING.get(parenthesis) ?? 0));
}
