// Instants as the compliance core has them: epoch milliseconds. Reads no clock.

/** Epoch milliseconds of an RFC 3339 text; undefined for none and for one that is no instant. */
export function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The first of some instants, of which some may be unknown; undefined where all are. */
export function earliest(instants: ReadonlyArray<number | undefined>): number | undefined {
  let first: number | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (first === undefined || instant < first)) first = instant;
  }
  return first;
}
