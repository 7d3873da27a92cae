// Credentials in memory. A Secret shows itself nowhere: not in a template, in JSON, in an inspected object or a log line. Only
// whoever really sends it calls `reveal()`.

import type { Secret } from './ports/http.ts';

const REDACTED = '[redacted]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Wraps a value of a Secret's data. The value is held by a closure, so that no property walk finds it. */
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
