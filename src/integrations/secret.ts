// Credentials in memory. The value of a Secret never appears in a template string, in JSON, in an inspected object or in a log line.
// Only the code that sends it calls `reveal()`.

import type { Secret } from './ports/http.ts';

const REDACTED = '[redacted]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Wraps a value of a Secret's data. A closure holds the value, so that no walk over properties finds it. */
export function secretOf(value: string): Secret {
  const secret: Secret & Record<PropertyKey, unknown> = {
    reveal: () => value,
    toString: () => REDACTED,
    toJSON: () => REDACTED,
    [Symbol.toPrimitive]: () => REDACTED,
    [INSPECT]: () => REDACTED,
  };
  return Object.freeze(secret);
}
