// Statistics of repeated measurements. Medians, so that one slow round on a busy machine does not decide.

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest value that at least this share (0 to 1) of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
}

/** The slope of the line with the least squares through the points. */
export function slope(points: ReadonlyArray<readonly [x: number, y: number]>): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const across = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return across / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** 1 at the scale of 1, at least `min`. */
export function scaled(count: number, scale: number, min: number): number {
  return Math.max(min, Math.round(count * scale));
}

/**
 * Runs both sides of a comparison in turns, `rounds` times: A B, B A, A B ..., so that neither gains from coming second. Returns pairs of
 * results.
 */
export async function inTurns<A, B>(
  rounds: number,
  a: (round: number) => Promise<A> | A,
  b: (round: number) => Promise<B> | B,
): Promise<ReadonlyArray<{ readonly a: A; readonly b: B }>> {
  const pairs: Array<{ a: A; b: B }> = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await a(round);
      pairs.push({ a: first, b: await b(round) });
    } else {
      const first = await b(round);
      pairs.push({ a: await a(round), b: first });
    }
  }
  return pairs;
}
