// Splits a stream of bytes into lines, wherever its pieces begin and end (even in the middle of a character). It must not decode a line
// before it is complete, nor hold more of one than the limit.

const NEWLINE = 0x0a;

/** An object has at most 1.5 MiB in etcd, and with its managed fields a few times that. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

export interface LineSplitter {
  /** The lines that this piece completes, without the newline. Blank lines are left out. Throws above the limit. */
  push(chunk: Buffer): string[];
  /** What came after the last newline. */
  rest(): string;
}

export function createLineSplitter(maxBytes: number = MAX_LINE_BYTES): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;

  const hold = (part: Buffer): void => {
    held += part.length;
    if (held > maxBytes) throw new Error(`a line of more than ${maxBytes} bytes`);
    if (part.length > 0) parts.push(part);
  };
  const take = (): string => {
    const [only] = parts;
    const text =
      parts.length === 1 && only !== undefined ? only.toString('utf8') : Buffer.concat(parts).toString('utf8');
    parts = [];
    held = 0;
    return text;
  };

  return {
    push(chunk) {
      const lines: string[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        hold(chunk.subarray(start, end));
        const line = take();
        if (line.trim() !== '') lines.push(line);
        start = end + 1;
      }
      hold(chunk.subarray(start));
      return lines;
    },
    rest: take,
  };
}
